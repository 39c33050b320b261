import { expect, test } from '@jest/globals';
import { RecentlyQueued } from '../../../functions/discover/recently-queued.ts';

const SECOND = 1000;
const waits = (queued: RecentlyQueued, { checkedAt = 0, now }: { checkedAt?: number; now: number }) =>
  queued.isWaiting('166', checkedAt * SECOND, now * SECOND);

test('a queued endpoint waits until its next check, or for the given time', () => {
  const queued = new RecentlyQueued(3600);
  queued.add(['166'], 100 * SECOND);
  expect([waits(queued, { now: 400 }), waits(queued, { checkedAt: 200, now: 400 })]).toEqual([true, false]);
  expect([waits(queued, { now: 3700 }), waits(queued, { now: 3701 })]).toEqual([true, false]);
  expect(queued.isWaiting('167', 0, 400 * SECOND)).toBe(false);
});

test('an endpoint that was dropped can be queued again, and waits again', () => {
  const queued = new RecentlyQueued(3600);
  queued.add(['166'], 0);
  queued.add([], 4000 * SECOND);
  expect(waits(queued, { now: 3000 })).toBe(false);
  queued.add(['166'], 4000 * SECOND);
  expect(waits(queued, { now: 4300 })).toBe(true);
});
