import { expect, test } from '@jest/globals';
import { RecentlyQueued } from '../../functions/discover/recently-queued.ts';

const SECOND = 1000;
const waits = (asked: RecentlyQueued, { seenAt = 0, now }: { seenAt?: number; now: number }) =>
  asked.isWaiting('166', seenAt * SECOND, now * SECOND);

test('who was asked for waits until the next look, or for so long', () => {
  const asked = new RecentlyQueued(3600);
  asked.add(['166'], 100 * SECOND);
  expect([waits(asked, { now: 400 }), waits(asked, { seenAt: 200, now: 400 })]).toEqual([true, false]);
  expect([waits(asked, { now: 3700 }), waits(asked, { now: 3701 })]).toEqual([true, false]);
  expect(asked.isWaiting('167', 0, 400 * SECOND)).toBe(false);
});

test('who was forgotten can be asked for again, and waits again', () => {
  const asked = new RecentlyQueued(3600);
  asked.add(['166'], 0);
  asked.add([], 4000 * SECOND);
  expect(waits(asked, { now: 3000 })).toBe(false);
  asked.add(['166'], 4000 * SECOND);
  expect(waits(asked, { now: 4300 })).toBe(true);
});
