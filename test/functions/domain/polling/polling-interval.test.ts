import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type Demand,
  demandOf,
  LONGEST_HOURS,
  nextCheck,
  type PollingInterval,
  pollingIntervalFor,
  SHORTEST_HOURS,
} from '../../../../functions/domain/polling/polling-interval.ts';
import type { SpendRate } from '../../../../functions/domain/polling/spend-rate.ts';

/** An endpoint that spends as steadily as it always did, EUR 0.01 an hour by default. */
function aSpendRate({ perHour = 0.01, ...more }: Partial<SpendRate> = {}): SpendRate {
  return { spend: 1, headroom: 4, monthPerHour: perHour, latelyPerHour: perHour, perHour, ...more };
}

const SCARCE: PollingInterval = { factor: 0.5, atMostHours: LONGEST_HOURS };
const AMPLE: PollingInterval = { factor: 0.5, atMostHours: 1 };
const unhurried = { latelyPerHour: 0 };

const next = (more: Partial<SpendRate>, interval = SCARCE) => nextCheck(aSpendRate(more), interval);
const hours = (more: Partial<SpendRate>, interval = SCARCE): number => next(more, interval).afterHours;

describe('the turn of an endpoint that spends', () => {
  test('comes after the square root of the hours to its next threshold, times a factor of the quota', () => {
    expect(next(unhurried)).toEqual({ afterHours: 10, reason: 'spending' });
    expect(hours({ ...unhurried, headroom: 1 })).toBe(5);
    expect(hours({ ...unhurried, perHour: 0.04 })).toBe(5);
    expect(nextCheck(aSpendRate(unhurried), { ...SCARCE, factor: 0.25 }).afterHours).toBe(5);
  });

  test('follows the faster of its two spend rates: that of the month, and that of the last half day', () => {
    expect(hours({ ...unhurried, perHour: 0, monthPerHour: 0.04 })).toBe(5);
    expect(hours({ ...unhurried, perHour: 0.04, monthPerHour: 0 })).toBe(5);
  });

  test('comes at least once in the longest wait, however far its threshold is', () => {
    expect(next({ headroom: 1e6 })).toEqual({ afterHours: 23, reason: 'spending' });
    expect(next({ headroom: 1e6 }, AMPLE)).toEqual({ afterHours: 1, reason: 'spending' });
  });

  test('comes at most every quarter of an hour if it is near its threshold and has stopped', () => {
    expect(next({ ...unhurried, headroom: 0.0001 })).toEqual({ afterHours: 0.25, reason: 'spending' });
  });
});

describe('the turn of an endpoint that rises', () => {
  test('comes after half of its remaining time', () => {
    expect(next({ headroom: 3, latelyPerHour: 0.5 })).toEqual({ afterHours: 3, reason: 'rising' });
    expect(next({ headroom: 3, latelyPerHour: 2 })).toEqual({ afterHours: 0.75, reason: 'rising' });
  });

  test('comes at most every five minutes: emnify adds up in steps of minutes', () => {
    expect(next({ headroom: 0.1, latelyPerHour: 50 })).toEqual({ afterHours: SHORTEST_HOURS, reason: 'rising' });
    expect(next({ headroom: 0, latelyPerHour: 50 })).toEqual({ afterHours: SHORTEST_HOURS, reason: 'rising' });
  });
});

describe('the turn of an endpoint that has cost nothing', () => {
  test('comes every 23 hours if requests are scarce, and in every interval if they are not', () => {
    expect(next({ spend: 0, perHour: 0 })).toEqual({ afterHours: 23, reason: 'silent' });
    expect(next({ spend: 0, perHour: 0 }, AMPLE)).toEqual({ afterHours: 1, reason: 'silent' });
  });
});

test('the turn of an endpoint that no budget counts for comes as rarely as that of a silent one, whatever it costs', () => {
  const { headroom: _headroom, ...unlimited } = aSpendRate({ spend: 500, perHour: 9 });
  expect(nextCheck(unlimited, AMPLE)).toEqual({ afterHours: AMPLE.atMostHours, reason: 'unbudgeted' });
  expect(nextCheck(unlimited, SCARCE)).toEqual({ afterHours: 23, reason: 'unbudgeted' });
});

describe('an endpoint that', () => {
  const pace = fc.double({ min: 0, max: 100, noNaN: true });
  const rate = fc.record({
    spend: fc.double({ min: 0.01, max: 1000, noNaN: true }),
    headroom: fc.double({ min: 0, max: 1000, noNaN: true }),
    monthPerHour: pace,
    latelyPerHour: pace,
    perHour: pace,
  });
  const interval = fc.record({
    factor: fc.double({ min: 0.01, max: 10, noNaN: true }),
    atMostHours: fc.constantFrom(0.25, 1, 6, LONGEST_HOURS),
  });

  test('is nearer to its threshold, or spends more, never waits longer', () => {
    const times = fc.double({ min: 1, max: 100, noNaN: true });
    fc.assert(
      fc.property(rate, interval, times, (seen, given, factor) => {
        const { afterHours } = nextCheck(seen, given);
        expect(nextCheck({ ...seen, headroom: seen.headroom / factor }, given).afterHours).toBeLessThanOrEqual(
          afterHours,
        );
        for (const faster of ['monthPerHour', 'latelyPerHour', 'perHour'] as const) {
          const hurried = { ...seen, [faster]: seen[faster] * factor };
          expect(nextCheck(hurried, given).afterHours).toBeLessThanOrEqual(afterHours);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('spends, waits at least five minutes, and at most the longest wait of all', () => {
    fc.assert(
      fc.property(rate, interval, (seen, given) => {
        const { afterHours } = nextCheck(seen, given);
        expect(afterHours).toBeGreaterThanOrEqual(SHORTEST_HOURS);
        expect(afterHours).toBeLessThanOrEqual(given.atMostHours);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the interval of a fleet', () => {
  const demand = (more: Partial<Demand> = {}): Demand => ({
    spending: 50,
    spendingEndpoints: 500,
    otherEndpoints: 500,
    ...more,
  });

  test('checks every endpoint in each interval, if three quarters of the requests suffice for it', () => {
    expect(pollingIntervalFor(demand(), 1334, 1).atMostHours).toBe(1);
    expect(pollingIntervalFor(demand(), 1333, 1).atMostHours).toBe(LONGEST_HOURS);
    expect(pollingIntervalFor(demand(), 667, 2).atMostHours).toBe(2);
  });

  test('of an unknown fleet is the sweep interval', () => {
    const nothing = { spending: 0, spendingEndpoints: 0, otherEndpoints: 0 };
    expect(pollingIntervalFor(nothing, 1000, 1)).toEqual({ factor: 1, atMostHours: 1 });
  });

  test('is longer if there are fewer requests', () => {
    const factors = [800, 400, 200, 100].map((requests) => pollingIntervalFor(demand(), requests, 1).factor);
    expect(factors).toEqual(factors.toSorted((a, b) => a - b));
    expect(new Set(factors).size).toBe(4);
  });

  test('without any requests is a number that can be stored, by which all endpoints wait the longest time', () => {
    const interval = pollingIntervalFor(demand(), 0, 1);
    expect(nextCheck(aSpendRate(unhurried), interval).afterHours).toBe(LONGEST_HOURS);
    expect(Number.isFinite(interval.factor)).toBe(true);
  });

  test('leaves a tenth of the requests to endpoints that spend, if the others would take all', () => {
    const crowd = pollingIntervalFor(demand({ otherEndpoints: 1e6 }), 1000, 1);
    expect(demand().spending / crowd.factor).toBeCloseTo(75);
  });

  test('does not check a small fleet all the time: twice per interval on average', () => {
    const small = pollingIntervalFor(demand({ spending: 10, spendingEndpoints: 100, otherEndpoints: 0 }), 1e6, 1);
    expect(10 / small.factor).toBe(200);
  });

  test('keeps all checks within three quarters of the requests, if requests are scarce', () => {
    const headroom = fc.double({ min: 0.01, max: 100, noNaN: true });
    const perHour = fc.double({ min: 0.0001, max: 1, noNaN: true });
    const endpoints = fc.array(fc.record({ headroom, perHour }), { minLength: 50, maxLength: 60 });
    fc.assert(
      fc.property(endpoints, fc.nat(50), (spending, otherEndpoints) => {
        const rates = spending.map(({ headroom: left, perHour: lately }) =>
          aSpendRate({ headroom: left, perHour: lately, ...unhurried }),
        );
        const requests = (otherEndpoints / LONGEST_HOURS + 10) / 0.75;
        const asked = rates.reduce((sum, rate) => sum + demandOf(rate), 0);
        const interval = pollingIntervalFor({ spending: asked, spendingEndpoints: 60, otherEndpoints }, requests, 1);
        // Endpoints with the longest wait come sooner than their spend rate requires.
        const hurried = rates.filter((rate) => nextCheck(rate, interval).afterHours < interval.atMostHours);
        const checks = hurried.reduce((sum, rate) => sum + 1 / nextCheck(rate, interval).afterHours, 0);
        expect(checks + otherEndpoints / LONGEST_HOURS).toBeLessThanOrEqual(0.75 * requests + 1e-6);
      }),
      { numRuns: 40 },
    );
  });
});
