import { describe, expect, test } from '@jest/globals';
import {
  daysIn,
  endOf,
  formatMoment,
  formatMomentInYear,
  longMonth,
  periodOf,
  previousPeriod,
  shortMonth,
  startOf,
} from '../../../functions/domain/period.ts';

describe('a period', () => {
  test.each([
    ['2026-10-31T23:59:59.999Z', '2026-10'],
    ['2026-11-01T00:00:00.000Z', '2026-11'],
    ['2026-11-01T00:30:00.000+01:00', '2026-10'],
  ])('of %s is %s, by UTC', (moment, period) => {
    expect(periodOf(new Date(moment))).toBe(period);
  });

  test.each([
    ['2026-02', 28],
    ['2028-02', 29],
    ['2100-02', 28],
    ['2026-10', 31],
    ['2026-11', 30],
  ])('%s has %d days', (period, days) => {
    expect(daysIn(period)).toBe(days);
  });

  test('follows another, over the year as well', () => {
    expect([previousPeriod('2026-01'), previousPeriod('2026-12')]).toEqual(['2025-12', '2026-11']);
    expect(startOf('2026-12').toISOString()).toBe('2026-12-01T00:00:00.000Z');
    expect(endOf('2026-12').toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });

  test('has a name', () => {
    expect([longMonth('2026-10'), shortMonth('2026-05')]).toEqual(['October 2026', 'May 2026']);
    const moment = new Date('2026-10-04T09:05:59Z');
    expect([formatMoment(moment), formatMomentInYear(moment)]).toEqual(['4 Oct 2026 09:05 UTC', '4 Oct 09:05 UTC']);
  });
});
