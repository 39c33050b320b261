import { describe, expect, test } from '@jest/globals';
import { USE_CASES, type UseCase } from './life.ts';
import { play } from './play.ts';
import { crashEverywhere, pointsOf } from './points.ts';
import { toldIn, violations } from './verdict.ts';

const MOST_MS = 60_000;

describe('the world, undisturbed', () => {
  test('tells every kind of alert that the crashes are to endanger, each once', async () => {
    const played = await play();
    const told = toldIn(played);
    expect(Object.fromEntries(told)).toEqual({
      'endpoint/1/2026-10/every-device/total/80/5 at first look': 1,
      'endpoint/1/2026-10/every-device/total/150/5': 1,
      // Muted in the first two sweeps.
      'endpoint/2/2026-10/every-device/total/100/5': 1,
      'endpoint/3/2026-10/with-forecast/total/forecast/20 at first look': 1,
      'endpoint/3/2026-10/with-forecast/total/80/20': 1,
      'group/together/2026-10/together/total/80/26 at first look': 1,
      'group/together/2026-10/together/total/100/26': 1,
      'organisation/my/2026-10/workspace/total/80/24': 1,
    });
    expect(violations(told, played)).toEqual([]);
  });

  test('is the same each time, so that a point is the same call in every run', async () => {
    const names = async () => (await play()).run.calls.map(({ useCase, name }) => `${useCase} ${name}`);
    expect(await names()).toEqual(await names());
  });

  // Fewer than these would mean that the enumeration has lost sight of calls. More is fine.
  test.each([
    ['discover', 28],
    ['evaluate', 100],
    ['aggregate', 80],
    ['notify', 100],
  ] as const)('%s makes at least %i outside calls, each with a point before and after it', async (useCase, least) => {
    const points = await pointsOf(useCase);
    expect(points.length).toBeGreaterThanOrEqual(2 * least);
    expect(new Set(points.map(({ index, when }) => `${index} ${when}`)).size).toBe(points.length);
  });

  test('comes by every kind of call that its use cases can make, except giving a lease back', async () => {
    const { run } = await play();
    const namesOf = (useCase: UseCase) =>
      [...new Set(run.calls.filter((call) => call.useCase === useCase).map(({ name }) => name))].sort();
    expect(Object.fromEntries(USE_CASES.map((useCase) => [useCase, namesOf(useCase)]))).toEqual(CALLS);
  });
});

/** All that stands in the dependencies of each use case; `notificationLog.release` answers a refusal, and no crash. */
const CALLS = {
  discover: [
    'costHistory.months: next page',
    'costHistory.writeSweep',
    'emnify.endpointPages: next page',
    'emnify.organisationStats',
    'fleet.requests',
    'fleet.watch',
    'fleet.writeWatch',
    'now',
    'queue.send',
    'queue.waiting',
  ],
  evaluate: [
    'budgets',
    'costHistory.points',
    'costHistory.read',
    'costHistory.write',
    'emnify.endpointStats',
    'notificationLog.claim',
    'notificationLog.claims',
    'notificationLog.firstSweep',
    'notificationLog.keepFirstSweep',
    'notificationLog.noteMuted',
    'now',
  ],
  aggregate: [
    'budgets',
    'costHistory.lastSweep',
    'costHistory.months: next page',
    'costHistory.points',
    'costHistory.readGroup',
    'costHistory.writeGroup',
    'emnify.organisation',
    'notificationLog.claim',
    'notificationLog.claims',
    'notificationLog.firstSweep',
    'notificationLog.keepFirstSweep',
    'now',
  ],
  notify: [
    'notificationLog.keepSent',
    'notificationLog.lease',
    'notificationLog.markCounted',
    'notificationLog.markSent',
    'notificationLog.mutedSince',
    'notificationLog.pending',
    'now',
    'onPending',
    'topic.publish',
  ],
};

/** After the publishing and before the last mark: all are on their way at once, so after one there is before another. */
const REPEATS: Record<UseCase, string[]> = {
  discover: [],
  evaluate: [],
  aggregate: [],
  notify: [
    'notify after now',
    'notify after topic.publish',
    'notify before notificationLog.markSent',
    'notify before now',
  ],
};

/** After half a sweep, the first look at a group has seen a part of it that is below. The rest of it is news. */
const OF_A_PART: Record<UseCase, string[]> = {
  discover: [
    'lost group/together/2026-10/together/total/80/26 at first look',
    'invented group/together/2026-10/together/total/80/26',
  ],
  evaluate: [],
  aggregate: [],
  notify: [],
};

test.each(USE_CASES)(
  'a crash of %s at any point loses nothing, invents nothing, and repeats only what was published and not marked',
  async (useCase) => {
    const { violations, repeatedAt } = await crashEverywhere(useCase);
    const others = violations.filter((broken) => !OF_A_PART[useCase].some((known) => broken.endsWith(known)));
    expect(others).toEqual([]);
    expect([...new Set(repeatedAt)].sort()).toEqual(REPEATS[useCase]);
  },
  MOST_MS,
);
