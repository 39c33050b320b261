import { parseArgs } from 'node:util';
import { readHistories } from '../../functions/aggregate/backtest-budgets.ts';
import { createCostHistory } from '../../functions/aws/cost-history.ts';
import { type Backtest, backtest } from '../../functions/domain/backtest.ts';
import { formatMomentInYear, type Period, periodOf } from '../../functions/domain/period.ts';
import { readBudgetsFile } from '../budgets-file.ts';
import { SettingsError } from '../settings-error.ts';
import { demoHistories } from './demo-month.ts';
import { lastWholeMonth } from './month.ts';

const HELP = `Replays stored figures against other budgets: what would have been told, when, and how that differs from now.

  npm run backtest -- --budgets FILE                  last month of sixteen demonstration devices
  npm run backtest -- --budgets FILE --table NAME     the CostHistory table of a deployment, with the AWS credentials of your shell
      --month 2026-10                                 another month than this one (with --table)
      --in-force FILE                                 what to compare with; budgets.yaml if left out
  npm run --silent backtest -- --budgets FILE --json  the whole answer for machines
`;

/** `npm run backtest`. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      budgets: { type: 'string' },
      'in-force': { type: 'string', default: 'budgets.yaml' },
      table: { type: 'string' },
      month: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.budgets === undefined) {
    process.stdout.write(HELP);
    return values.help ? 0 : 1;
  }
  const { plan } = readBudgetsFile(values.budgets);
  const inForce = readBudgetsFile(values['in-force']).plan;
  const period = periodFrom(values.month, values.table === undefined);
  const histories =
    values.table === undefined
      ? demoHistories(period)
      : await readHistories(createCostHistory(values.table), period).catch(unreadable(values.table));
  const answer = backtest({ period, histories, plan, inForce });
  process.stdout.write(values.json ? `${JSON.stringify(answer, null, 2)}\n` : `${inWords(answer)}\n`);
  return 0;
}

function periodFrom(month: string | undefined, isDemo: boolean): Period {
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new SettingsError(`--month is "${month}": write a month such as 2026-10.`);
  }
  return month ?? (isDemo ? lastWholeMonth(new Date()) : periodOf(new Date()));
}

function unreadable(table: string) {
  return (error: unknown): never => {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new SettingsError(
      `The table ${table} cannot be read: ${reason}. Write the name of the deployment's CostHistory table, and check region and credentials.`,
    );
  };
}

function inWords({ words, onlyWithThese, onlyInForce }: Backtest): string {
  const lines = (alerts: Backtest['onlyInForce']): string[] =>
    alerts.map(
      ({ at, scope, level, budget }) =>
        `  ${formatMomentInYear(new Date(at))}  ${scope}: ${level} (budget "${budget}")`,
    );
  return [
    ...words,
    ...(onlyWithThese.length > 0 ? ['', 'Told by these budgets only:', ...lines(onlyWithThese)] : []),
    ...(onlyInForce.length > 0 ? ['', 'Told by those in force only:', ...lines(onlyInForce)] : []),
  ].join('\n');
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected = error instanceof SettingsError || (error instanceof Error && 'code' in error);
  process.stderr.write(`${error instanceof Error ? (expected ? error.message : error.stack) : error}\n`);
  process.exitCode = 1;
}
