import { describe, expect, test } from '@jest/globals';
import {
  daysIn,
  endOf,
  formatMoment,
  formatMomentInYear,
  monthName,
  periodOf,
  previousPeriod,
  shortMonth,
  startOf,
} from '../../../../functions/domain/values/month.ts';

const MONTHS_OF_2026 = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);

describe('months', () => {
  test.each([
    ['2000-02', 29],
    ['2024-02', 29],
    ['2026-02', 28],
    ['2100-02', 28],
  ])('%s has %d days', (period, days) => {
    expect(daysIn(period)).toBe(days);
    expect(new Date(endOf(period).getTime() - 1).getUTCDate()).toBe(days);
  });

  test('have the days that they have', () => {
    expect(MONTHS_OF_2026.map(daysIn)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  });

  test('follow each other without gap or overlap, all year', () => {
    for (const period of MONTHS_OF_2026) {
      expect(periodOf(startOf(period))).toBe(period);
      expect(periodOf(new Date(endOf(period).getTime() - 1))).toBe(period);
      expect(previousPeriod(periodOf(endOf(period)))).toBe(period);
      expect(endOf(previousPeriod(period))).toEqual(startOf(period));
    }
  });

  test('have names of which the first three letters differ', () => {
    expect(new Set(MONTHS_OF_2026.map((period) => monthName(period).slice(0, 3))).size).toBe(12);
    expect([shortMonth('2026-01'), shortMonth('2026-09'), monthName('2026-12')]).toEqual([
      'Jan 2026',
      'Sep 2026',
      'December',
    ]);
  });

  test('a moment is written in UTC, with two digits an hour and no seconds', () => {
    expect(formatMoment(new Date('2026-03-01T00:04:59+01:00'))).toBe('28 Feb 2026 23:04 UTC');
    expect(formatMomentInYear(new Date('2026-10-04T09:05:59Z'))).toBe('4 Oct 09:05 UTC');
  });
});
