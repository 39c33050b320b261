import { describe, expect, test } from '@jest/globals';
import type { Spend } from '../../../../functions/domain/costs/spend.ts';
import { costToday, type DayCosts, dayCostsAfter } from '../../../../functions/domain/records/day-costs.ts';

/** A spend of that many EUR in the month of a moment. */
function spendAt(moment: string, amount: string): Spend {
  const money = amount === '0' ? [] : [{ currency: 'EUR', amount }];
  return { period: moment.slice(0, 7), meters: { total: money, data: money, sms: [] }, costUnavailable: [] };
}

function daysAfter(before: DayCosts | undefined, moment: string, amount: string, ended?: Spend): DayCosts {
  return dayCostsAfter(before, spendAt(moment, amount), {
    now: new Date(moment),
    currency: 'EUR',
    meters: ['total'],
    ended,
  });
}

describe('the cost of whole days', () => {
  test('begins with the first check, and knows no day before it', () => {
    const first = daysAfter(undefined, '2026-10-14T09:00:00Z', '4');
    expect(first).toEqual({ day: '2026-10-14', atStart: { total: 4 }, before: {} });
    expect(costToday(first, spendAt('2026-10-14T12:00:00Z', '4.5'), 'total', 'EUR')).toBe(0.5);
  });

  test('grows by a day at the first check of the next, and by nothing at others', () => {
    const first = daysAfter(undefined, '2026-10-14T00:00:00Z', '4');
    expect(daysAfter(first, '2026-10-14T23:00:00Z', '5')).toBe(first);
    const second = daysAfter(first, '2026-10-15T00:00:00Z', '5.2');
    expect(second).toEqual({ day: '2026-10-15', atStart: { total: 5.2 }, before: { total: [1.2] } });
  });

  test('gives days without a check their part', () => {
    const first = daysAfter(undefined, '2026-10-14T00:00:00Z', '4');
    expect(daysAfter(first, '2026-10-17T00:00:00Z', '7').before.total).toEqual([1, 1, 1]);
  });

  test('keeps the last 35', () => {
    const known = { day: '2026-10-01', atStart: {}, before: { total: Array<number>(35).fill(2) } };
    const days = daysAfter(known, '2026-10-31T00:00:00Z', '30');
    expect(days.before.total).toEqual([2, 2, 2, 2, 2, ...Array(30).fill(1)]);
  });

  test('goes on in the next month with what the last day came to', () => {
    const last = { day: '2026-10-31', atStart: { total: 30 }, before: { total: [1, 1] } };
    const ended = spendAt('2026-10-31T23:00:00Z', '30.5');
    expect(daysAfter(last, '2026-11-01T00:05:00Z', '0', ended)).toEqual({
      day: '2026-11-01',
      atStart: {},
      before: { total: [1, 1, 0.5] },
    });
    expect(daysAfter(last, '2026-11-03T00:00:00Z', '4', ended)).toEqual({
      day: '2026-11-03',
      atStart: { total: 4 },
      before: { total: [1, 1, 0.5, 2, 2] },
    });
  });

  test('is never below zero, and small enough for a table whatever the amount', () => {
    const first = daysAfter(undefined, '2026-10-14T00:00:00Z', '4');
    expect(daysAfter(first, '2026-10-15T00:00:00Z', '3').before.total).toBeUndefined();
    const huge = daysAfter(first, '2026-10-15T00:00:00Z', '123456789012345678901234567890');
    expect(Math.max(...(huge.before.total ?? []))).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
});
