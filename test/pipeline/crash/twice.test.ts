import { expect, test } from '@jest/globals';
import { USE_CASES, type UseCase } from './life.ts';
import { type Played, play } from './play.ts';
import { crashEverywhere } from './points.ts';
import { sentIn, violations } from './verdict.ts';

const MOST_MS = 60_000;

test.each([
  ['in the same batch', { doubled: true }],
  ['five minutes later', { deliverAgainAfter: [5] }],
  ['again and again, the last time two hours late', { deliverAgainAfter: [5, 10, 120] }],
  ['in the same batch and later', { doubled: true, deliverAgainAfter: [20] }],
])('every message delivered twice, %s, sends everything once', async (_, conditions) => {
  const undisturbed = sentIn(await play());
  expect(violations(undisturbed, await play(conditions))).toEqual([]);
});

test.each(USE_CASES)(
  'two of %s at the same time, the second starting at every call of the first, send everything once',
  async (useCase) => {
    const alone = await play();
    const undisturbed = sentIn(alone);
    const longest = longestInvocation(alone, useCase);
    const broken: string[] = [];
    for (let behind = 0; behind <= longest; behind++) {
      const played = await play({ twins: { useCase, behind } });
      expect(played.run.invocations).toBeGreaterThan(alone.run.invocations);
      broken.push(...violations(undisturbed, played).map((violation) => `${behind} calls behind: ${violation}`));
    }
    expect(broken).toEqual([]);
  },
  MOST_MS,
);

test(
  'a crash of one of two notifiers at the same time, before any call, loses nothing and repeats no more than one alone',
  async () => {
    const twins = { useCase: 'notify', behind: 1 } as const;
    expect((await crashEverywhere('notify', { twins }, ['before'])).violations).toEqual([]);
  },
  MOST_MS,
);

/** How many calls the longest of a use case's invocations made. */
function longestInvocation({ run }: Played, useCase: UseCase): number {
  const theirs = run.calls.filter((call) => call.useCase === useCase);
  return Math.max(...[...Map.groupBy(theirs, ({ invocation }) => invocation).values()].map((calls) => calls.length));
}
