import type { BudgetPlan } from '../../../functions/domain/budgets/budget.ts';
import { noRecipients, recipientWarnings } from '../../recipient-warnings.ts';
import { readSettings, type Settings } from '../../settings.ts';
import { SettingsError } from '../../settings-error.ts';
import { warn } from '../../warn.ts';
import { DEMO_APPLICATION_TOKEN, demoFleet, letOneDeviceCross } from '../demo/demo-fleet.ts';
import type { SimulatedFleet } from '../emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../emnify-simulator/simulator.ts';
import { type Cloud, startCloud } from '../host/cloud.ts';
import { FunctionError } from '../host/function-error.ts';
import { OpenParts } from '../host/open-parts.ts';
import { type Pipeline, type SweepResult, startPipeline } from '../host/pipeline.ts';
import { sentNotifications } from '../host/sent-messages.ts';
import { writePageFile } from '../page/page-file.ts';
import { pageDeps, pageReader, readOnce } from '../page/page-reader.ts';
import { runCommand } from './command.ts';
import { fleetTable } from './fleet-table.ts';
import { type FleetRow, readFleet } from './fleet-view.ts';
import { playDemoMonth } from './month.ts';
import { HELP, type RunOptions, readOptions, UsageError } from './options.ts';
import { documentOf } from './run-document.ts';
import { deliveredMessages, sharedList, summaryLine, unseenList, withoutEffectList } from './show.ts';
import { sweepProgress } from './sweep-progress.ts';
import { wrapped } from './terminal-text.ts';

type Say = (text: string) => void;

/** `npm start`: the whole alerting on this machine. Exit status 0 means that every listed endpoint was accounted for. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  const say: Say = (text) => wordsStream(options).write(`${text}\n`);
  if (options.help) {
    say(HELP);
    return 0;
  }
  const { path, name } = options.budgets;
  const settings = readSettings({
    budgetsPath: path,
    budgetsName: name,
    context: () => undefined,
    needsRecipients: false,
  });
  const warnings = [...recipientWarnings(settings, name), ...noRecipients(settings, name)];
  warn(warnings);
  const status = options.month ? await runMonth(options, settings, say) : await runOnce(options, settings, say);
  // Repeat the problems: the first ones have scrolled off the screen by now.
  warn(warnings);
  return status;
}

async function runOnce(options: RunOptions, settings: Settings, say: Say): Promise<number> {
  const parts = new OpenParts();
  return await parts.thenClose(() => runOver(parts, options, settings, say));
}

async function runOver(parts: OpenParts, options: RunOptions, settings: Settings, say: Say): Promise<number> {
  const fleet = demoFleet(new Date());
  const simulator = options.emnify
    ? undefined
    : await parts.keep(startEmnifySimulator({ fleet, applicationToken: DEMO_APPLICATION_TOKEN }));
  const emnify = options.emnify ?? { baseUrl: simulator?.url ?? '', applicationToken: DEMO_APPLICATION_TOKEN };
  say(wrapped(introduction(options)));

  const cloud = await parts.keep(startCloud({ settings, applicationToken: emnify.applicationToken }));
  const pipeline = await parts.keep(startPipeline(cloud, emnify.baseUrl));
  const { currency } = settings.plan;
  const subtitle = simulator ? 'demonstration fleet' : new URL(emnify.baseUrl).host;
  const budgets = async () => settings.plan;
  return await run(options, { cloud, pipeline, say, currency, budgets, subtitle, ...(simulator && { demo: fleet }) });
}

/** The parts of a run. `demo` is the demonstration fleet; absent for the user's own fleet. */
interface Stage {
  cloud: Cloud;
  pipeline: Pipeline;
  say: Say;
  currency: string;
  budgets(): Promise<BudgetPlan>;
  /** Whose fleet it is, for the page. */
  subtitle: string;
  demo?: SimulatedFleet;
}

/** Runs the sweeps and shows their messages, then one more in which a demonstration device crosses, then the daily report. */
async function run(options: RunOptions, stage: Stage): Promise<number> {
  const { cloud, pipeline, say, demo } = stage;
  const sweeps: SweepResult[] = [];
  const sweepOnce = async (title: string): Promise<SweepResult> => {
    const sweep = await pipeline.sweep(sweepProgress(title));
    await pipeline.notify.invoke({});
    sweeps.push(sweep);
    if (sweep.listError && sweep.listed === 0) throw new FunctionError(sweep.listError);
    return sweep;
  };
  for (let number = 1; number < options.sweeps; number++) await sweepOnce(`Sweep ${number} of ${options.sweeps}`);
  const sweep = await sweepOnce(`Sweep ${options.sweeps} of ${options.sweeps}`);
  showFleet(sweep, await readFleet(cloud, sweep.failures, stage.currency), options, stage);
  let shown = showMessages(cloud, 0, say);
  if (demo) {
    say(`${letOneDeviceCross(demo, new Date())} One more sweep:`);
    await sweepOnce('One more sweep');
    shown = showMessages(cloud, shown, say);
  }
  say('And once a day, the report:');
  const reader = pageReader(readOnce(pageDeps(cloud, stage.budgets)));
  const [page] = await Promise.all([writePageFile(reader, stage.subtitle), report(pipeline)]);
  showMessages(cloud, shown, say);
  const notifications = sentNotifications(cloud.sns.publications);
  say(summaryLine(sweep, notifications));
  say(`The page, to look at in a browser: ${page}`);
  if (options.json) {
    const rows = await readFleet(cloud, sweeps.at(-1)?.failures ?? [], stage.currency);
    process.stdout.write(`${JSON.stringify(documentOf(sweeps, rows, notifications), null, 2)}\n`);
  }
  return sweeps.every(isComplete) ? 0 : 1;
}

async function report(pipeline: Pipeline): Promise<void> {
  await pipeline.report.invoke({});
  await pipeline.notify.invoke({});
}

function showFleet(sweep: SweepResult, rows: FleetRow[], options: RunOptions, { say, currency }: Stage): void {
  say(`\n${fleetTable(rows, { currency, all: options.all, stream: wordsStream(options) })}\n`);
  const shared = sharedList(sweep.shared);
  if (shared) say(`Shared limits:\n${shared}\n`);
  const unseen = unseenList(rows, sweep);
  if (unseen) say(`Not judged:\n${unseen}\n`);
  const withoutEffect = withoutEffectList(sweep.shared);
  if (withoutEffect) say(`Settings without effect:\n${withoutEffect}\n`);
}

/** Shows the notifications after the first `from`. @returns the number of notifications so far */
function showMessages({ sns }: Cloud, from: number, say: Say): number {
  const notifications = sentNotifications(sns.publications);
  if (notifications.length === from) say('No new message.\n');
  for (const [index, notification] of notifications.entries()) {
    if (index < from) continue;
    say(`${'═'.repeat(80)}\nNotification ${index + 1}\n`);
    say(deliveredMessages(notification));
  }
  return notifications.length;
}

async function runMonth({ json }: RunOptions, settings: Settings, say: Say): Promise<number> {
  say(
    wrapped(
      'Sixteen devices of the demonstration fleet through last month. Nothing is asked of emnify or AWS, and no message leaves.',
    ),
  );
  const { messages, failures } = await playDemoMonth(settings, new Date(), say);
  if (json) process.stdout.write(`${JSON.stringify(messages, null, 2)}\n`);
  return failures === 0 ? 0 : 1;
}

function isComplete({ failed, missing, listError, shared }: SweepResult): boolean {
  return failed + missing === 0 && !listError && !('error' in shared) && !shared.fleet.trouble;
}

function introduction({ emnify }: RunOptions): string {
  return emnify
    ? `Asking ${emnify.baseUrl} for your fleet. Nothing is changed there, and no message leaves this machine.`
    : 'A demonstration fleet on this machine. Nothing is asked of emnify or AWS, and no message leaves.';
}

/** Chooses the stream for words: standard output is reserved for the document with `--json`. */
function wordsStream({ json }: RunOptions): NodeJS.WriteStream {
  return json ? process.stderr : process.stdout;
}

await runCommand(main, [SettingsError, UsageError, FunctionError]);
