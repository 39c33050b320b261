import { describe, expect, test } from '@jest/globals';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import { USE_CASES, type UseCase } from './life.ts';
import { play } from './play.ts';
import { crashEverywhere, pointsOf } from './points.ts';
import { type Sent, sentIn, violations } from './verdict.ts';

const MOST_MS = 60_000;

describe('the world, undisturbed', () => {
  test('sends every kind of alert that the crashes are to endanger, each once on each channel', async () => {
    const played = await play();
    const sent = sentIn(played);
    expect(sentOn('event', sent)).toEqual([
      'endpoint/1/2026-10/every-device/total/80/5 at the first check',
      'endpoint/3/2026-10/with-forecast/total/forecast/20 at the first check',
      'group/together/2026-10/together/total/80/26 at the first check',
      'endpoint/1/2026-10/every-device/total/150/5',
      // Muted in the first two sweeps.
      'endpoint/2/2026-10/every-device/total/100/5',
      'endpoint/3/2026-10/with-forecast/total/80/20',
      'group/together/2026-10/together/total/100/26',
      'organisation/my/2026-10/workspace/total/80/24',
    ]);
    expect(sentOn('mail', sent)).toEqual([
      'endpoint#1 2026-10#every-device#total#80#5',
      'endpoint#3 2026-10#with-forecast#total#forecast#20',
      'group#together 2026-10#together#total#80#26',
      'endpoint#1 2026-10#every-device#total#150#5',
      'endpoint#2 2026-10#every-device#total#100#5',
      'endpoint#3 2026-10#with-forecast#total#80#20',
      'group#together 2026-10#together#total#100#26',
      'organisation#my 2026-10#workspace#total#80#24',
    ]);
    // A text is about each of them but the second of endpoint 3, which is no more severe than its first.
    expect(sentOn('text', sent)).toEqual(
      sentOn('mail', sent).filter((key) => !key.endsWith('#with-forecast#total#80#20')),
    );
    expect([...sent.values()].filter((times) => times !== 1)).toEqual([]);
    expect(violations(sent, played)).toEqual([]);
  });

  test('says in texts and mails what the events name', async () => {
    const { topics } = (await play()).world;
    expect(topics.bodies('text')).toEqual([
      'WARN emnify: first check: 1 near limit, 1 heading over it, Oct; tracker-1 EUR 4.10 (82%); tracker-3 EUR 12.00 (60%). Ref 7f980f',
      'WARN emnify: group together EUR 21.60 of 26.00 (83%) Oct. Est. 49.22 at month end. Ref b87837',
      'CRIT emnify: 2 over limit, Oct; tracker-1 152% at EUR 3.50/h; tracker-2 EUR 5.60 (112%); 1 as mute ended; 1 more since 14:20. Ref 0ef1e3',
      'CRIT emnify: 1 over limit, 1 near it, Oct; group together 116% at EUR 8.60/h; organisation EUR 22.80 (95%). Ref 43e787',
    ]);
    const names = topics.bodies('mail').map((body) => new Set(body.match(/tracker-\d|group together|organisation/g)));
    expect(names.map((named) => [...named].sort())).toEqual([
      ['tracker-1', 'tracker-3'],
      ['group together'],
      ['tracker-1', 'tracker-2', 'tracker-3'],
      ['group together', 'organisation'],
    ]);
  });

  test('is the same each time, so that a point is the same call in every run', async () => {
    const names = async () => (await play()).run.calls.map(({ useCase, name }) => `${useCase} ${name}`);
    expect(await names()).toEqual(await names());
  });

  // Fewer than these would mean that the enumeration misses calls. More is fine.
  test.each([
    ['discover', 28],
    ['evaluate', 90],
    ['aggregate', 80],
    ['notify', 125],
  ] as const)('%s makes at least %i outside calls, each with a point before and after it', async (useCase, least) => {
    const points = await pointsOf(useCase);
    expect(points.length).toBeGreaterThanOrEqual(2 * least);
    expect(new Set(points.map(({ index, when }) => `${index} ${when}`)).size).toBe(points.length);
  });

  test('comes by every kind of call that its use cases can make, except what answers a refusal', async () => {
    const { run } = await play();
    const namesOf = (useCase: UseCase) =>
      [...new Set(run.calls.filter((call) => call.useCase === useCase).map(({ name }) => name))].sort();
    expect(Object.fromEntries(USE_CASES.map((useCase) => [useCase, namesOf(useCase)]))).toEqual(CALLS);
  });
});

/** All that stands in the dependencies of each use case. What answers a refusal of SNS is in channels.test.ts. */
const CALLS = {
  discover: [
    'costHistory.months: next page',
    'costHistory.writeSweep',
    'emnify.endpointPages: next page',
    'emnify.organisationStats',
    'fleet.pollingState',
    'fleet.requests',
    'fleet.writePollingState',
    'queue.send',
    'queue.waiting',
  ],
  evaluate: [
    'budgets',
    'costHistory.points',
    'costHistory.read',
    'costHistory.write',
    'emnify.endpointStats',
    'emnify.location',
    'notificationLog.claim',
    'notificationLog.claims',
    'notificationLog.firstSweep',
    'notificationLog.keepFirstSweep',
    'notificationLog.noteMuted',
  ],
  aggregate: [
    'budgets',
    'costHistory.lastSweep',
    'costHistory.months: next page',
    'costHistory.points',
    'costHistory.readGroup',
    'costHistory.writeGroup',
    'emnify.organisation',
    'fleet.fleetState',
    'fleet.writeFleetState',
    'fleetViews.writeDirectory',
    'fleetViews.writeView',
    'notificationLog.claim',
    'notificationLog.claims',
    'notificationLog.firstSweep',
    'notificationLog.keepFirstSweep',
  ],
  notify: [
    'deliveries.add',
    'deliveries.begin',
    'deliveries.forget',
    'deliveries.keepSent',
    'deliveries.lease',
    'deliveries.markDelivered',
    'deliveries.markDone',
    'deliveries.markSettled',
    'deliveries.release',
    'deliveries.state',
    'deliveries.undelivered',
    'notificationLog.markSent',
    'notificationLog.mutedWaiting',
    'notificationLog.oldestWaiting',
    'notificationLog.waiting: next page',
    'presses.markSaid',
    'presses.since',
    'smsSpending',
    'topics.publish',
  ],
};

/** After publishing, and before that is marked. */
const REPEATS: Record<(typeof USE_CASES)[number], string[]> = {
  discover: [],
  evaluate: [],
  aggregate: [],
  notify: ['notify after topics.publish', 'notify before deliveries.markDelivered'],
};

/** After half a sweep, the first check of a group has seen a part of it that is below. The rest of it is news. */
const OF_A_PART: Record<(typeof USE_CASES)[number], string[]> = {
  discover: [
    'lost event group/together/2026-10/together/total/80/26 at the first check',
    'invented event group/together/2026-10/together/total/80/26',
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

function sentOn(channel: Channel, sent: Sent): string[] {
  return [...sent.keys()].flatMap((key) => (key.startsWith(`${channel} `) ? [key.slice(channel.length + 1)] : []));
}
