import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { readHistories } from '../../../functions/aggregate/backtest-budgets.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import type { Backtest, backtest } from '../../../functions/domain/answers/backtest.ts';
import type { BudgetPlan } from '../../../functions/domain/budgets/budget.ts';
import type { EndpointHistory } from '../../../functions/domain/records/endpoint-month.ts';
import { formatMomentInYear, type Period, periodOf } from '../../../functions/domain/values/month.ts';
import { plural } from '../../../functions/domain/values/text.ts';
import { readBudgetsFile } from '../../budgets-file.ts';
import { SettingsError } from '../../settings-error.ts';
import { warn } from '../../warn.ts';
import { demoHistories } from '../demo/demo-month.ts';
import { runCommand, unknownArguments } from './command.ts';
import { lastWholeMonth } from './month.ts';
import { budgetsOf, type PersonFile } from './person-path.ts';
import { showProgress } from './progress.ts';

const HELP = `Replays stored figures against other budgets: which alerts would have been sent, when,
and how that differs from now.

  npm run backtest -- --budgets FILE
      last month of sixteen demonstration devices
  npm run backtest -- --budgets FILE --table NAME
      the CostHistory table of a deployment, with your shell's AWS credentials
      --month 2026-10      another month than this one (with --table)
      --in-force FILE      what to compare with; budgets.yaml if left out
  npm run --silent backtest -- --budgets FILE --json
      the whole answer for machines
`;

/** `npm run backtest`. */
async function main(): Promise<number> {
  const values = readArguments();
  if (values.help || values.budgets === undefined) {
    process.stdout.write(HELP);
    return values.help ? 0 : 1;
  }
  const plan = planIn(budgetsOf(values.budgets, process.env));
  const inForce = planIn(budgetsOf(values['in-force'], process.env));
  const period = periodFrom(values.month, values.table === undefined);
  const histories = values.table === undefined ? demoHistories(period) : await storedHistories(values.table, period);
  const answer = await replayed({ period, histories, plan, inForce });
  process.stdout.write(values.json ? `${JSON.stringify(answer, null, 2)}\n` : `${inWords(answer)}\n`);
  return 0;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        budgets: { type: 'string' },
        'in-force': { type: 'string' },
        table: { type: 'string' },
        month: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new SettingsError(unknownArguments(error, 'backtest'));
  }
}

function planIn({ path, name }: PersonFile): BudgetPlan {
  return readBudgetsFile(path, { name }).plan;
}

async function storedHistories(table: string, period: Period): Promise<EndpointHistory[]> {
  const progress = showProgress({ title: `Reading ${table}`, fromSecond: 5 });
  try {
    return await readHistories(createCostHistory(table, undefined, warnOfUnreadable), period);
  } catch (error) {
    throw unreadable(table, error);
  } finally {
    progress.end();
  }
}

async function replayed(input: Parameters<typeof backtest>[0]): Promise<Backtest> {
  const title = `Replaying ${plural(input.histories.length, 'endpoint')}`;
  const progress = showProgress({ title, fromSecond: 5 });
  try {
    const thread = new Worker(new URL('./backtest-worker.ts', import.meta.url), { workerData: input });
    const [answer] = await once(thread, 'message');
    return answer;
  } finally {
    progress.end();
  }
}

function periodFrom(month: string | undefined, isDemo: boolean): Period {
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new SettingsError(`--month is "${month}": write a month such as 2026-10.`);
  }
  return month ?? (isDemo ? lastWholeMonth(new Date()) : periodOf(new Date()));
}

/** The replay goes on without the item. */
function warnOfUnreadable({ scopeId, entry }: Record<string, string>): void {
  warn([`The item ${scopeId}, ${entry} cannot be read. It is left out.`]);
}

function unreadable(table: string, error: unknown): SettingsError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SettingsError(
    `The table ${table} cannot be read: ${reason}. Write the name of the deployment's CostHistory table, and check region and credentials.`,
  );
}

function inWords({ words, onlyWithThese, onlyInForce }: Backtest): string {
  const lines = (alerts: Backtest['onlyInForce']): string[] =>
    alerts.map(
      ({ at, scope, level, budget }) =>
        `  ${formatMomentInYear(new Date(at))}  ${scope}: ${level} (budget "${budget}")`,
    );
  return [
    ...words,
    ...(onlyWithThese.length > 0 ? ['', 'Sent by these budgets only:', ...lines(onlyWithThese)] : []),
    ...(onlyInForce.length > 0 ? ['', 'Sent by those in force only:', ...lines(onlyInForce)] : []),
  ].join('\n');
}

await runCommand(main, [SettingsError]);
