import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type MeasuredRate, spendRateAfter } from '../../../../functions/domain/polling/spend-rate.ts';
import { startOf } from '../../../../functions/domain/values/month.ts';

const MONTH = startOf('2026-10').getTime();

/** So many hours into the month. */
const at = (hours: number): number => MONTH + hours * 3_600_000;

/** The first check of the month, so many hours into it. */
function seen(hours: number, spend: number): MeasuredRate {
  return { spendRate: spendRateAfter(undefined, { spend, checkedAt: at(hours) }, MONTH), checkedAt: at(hours) };
}

function rateAfter(before: MeasuredRate, hours: number, spend: number) {
  return spendRateAfter(before, { spend, checkedAt: at(hours) }, MONTH);
}

describe('the first check of a month', () => {
  test('knows no other pace than that of the month', () => {
    expect(seen(100, 2).spendRate).toEqual({ spend: 2, monthPerHour: 0.02, latelyPerHour: 0.02, perHour: 0.02 });
  });

  test('keeps what is missing to the next threshold, and says nothing of it where no budget counts', () => {
    expect(spendRateAfter(undefined, { spend: 2, headroom: 3, checkedAt: at(100) }, MONTH)).toHaveProperty(
      'headroom',
      3,
    );
    expect(seen(100, 2).spendRate).not.toHaveProperty('headroom');
  });

  test('in the first moment of a month finds no endless pace', () => {
    expect(seen(0, 0.05).spendRate.monthPerHour).toBeCloseTo(0.6);
  });
});

describe('the next check', () => {
  test('knows what was spent since', () => {
    expect(rateAfter(seen(100, 2), 102, 2.5)).toMatchObject({
      spend: 2.5,
      latelyPerHour: 0.25,
      monthPerHour: 0.0245098,
    });
  });

  test('expects more of the last pace, the longer it has lasted', () => {
    const quiet = seen(100, 0);
    const [hour, halfDay, days] = [1, 12, 72].map((hours) => rateAfter(quiet, 100 + hours, hours).perHour);
    expect(hour).toBeCloseTo(0.08);
    expect(halfDay).toBeCloseTo(0.632);
    expect(days).toBeCloseTo(0.998);
  });

  test('of a cost that was taken back finds a pace of zero, and none below', () => {
    const { spend, latelyPerHour, perHour } = rateAfter(seen(100, 2), 101, 0.5);
    expect([spend, latelyPerHour]).toEqual([0.5, 0]);
    expect(perHour).toBeGreaterThan(0);
  });

  test('within seconds of the one before takes a cent for what five minutes bring', () => {
    const before = seen(100, 2);
    expect(rateAfter(before, 100 + 1 / 3600, 2.01).latelyPerHour).toBeCloseTo(0.12);
    expect(rateAfter(before, 100, 2.01).latelyPerHour).toBeCloseTo(0.12);
  });

  test('forgets how much was missing where no budget counts any more', () => {
    const before: MeasuredRate = { ...seen(100, 2), spendRate: { ...seen(100, 2).spendRate, headroom: 3 } };
    expect(rateAfter(before, 101, 2)).not.toHaveProperty('headroom');
  });
});

test('however the spend moves: no pace is below zero, and the expected one is between the last two', () => {
  const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
  const steps = fc.array(fc.record({ hours: fc.double({ min: 0, max: 200, noNaN: true }), spend: amount }));
  fc.assert(
    fc.property(amount, steps, (first, checks) => {
      let hours = 0;
      let before = seen(hours, first);
      for (const check of checks) {
        hours += check.hours;
        const spendRate = rateAfter(before, hours, check.spend);
        const paces = [before.spendRate.perHour, spendRate.latelyPerHour];
        expect(spendRate.perHour).toBeGreaterThanOrEqual(Math.min(...paces) - 1e-6);
        expect(spendRate.perHour).toBeLessThanOrEqual(Math.max(...paces) + 1e-6);
        expect(Math.min(spendRate.monthPerHour, spendRate.latelyPerHour)).toBeGreaterThanOrEqual(0);
        before = { spendRate, checkedAt: at(hours) };
      }
    }),
    { numRuns: 50 },
  );
});
