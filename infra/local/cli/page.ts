import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../functions/domain/values/text.ts';
import { noRecipients, recipientWarnings } from '../../recipient-warnings.ts';
import { readSettings, type Settings } from '../../settings.ts';
import { SettingsError } from '../../settings-error.ts';
import { warn } from '../../warn.ts';
import { DEMO_APPLICATION_TOKEN, demoFleet } from '../demo/demo-fleet.ts';
import { startEmnifySimulator } from '../emnify-simulator/simulator.ts';
import { startCloud } from '../host/cloud.ts';
import { FunctionError } from '../host/function-error.ts';
import { OpenParts } from '../host/open-parts.ts';
import { type Pipeline, startPipeline } from '../host/pipeline.ts';
import { localPage } from '../page/local-page.ts';
import { startPageServer } from '../page/page-server.ts';
import { runCommand, unknownArguments } from './command.ts';
import { readOptions, UsageError } from './options.ts';
import { sweepProgress } from './sweep-progress.ts';

const HELP = `Shows the page on this machine, until it is stopped with Ctrl+C: who is over, and
buttons to mute, acknowledge, raise a limit, check now and undo. It sweeps once
an hour. What is pressed is gone when it stops.

  npm run page                      over a demonstration fleet
  npm run page -- --budgets FILE    other budgets than budgets.yaml
  npm run page -- --port 8080       on another port than 8321

With EMNIFY_APPLICATION_TOKEN set, it shows your own fleet, as npm start does. It
only reads from emnify, and sends nothing to anyone.
`;

const PORT = 8321;
const SWEEP_MS = 3_600_000;
const NOTIFY_MS = 60_000;

/** `npm run page`. */
async function main(): Promise<number> {
  const { help, budgets, port } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const options = readOptions(budgets === undefined ? [] : ['--budgets', budgets], process.env);
  const { path, name } = options.budgets;
  const settings = readSettings({
    budgetsPath: path,
    budgetsName: name,
    context: () => undefined,
    needsRecipients: false,
  });
  warn([...recipientWarnings(settings, name), ...noRecipients(settings, name)]);
  const parts = new OpenParts();
  await parts.thenClose(() => show(parts, settings, { emnify: options.emnify, port }));
  return 0;
}

async function show(
  parts: OpenParts,
  settings: Settings,
  { emnify: own, port }: { emnify?: { baseUrl: string; applicationToken: string }; port: number },
): Promise<void> {
  const fleet = demoFleet(new Date());
  const simulator = own
    ? undefined
    : await parts.keep(startEmnifySimulator({ fleet, applicationToken: DEMO_APPLICATION_TOKEN }));
  const emnify = own ?? { baseUrl: simulator?.url ?? '', applicationToken: DEMO_APPLICATION_TOKEN };
  const cloud = await parts.keep(startCloud({ settings, applicationToken: emnify.applicationToken }));
  const pipeline = await parts.keep(startPipeline(cloud, emnify.baseUrl));
  const subtitle = own ? new URL(own.baseUrl).host : 'demonstration fleet';
  await sweep(pipeline);
  const server = await parts.keep(startPageServer(localPage(cloud, pipeline, { settings, subtitle }), port));
  process.stdout.write(`The page is at ${server.url}/ until you press Ctrl+C.\n`);
  await untilStopped(pipeline);
}

/** Sweeps each hour and sends what waits each minute, as the schedules of a deployment do. */
async function untilStopped(pipeline: Pipeline): Promise<void> {
  const stop = new AbortController();
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => stop.abort());
  const { signal } = stop;
  const every = async (ms: number, work: () => Promise<unknown>): Promise<void> => {
    while (!signal.aborted) {
      await delay(ms, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await work().catch((error: unknown) => process.stderr.write(`${messageOf(error)}\n`));
    }
  };
  await Promise.all([
    stopped,
    every(SWEEP_MS, () => sweep(pipeline)),
    every(NOTIFY_MS, () => pipeline.notify.invoke({})),
  ]);
}

async function sweep(pipeline: Pipeline): Promise<void> {
  const { listed, listError } = await pipeline.sweep(sweepProgress('Sweep'));
  await pipeline.notify.invoke({});
  if (listError && listed === 0) throw new FunctionError(listError);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        budgets: { type: 'string' },
        port: { type: 'string', default: String(PORT) },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, port: portIn(values.port) };
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(unknownArguments(error, 'page'));
  }
}

function portIn(written: string): number {
  const port = Number(written);
  if (/^\d{1,5}$/.test(written) && port <= 65_535) return port;
  throw new SettingsError(`--port is "${written}": it takes a number from 0 to 65535, for example --port ${PORT}.`);
}

await runCommand(main, [SettingsError, UsageError, FunctionError]);
