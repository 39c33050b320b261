import { describe, expect, test } from '@jest/globals';
import { type PollingLimits, PollingPlan } from '../../../../functions/domain/polling/polling-plan.ts';
import type { PollingState } from '../../../../functions/domain/polling/polling-state.ts';
import { fairRate, savedAfter } from '../../../../functions/domain/polling/request-quota.ts';
import { endOf, startOf } from '../../../../functions/domain/values/month.ts';

const HOUR_MS = 3_600_000;
const OCTOBER = startOf('2026-10').getTime();
const END = endOf('2026-10').getTime();
const HOURS = 744;

describe('the rate', () => {
  const rateWith = (used: number, hoursLeft: number) => fairRate(used, 74_400, END - hoursLeft * HOUR_MS, END);

  test('spreads what is left of the share over the hours that are left', () => {
    expect([rateWith(0, HOURS), rateWith(37_200, HOURS / 2), rateWith(67_000, 74)]).toEqual([100, 100, 100]);
    expect([rateWith(60_000, 144), rateWith(0, 372)]).toEqual([100, 200]);
  });

  test('is zero once the share is used, or more than it', () => {
    expect([rateWith(74_400, 100), rateWith(80_000, 100)]).toEqual([0, 0]);
  });

  test('in the last hour gives all that is left, and not more', () => {
    expect([rateWith(74_000, 1), rateWith(74_000, 0.1), rateWith(74_000, 0)]).toEqual([400, 400, 400]);
  });
});

describe('what may be spent', () => {
  test('grows by the hour, for a day at most', () => {
    expect([savedAfter(10, 100, 1, 10), savedAfter(10, 100, 0.5, 10), savedAfter(2350, 100, 1, 10)]).toEqual([
      110, 60, 2400,
    ]);
  });

  test('is a debt as long as more was spent than was there', () => {
    expect([savedAfter(-300, 100, 1, 10), savedAfter(-300, 100, 4, 10)]).toEqual([-200, 100]);
  });

  test('shrinks with the rate: what the month has no room for was not saved', () => {
    expect(savedAfter(2400, 10, 1, 10)).toBe(240);
  });
});

const RISING = { spend: 1, headroom: 0.1, monthPerHour: 1, latelyPerHour: 5, perHour: 1 };
const ITEMS = Array.from({ length: 45 }, (_, index) => `${index}`);
const SHARE = HOURS;
const LIMITS: PollingLimits = { sweepHours: 1, requestsPerMonth: SHARE, checksPerRun: 100 };

const at = (hours: number): Date => new Date(OCTOBER + hours * HOUR_MS);

/**
 * Lets the plan be made every hour of an October in which one request an hour is ours. Nothing is due until it becomes
 * busy, and everything from then on.
 *
 * @returns how many requests were used before a moment, in hours since the month began
 */
function usedIn({ from = 0, to = HOURS, busyFrom = 0, share = SHARE }): (hours: number) => number {
  let used = 0;
  let before: PollingState | undefined;
  const usedAt: number[] = [];
  for (let hours = from; hours < to; hours++) {
    const plan = new PollingPlan<string>(before, { now: at(hours), used }, { ...LIMITS, requestsPerMonth: share });
    for (const item of hours >= busyFrom ? ITEMS : [])
      plan.see({ item, spendRate: RISING, checkedAt: OCTOBER - HOUR_MS });
    const { chosen, state } = plan.decide(undefined);
    before = state;
    used += chosen.length;
    usedAt[hours + 1] = used;
  }
  return (hours) => usedAt[hours] ?? 0;
}

describe('in a month', () => {
  test('in which everything is always due, what is left of the share is used evenly, and not exceeded', () => {
    const used = usedIn({ from: 444, share: 300 });
    for (const hours of [468, 544, 644, HOURS]) expect(Math.abs(used(hours) - (hours - 444))).toBeLessThan(4);
    expect(used(HOURS)).toBeLessThanOrEqual(300);
  });

  test('that was quiet for days, no more requests are made at once than a day has room for', () => {
    const used = usedIn({ from: 200, to: 301, busyFrom: 300 });
    // 744 requests in the 444 hours that are left: 1.68 an hour, 40 a day.
    expect([used(300), used(301)]).toEqual([0, 40]);
  });

  test('that was quiet until its last hours, what is left of the share is not exceeded', () => {
    expect(usedIn({ from: 600, busyFrom: 740, share: 20 })(HOURS)).toBeLessThanOrEqual(20);
  });

  test('whose share is used up, no due endpoint is requested', () => {
    const plan = new PollingPlan<string>(undefined, { now: at(9), used: SHARE }, LIMITS);
    plan.see({ item: '166', spendRate: RISING, checkedAt: OCTOBER });
    expect(plan.decide(1)).toMatchObject({ chosen: [] });
  });

  test('a first refresh of many endpoints is paid for by the rest of the month, and due endpoints are still checked', () => {
    // Ten thousand an hour, and a walk has just asked for a hundred thousand.
    const limits = { ...LIMITS, requestsPerMonth: 7_440_000 };
    let { state } = new PollingPlan<string>(undefined, { now: at(0), used: 0 }, limits).decide(undefined);
    let hours = 0;
    for (let asked = 0; asked === 0; ) {
      hours += 1 / 12;
      const plan = new PollingPlan<string>(state, { now: at(hours), used: 100_000 }, limits);
      plan.see({ item: '166', spendRate: RISING, checkedAt: OCTOBER });
      const decision = plan.decide(undefined);
      state = decision.state;
      asked = decision.chosen.length;
    }
    expect(hours).toBeLessThan(2);
  });
});
