import { describe, expect, test } from '@jest/globals';
import { grownSince, type TotalPoint, totalsAfter } from '../../../../functions/domain/polling/organisation-total.ts';
import type { SpendRate } from '../../../../functions/domain/polling/spend-rate.ts';
import {
  addToFleetTotals,
  cannotHaveCrossed,
  checkTotal,
  emptyFleetTotals,
  NEW_TOTAL_CHECK,
  type TotalCheck,
  type TotalVerdict,
  unexplained,
} from '../../../../functions/domain/polling/total-check.ts';
import { startOf } from '../../../../functions/domain/values/month.ts';

const HOUR_MS = 3_600_000;
const MONTH = startOf('2026-10').getTime();
const RUNS_PER_HOUR = 12;

/** So many hours into the month. */
const at = (hours: number): number => MONTH + hours * HOUR_MS;

/** A fleetTotals of one endpoint that spends EUR 1 an hour, as it was seen so many hours into the month. */
function checkedAt(hours: number, spend = hours) {
  const fleetTotals = emptyFleetTotals();
  const spendRate: SpendRate = { spend, headroom: 10, monthPerHour: 1, latelyPerHour: 1, perHour: 1 };
  addToFleetTotals(fleetTotals, { spendRate, checkedAt: at(hours) }, MONTH);
  return fleetTotals;
}

interface Story {
  /** What the organisation has cost, so many hours into the month. */
  total(hours: number): number;
  /** What the endpoint shows at a check; EUR 1 an hour is usual. */
  spend?(hours: number): number;
  hours: number;
}

/** Checks the total every five minutes from hour 100 on, and the endpoint every hour, or when it is searched. */
function play({ total, spend = (hours) => hours, hours }: Story) {
  let totalCheck: TotalCheck = NEW_TOTAL_CHECK;
  let seen = 100;
  let totals: TotalPoint[] = [];
  const verdicts: { hours: number; verdict: TotalVerdict }[] = [];
  for (let run = 0; run < hours * RUNS_PER_HOUR; run++) {
    const now = 100 + run / RUNS_PER_HOUR;
    const isSearched = verdicts.at(-1)?.verdict === 'search';
    if (isSearched || run % RUNS_PER_HOUR === 0) seen = now;
    const fleetTotals = checkedAt(seen, spend(seen));
    const check = {
      total: total(now),
      fleetTotals,
      earlier: totals,
      typicalHeadroom: 10,
      now: at(now),
      monthStart: MONTH,
    };
    const judged = checkTotal(totalCheck, { ...check, searchedAll: isSearched });
    totalCheck = judged.totalCheck;
    verdicts.push({ hours: now - 100, verdict: judged.verdict });
    totals = totalsAfter(totals, { at: at(now), total: check.total, seen: fleetTotals.spend });
  }
  return {
    totalCheck,
    /** Hours after the beginning at which the verdict was this one. */
    when: (wanted: TotalVerdict) => verdicts.filter(({ verdict }) => verdict === wanted).map((each) => each.hours),
  };
}

const usual = (hours: number): number => hours;
const only = (moments: number[]) => moments.map((hours) => Math.round(hours * 100) / 100);

describe('unexplained spend', () => {
  test('is the part of the total beyond the last checks and the spend rate since', () => {
    expect(unexplained(100, checkedAt(100), at(100), MONTH)).toBe(0);
    expect(unexplained(102, checkedAt(100), at(102), MONTH)).toBeCloseTo(0);
    expect(unexplained(105, checkedAt(100), at(102), MONTH)).toBeCloseTo(3);
    expect(unexplained(101, checkedAt(100), at(102), MONTH)).toBeCloseTo(-1);
  });

  test('adds up over endpoints, each with the moment of its own check, and one can be subtracted again', () => {
    const fleetTotals = checkedAt(100);
    const other = {
      spendRate: { spend: 40, headroom: 1, monthPerHour: 1, latelyPerHour: 1, perHour: 2 },
      checkedAt: at(90),
    };
    addToFleetTotals(fleetTotals, other, MONTH);
    expect(unexplained(164, fleetTotals, at(102), MONTH)).toBeCloseTo(164 - 102 - 64);
    addToFleetTotals(fleetTotals, other, MONTH, -1);
    expect(unexplained(102, fleetTotals, at(102), MONTH)).toBeCloseTo(0);
  });
});

describe('the total check', () => {
  test('is quiet as long as checks explain the total', () => {
    expect(play({ total: usual, hours: 48 }).when('quiet')).toHaveLength(48 * RUNS_PER_HOUR);
  });

  test('is quiet if the total is half an hour late', () => {
    expect(play({ total: (hours) => hours - 0.5, hours: 24 }).when('quiet')).toHaveLength(24 * RUNS_PER_HOUR);
  });

  test('searches at once for endpoints that have spent more, and is quiet again when they are found', () => {
    const jumped = (hours: number) => hours + (hours < 106.5 ? 0 : 20);
    const { when, totalCheck } = play({ total: jumped, spend: jumped, hours: 12 });
    expect(only(when('search'))).toEqual([6.5]);
    expect(when('distrusted')).toEqual([]);
    expect(totalCheck).toMatchObject({ vainSearches: 0 });
    expect(totalCheck).not.toHaveProperty('searchedSince');
  });

  test('keeps the start of a search as long as it goes on', () => {
    const totalCheck = { usual: 0, noise: 0.1, vainSearches: 0 };
    const check = {
      total: 120,
      fleetTotals: checkedAt(100),
      earlier: [],
      typicalHeadroom: 10,
      searchedAll: false,
      monthStart: MONTH,
    };
    const first = checkTotal(totalCheck, { ...check, now: at(100) });
    expect(first).toEqual({ verdict: 'search', totalCheck: { ...totalCheck, searchedSince: at(100) } });
    expect(checkTotal(first.totalCheck, { ...check, now: at(101) })).toEqual(first);
  });

  test('treats unexplained spend as usual once every endpoint was searched', () => {
    const { when, totalCheck } = play({ total: (hours) => hours + (hours < 106.5 ? 0 : 20), hours: 12 });
    expect(only(when('search'))).toEqual([6.5]);
    expect(totalCheck.usual).toBeCloseTo(20);
    expect(totalCheck.vainSearches).toBe(1);
  });

  test('is not trusted for a day after two failed searches, and then starts again', () => {
    const leaps = (hours: number) => hours + (hours < 102 ? 0 : 20) + (hours < 104 ? 0 : 20);
    const { when, totalCheck } = play({ total: leaps, hours: 30 });
    expect(only(when('search'))).toEqual([2, 4]);
    const distrusted = when('distrusted');
    expect(only([distrusted.at(0) ?? 0, distrusted.at(-1) ?? 0])).toEqual([4.17, 28.08]);
    expect(distrusted).toHaveLength(24 * RUNS_PER_HOUR);
    expect(totalCheck).toMatchObject({ vainSearches: 0 });
  });

  test('counts failed searches in a row: one that finds an endpoint resets the count', () => {
    const total = (hours: number) => hours + [102.5, 104.5, 106.5].filter((leap) => hours >= leap).length * 20;
    const explained = (hours: number) => hours + (hours >= 104.5 ? 20 : 0);
    const { when } = play({ total, spend: explained, hours: 12 });
    expect(only(when('search'))).toEqual([2.5, 4.5, 6.5]);
    expect(when('distrusted')).toEqual([]);
  });

  test('ignores spend far below a usual headroom, which cannot be a crossing', () => {
    expect(play({ total: (hours) => hours + (hours < 106 ? 0 : 0.9), hours: 12 }).when('search')).toEqual([]);
  });

  test('does not treat a leak as usual that begins after a calm day', () => {
    const leak = (hours: number) => hours + Math.max(0, hours - 124) * 2;
    const [first = 0] = play({ total: leak, hours: 30 }).when('search');
    expect(first).toBeGreaterThan(24);
    expect(first).toBeLessThan(25);
  });

  test.each([0.1, 1, 3, 10])('does not search forever if others spend EUR %d an hour', (perHour) => {
    const { when } = play({ total: (hours) => hours + perHour * hours, hours: 72 });
    expect(when('search').length).toBeLessThanOrEqual(3 * 3);
  });

  test('without a usual headroom treats all spend as usual', () => {
    const check = { total: 500, fleetTotals: emptyFleetTotals(), earlier: [], typicalHeadroom: 0, searchedAll: false };
    const judged = checkTotal(NEW_TOTAL_CHECK, { ...check, now: at(0), monthStart: MONTH });
    expect(judged).toEqual({ verdict: 'quiet', totalCheck: { usual: 500, noise: 0, vainSearches: 0 } });
    expect(checkTotal(judged.totalCheck, { ...check, total: 900, now: at(0.1), monthStart: MONTH }).verdict).toBe(
      'quiet',
    );
  });
});

describe('the total check is not trusted for a day', () => {
  test('if the total is three hours late', () => {
    const distrusted = play({ total: (hours) => hours - 3, hours: 12 }).when('distrusted');
    expect(distrusted).toHaveLength(11 * RUNS_PER_HOUR);
  });

  test("if the total is less than the endpoints' cost an hour ago, as after costs that fall", () => {
    const taken = (hours: number) => hours - (hours < 106 ? 0 : 5);
    const { when, totalCheck } = play({ total: taken, hours: 12 });
    expect(only(when('distrusted')).at(0)).toBe(6);
    expect(totalCheck.distrustedUntil).toBe(at(130));
  });

  test('but not if it is one hour late, nor for losses in rounding', () => {
    expect(play({ total: (hours) => (hours - 1) * 0.9995, hours: 12 }).when('distrusted')).toEqual([]);
  });
});

describe('the stored totals', () => {
  const hoursAfter = (moments: number[]) => {
    const all = moments.reduce<TotalPoint[]>(
      (kept, hours) => totalsAfter(kept, { at: at(hours), total: hours, seen: 0 }),
      [],
    );
    return only(all.map((point) => (point.at - MONTH) / HOUR_MS));
  };
  const everyFiveMinutes = (hours: number) => Array.from({ length: hours * 12 + 1 }, (_, run) => run / 12);

  test('are one per hour, and the newest', () => {
    expect(hoursAfter(everyFiveMinutes(2.5))).toEqual([0, 1, 2, 2.5]);
    expect(hoursAfter([0, 3, 7])).toEqual([0, 3, 7]);
  });

  test('are those of a day', () => {
    const kept = hoursAfter(everyFiveMinutes(50));
    expect([kept.at(0), kept.at(-1)]).toEqual([27, 50]);
    expect(kept.length).toBeLessThan(27);
  });
});

describe('the growth of the total', () => {
  const totals = [10, 12, 15].map((total, index) => ({ at: at(index), total, seen: 0 }));

  test('is counted from an hour before a moment, as it may be an hour late', () => {
    expect(grownSince(totals, at(1))).toBe(5);
    expect(grownSince(totals, at(1.9))).toBe(5);
    expect(grownSince(totals, at(2))).toBe(3);
    expect(grownSince(totals, at(9))).toBe(0);
  });

  test('is unknown before its first reading', () => {
    expect([grownSince(totals, at(0.9)), grownSince([], at(5))]).toEqual([undefined, undefined]);
  });

  test('says which endpoints cannot have crossed: those whose headroom exceeds it', () => {
    expect([cannotHaveCrossed(5.1, 5), cannotHaveCrossed(5, 5), cannotHaveCrossed(4, 5)]).toEqual([true, false, false]);
    expect([cannotHaveCrossed(undefined, 5), cannotHaveCrossed(5, undefined)]).toEqual([false, false]);
  });
});
