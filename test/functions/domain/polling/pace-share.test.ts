import { expect, test } from '@jest/globals';
import { paceShare } from '../../../../functions/domain/polling/pace-share.ts';

const THROTTLED_AT = Date.parse('2026-10-14T14:00:00.000Z');
const shareAfter = (minutes: number): number => paceShare(THROTTLED_AT, THROTTLED_AT + minutes * 60_000);

test('without a 429 the pace is full', () => {
  expect(paceShare(undefined, THROTTLED_AT)).toBe(1);
});

test('a 429 halves the pace at once, and after ten minutes it is full again', () => {
  expect([0, 1, 5, 9, 10, 600].map(shareAfter)).toEqual([0.5, 0.55, 0.75, 0.95, 1, 1]);
});

test('a 429 by a clock that is ahead of ours halves it, and no more', () => {
  expect(shareAfter(-5)).toBe(0.5);
});
