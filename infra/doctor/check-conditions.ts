import { BudgetsError, parsePlan } from '../../functions/budgets-file/budgets.ts';
import { MINUTE_MS } from '../../functions/domain/values/duration.ts';
import { formatMoment } from '../../functions/domain/values/month.ts';
import { plural, singleLine } from '../../functions/domain/values/text.ts';
import { CONDITIONS } from '../../functions/domain/watchdog/conditions.ts';
import type { WatchState } from '../../functions/domain/watchdog/verdict.ts';
import { type Finding, paragraph, right, wrong } from './finding.ts';
import type { AwsReaders, RecordReaders } from './readers.ts';
import { judged, notRead, type Reading } from './reading.ts';

/** A watchdog that has not run for this long does not run. */
const SILENT_AFTER_MINUTES = 60;
const MOST_KEYS = 3;

type Records = Pick<RecordReaders, 'watchState' | 'keptBudgets' | 'unreadable'>;

/** Judges the conditions of the deployment: those that the watchdog has found, the budgets, and what cannot be read. */
export async function checkConditions(
  readers: Pick<AwsReaders, 'budgetsParameter'>,
  records: Records,
  { budgetsParameter, now }: { budgetsParameter: string | undefined; now: Date },
): Promise<Finding[]> {
  const [watched, budgets] = await Promise.all([
    records.watchState(),
    budgetsFindings(readers, records, budgetsParameter),
  ]);
  const ofWatchdog = watched.kind === 'unread' ? [notRead('watchdog', watched)] : watchdogFindings(watched.value, now);
  return [...ofWatchdog, ...budgets, ...unreadableFindings(records.unreadable())];
}

/** What the watchdog has found, in its own words. */
function watchdogFindings(state: WatchState | undefined, now: Date): Finding[] {
  const subject = 'watchdog';
  if (state === undefined) return [wrong(subject, 'it has not run yet', paragraph('Watchdog silent'))];
  const ranAt = state.history.at(-1)?.at ?? state.since;
  const ran = `its last run was on ${formatMoment(new Date(ranAt))}`;
  if (now.getTime() - Date.parse(ranAt) > SILENT_AFTER_MINUTES * MINUTE_MS) {
    return [wrong(subject, ran, paragraph('Watchdog silent'))];
  }
  const active = CONDITIONS.flatMap(({ id, title }) => {
    const { isOn, detail = '' } = state.conditions[id] ?? {};
    return isOn ? [wrong(title.toLowerCase(), singleLine(detail), paragraph(title))] : [];
  });
  return [right(subject, `${ran}, ${plural(active.length, 'condition')} active`), ...active];
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
