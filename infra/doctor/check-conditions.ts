import { BudgetsError, parsePlan } from '../../functions/budgets-file/budgets.ts';
import { MINUTE_MS } from '../../functions/domain/values/duration.ts';
import { formatMoment, periodOf } from '../../functions/domain/values/month.ts';
import { plural, singleLine } from '../../functions/domain/values/text.ts';
import { type Finding, paragraph, right, wrong } from './finding.ts';
import type { AwsReaders, RecordReaders } from './readers.ts';
import { judged, type Reading } from './reading.ts';

/** How long an alert may wait: `notify` waits up to ten minutes for a sweep to settle. */
const LEAST_WAIT_MINUTES = 15;
/** The number of rounds of `notify` that an alert may wait. */
const ROUNDS = 3;
const MOST_KEYS = 3;

type Records = Pick<RecordReaders, 'oldestWaiting' | 'fleetState' | 'keptBudgets' | 'unreadable'>;

/**
 * Judges the conditions of the deployment, by what its functions have left in the tables. A condition that another
 * function keeps in a table is one more reader in `RecordReaders`, and one more line here.
 */
export async function checkConditions(
  readers: Pick<AwsReaders, 'budgetsParameter' | 'schedule'>,
  records: Records,
  { budgetsParameter, rounds, now }: { budgetsParameter: string | undefined; rounds: string | undefined; now: Date },
): Promise<Finding[]> {
  const [oldest, fleet, budgets, longest] = await Promise.all([
    records.oldestWaiting(),
    records.fleetState(periodOf(now)),
    budgetsFindings(readers, records, budgetsParameter),
    longestWait(readers, rounds),
  ]);
  return [
    ...judged('alerts waiting', oldest, (since) => waitingFinding(since, longest, now)),
    ...judged('fleet judged', fleet, ({ since }) =>
      since === undefined
        ? right('fleet judged', 'emnify says what the fleet costs')
        : wrong('fleet judged', `not in full since ${formatMoment(new Date(since))}`, paragraph('Fleet not judged')),
    ),
    ...budgets,
    ...unreadableFindings(records.unreadable()),
  ];
}

function waitingFinding(since: string | undefined, longestMinutes: number, now: Date): Finding {
  const subject = 'alerts waiting';
  if (since === undefined) return right(subject, 'none');
  const found = `the oldest since ${formatMoment(new Date(since))}`;
  return now.getTime() - Date.parse(since) > longestMinutes * MINUTE_MS
    ? wrong(subject, `${found}: longer than ${plural(longestMinutes, 'minute')}`, paragraph('Alerts waiting'))
    : right(subject, `${found}, which is not long`);
}

/** The minutes that an alert may wait, by the schedule of `notify`. */
async function longestWait({ schedule }: Pick<AwsReaders, 'schedule'>, rounds: string | undefined): Promise<number> {
  const reading = rounds === undefined ? undefined : await schedule(rounds);
  const expression = reading?.kind === 'read' ? (reading.value?.expression ?? '') : '';
  const [, count = '0', unit = ''] = /^rate\((\d+) (minute|hour)s?\)$/.exec(expression) ?? [];
  return Math.max(LEAST_WAIT_MINUTES, ROUNDS * Number(count) * (unit === 'hour' ? 60 : 1));
}

async function budgetsFindings(
  { budgetsParameter }: Pick<AwsReaders, 'budgetsParameter'>,
  records: Records,
  name: string | undefined,
): Promise<Finding[]> {
  const subject = 'budgets';
  if (name === undefined) return [wrong(subject, 'the stack has no parameter with them', 'Run npx cdk deploy.')];
  const reading = await budgetsParameter(name);
  const problem = problemIn(reading, name);
  if (problem === undefined) {
    return judged(subject, reading, (text) => {
      const { budgets, mutes } = parsePlan(text ?? '', name);
      return right(subject, `${plural(budgets.length, 'budget')}, ${plural(mutes.length, 'mute')}`);
    });
  }
  const kept = await records.keptBudgets();
  const since =
    kept.kind === 'read' && kept.value ? `; those of ${formatMoment(new Date(kept.value.since))} are in force` : '';
  return [wrong(subject, `${problem}${since}`, paragraph('Budgets refused'))];
}

/** Finds what is wrong with the parameter. @returns undefined where it is right or could not be read */
function problemIn(reading: Reading<string | undefined>, name: string): string | undefined {
  if (reading.kind === 'unread') return undefined;
  if (reading.value === undefined) return `the parameter ${name} was deleted`;
  try {
    parsePlan(reading.value, name);
    return undefined;
  } catch (error) {
    if (!(error instanceof BudgetsError)) throw error;
    return `the parameter has ${plural(error.problems.length, 'problem')}: ${singleLine(error.problems[0]?.message ?? '')}`;
  }
}

function unreadableFindings(keys: string[]): Finding[] {
  if (keys.length === 0) return [];
  const named = keys.slice(0, MOST_KEYS).map(singleLine).join('; ');
  return [
    wrong(
      'stored items',
      `${plural(keys.length, 'item')} cannot be read: ${named}`,
      paragraph('Stored items unreadable'),
    ),
  ];
}
