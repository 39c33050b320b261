import type { CrashPoint, UseCase } from './life.ts';
import { type Conditions, play } from './play.ts';
import { nameOf, repeatsIn, sentIn, violations } from './verdict.ts';

const WHENS = ['before', 'after'] as const;

/** Every point at which a use case can stop: before and after each outside call of the run that no crash disturbs. */
export async function pointsOf(
  useCase: UseCase,
  conditions: Conditions = {},
  whens: readonly CrashPoint['when'][] = WHENS,
): Promise<CrashPoint[]> {
  const { run } = await play(conditions);
  return Array.from({ length: run.begun[useCase] }, (_, index) => index).flatMap((index) =>
    whens.map((when) => ({ useCase, index, when })),
  );
}

/** What came of stopping a use case at each of its points. */
export interface Outcome {
  /** What was broken, each with the name of its point. */
  violations: string[];
  /** The points after which something was sent twice: use case, before or after, call. */
  repeatedAt: string[];
}

/** Plays the world once for each point, always from its start. */
export async function crashEverywhere(
  useCase: UseCase,
  conditions: Conditions = {},
  whens: readonly CrashPoint['when'][] = WHENS,
): Promise<Outcome> {
  const undisturbed = sentIn(await play({ timetable: conditions.timetable }));
  const outcome: Outcome = { violations: [], repeatedAt: [] };
  for (const crashAt of await pointsOf(useCase, conditions, whens)) {
    const played = await play({ ...conditions, crashAt });
    const { run } = played;
    outcome.violations.push(...violations(undisturbed, played).map((broken) => `${nameOf(run)}: ${broken}`));
    if (repeatsIn(played).length > 0) outcome.repeatedAt.push(`${useCase} ${crashAt.when} ${run.crashed?.call}`);
  }
  return outcome;
}
