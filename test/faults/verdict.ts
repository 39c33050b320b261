import { isDeepStrictEqual } from 'node:util';
import { alarmsOf, STAGES } from './alarms.ts';
import { expectedAlarms, type Trouble } from './cells.ts';
import { ALERTS, SPENDS } from './fleet.ts';
import { isAllTold, type Trial } from './trial.ts';

/** What of a trouble did not come as it has to; empty where all is well. */
export function violations(trouble: Trouble, trial: Trial): string[] {
  const { during, after, hits, told, spends, report } = trial;
  const { isRetried, isUntold, isLate, fails = [], says = '', reportSays = '' } = trouble;
  const broken: string[] = [];
  const want = (what: string, seen: unknown, wanted: unknown) => {
    if (!isDeepStrictEqual(seen, wanted)) broken.push(`${what}: ${show(seen)} and not ${show(wanted)}`);
  };

  want('was met', hits.during > 0, true);
  want(
    'failed meanwhile',
    failingIn(during),
    STAGES.filter((stage) => fails.includes(stage)),
  );
  for (const { stage, error } of during.failures) {
    if (!error.includes(says)) broken.push(`${stage} said: ${error}`);
  }
  for (const stage of fails) {
    if (stage !== 'evaluate') want(`errors of ${stage}`, errorsOf(stage, trial), 1);
  }
  want('heard by', alarmsOf(during), expectedAlarms(trouble));
  if (!report.includes(reportSays)) broken.push(`the report did not say: ${reportSays}`);
  if (fails.length === 0) want('told meanwhile', isAllTold(told.during), !isUntold);

  if (isRetried) want('was met at its end', hits.after > 0, true);
  want('failed afterwards', after?.failures ?? [], []);
  want('heard afterwards', after ? alarmsOf(after) : [], []);
  want('told afterwards', isAllTold(told.after), !isLate);
  want(
    'told in the end',
    [...told.atLast].toSorted(),
    ALERTS.map((key) => [key, trouble.told ?? 1]),
  );
  want('stored in the end', spends, SPENDS);
  return [...broken, ...(trouble.alsoBroken?.(trial) ?? [])];
}

function failingIn({ failures }: Trial['during']) {
  return STAGES.filter((stage) => failures.some((failure) => failure.stage === stage));
}

function errorsOf(stage: string, { during }: Trial): number {
  return during.failures.filter((failure) => failure.stage === stage).length;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
