import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LONGEST_HOURS, nextCheck } from '../../../../functions/domain/polling/polling-interval.ts';
import { type LastCheck, type PollingLimits, PollingPlan } from '../../../../functions/domain/polling/polling-plan.ts';
import type { PollingState } from '../../../../functions/domain/polling/polling-state.ts';
import type { SpendRate } from '../../../../functions/domain/polling/spend-rate.ts';
import { NOW } from '../../../fakes/samples.ts';

const HOUR_MS = 3_600_000;
const LIMITS: PollingLimits = { sweepHours: 1, requestsPerMonth: 10_000, checksPerRun: 1000 };
const SCARCE = { factor: 0.5, atMostHours: LONGEST_HOURS };

const hoursAgo = (hours: number): number => NOW.getTime() - hours * HOUR_MS;

/** What the run before has left, five minutes ago: requests are scarce, and enough are saved. */
function leftBehind(more: Partial<PollingState> = {}): PollingState {
  const { state: spendRate } = new PollingPlan(undefined, { now: new Date(hoursAgo(1 / 12)), used: 0 }, LIMITS).decide(
    undefined,
  );
  return { ...spendRate, interval: SCARCE, saved: 100, ...more };
}

/** Its turn comes after 10 hours where requests are scarce. */
const ACTIVE: SpendRate = { spend: 1, headroom: 4, monthPerHour: 0.01, latelyPerHour: 0.01, perHour: 0.01 };
const SILENT: SpendRate = { spend: 0, headroom: 4, monthPerHour: 0, latelyPerHour: 0, perHour: 0 };
/** Its turn comes after a quarter of an hour. */
const RISING: SpendRate = { ...ACTIVE, headroom: 0.5, latelyPerHour: 1 };

function planOf(checks: LastCheck<string>[], before = leftBehind(), limits = LIMITS) {
  const plan = new PollingPlan<string>(before, { now: NOW, used: 0 }, limits);
  for (const check of checks) plan.see(check);
  return plan;
}

function chosen(
  checks: LastCheck<string>[],
  { before, limits }: { before?: PollingState; limits?: PollingLimits } = {},
) {
  return planOf(checks, before, limits)
    .decide(undefined)
    .chosen.map(({ item, reason }) => `${item}: ${reason}`);
}

describe('those whose turn has come', () => {
  const late: LastCheck<string>[] = [
    { item: 'silent', spendRate: SILENT, checkedAt: hoursAgo(24) },
    { item: 'rising', spendRate: RISING, checkedAt: hoursAgo(1) },
    { item: 'fresh', spendRate: ACTIVE, checkedAt: hoursAgo(9.9) },
    { item: 'active', spendRate: ACTIVE, checkedAt: hoursAgo(20) },
  ];

  test('are requested: first those that have waited for almost a day, then those that are longest overdue', () => {
    expect(chosen(late)).toEqual(['silent: silent', 'rising: rising', 'active: spending']);
  });

  test('are not more than the workers can do, nor than the quota allows', () => {
    const limits = { ...LIMITS, checksPerRun: 2 };
    expect(chosen(late, { limits })).toEqual(['silent: silent', 'rising: rising']);
    expect(chosen(late, { before: leftBehind({ saved: -1.5 }) })).toEqual([]);
    const before = leftBehind({ saved: 0.3 });
    expect(before.ratePerHour / 12 + before.saved).toBeLessThan(2.5);
    expect(chosen(late, { before })).toEqual(['silent: silent', 'rising: rising']);
  });

  test('are the silent, the vanished and those without a budget every 23 hours', () => {
    const { headroom: _headroom, ...unlimited } = ACTIVE;
    const everyDay = (hours: number) => [
      { item: 'silent', spendRate: SILENT, checkedAt: hoursAgo(hours) },
      { item: 'vanished', checkedAt: hoursAgo(hours) },
      { item: 'unlimited', spendRate: unlimited, checkedAt: hoursAgo(hours) },
    ];
    expect(chosen(everyDay(22.9))).toEqual([]);
    expect(chosen(everyDay(23)).toSorted()).toEqual(['silent: silent', 'unlimited: unbudgeted', 'vanished: vanished']);
  });
});

describe('an endpoint whose turn has come', () => {
  /** The total has grown by EUR 0.50 since 12 hours ago, and the run before found it quiet. */
  const totals = [
    { at: hoursAgo(24), total: 100, seen: 90 },
    { at: hoursAgo(12), total: 104, seen: 90 },
    { at: hoursAgo(0.1), total: 104.5, seen: 90 },
  ];
  const quiet = leftBehind({ verdict: 'quiet', totals });
  const asked = (headroom: number, hours: number, before = quiet) =>
    chosen([{ item: '166', spendRate: { ...ACTIVE, headroom }, checkedAt: hoursAgo(hours) }], { before }).length === 1;

  test('waits where the whole organisation has spent less since than it lacks', () => {
    expect(asked(0.51, 10.9)).toBe(false);
    expect(asked(0.5, 10.9)).toBe(true);
  });

  test('is requested if the total of that time is unknown, or too close to its check', () => {
    expect(asked(4, 12.9)).toBe(true);
    expect(asked(4, 22.9, { ...quiet, totals: totals.slice(1) })).toBe(true);
  });

  test('does not wait for longer than 23 hours', () => {
    const all = { ...quiet, totals: [{ at: hoursAgo(30), total: 104, seen: 90 }, ...totals.slice(2)] };
    expect([asked(4, 22.9, all), asked(4, 23, all)]).toEqual([false, true]);
  });

  test.each(['search', 'distrusted', 'unknown'] as const)('does not wait where the total is %s', (verdict) => {
    expect(asked(4, 10.9, { ...quiet, verdict })).toBe(true);
  });
});

describe('where the total holds more than is explained', () => {
  const totalCheck = { usual: 0, noise: 0.1, vainSearches: 0 };
  const before = leftBehind({ verdict: 'quiet', totalCheck });
  const checks: LastCheck<string>[] = [
    { item: 'far', spendRate: { ...SILENT, headroom: 40 }, checkedAt: hoursAgo(2) },
    {
      item: 'unlimited',
      spendRate: { spend: 0, monthPerHour: 0, latelyPerHour: 0, perHour: 0 },
      checkedAt: hoursAgo(2),
    },
    { item: 'near', spendRate: { ...SILENT, headroom: 1 }, checkedAt: hoursAgo(1) },
    { item: 'turn', spendRate: { ...SILENT, headroom: 9 }, checkedAt: hoursAgo(24) },
    { item: 'now', spendRate: { ...SILENT, headroom: 2 }, checkedAt: hoursAgo(0) },
    { item: 'vanished', checkedAt: hoursAgo(2) },
  ];
  const decide = (was: PollingState, limits = LIMITS) => {
    const { chosen: asked, state } = planOf(checks, was, limits).decide(20);
    return { verdict: state.verdict, asked: asked.map(({ item, reason }) => `${item}: ${reason}`) };
  };

  const begun = { ...before, totalCheck: { ...totalCheck, searchedSince: hoursAgo(0) } };

  test('a search begins with the next run', () => {
    expect(decide(before)).toEqual({ verdict: 'search', asked: ['turn: silent'] });
  });

  test('every endpoint with an older check is searched, the smallest headroom first, after those that are due', () => {
    expect(decide(begun)).toEqual({
      verdict: 'search',
      asked: ['turn: silent', 'near: search', 'far: search', 'unlimited: search'],
    });
  });

  test('no more endpoints are searched than workers can check: the next run goes on', () => {
    expect(decide(begun, { ...LIMITS, checksPerRun: 2 }).asked).toEqual(['turn: silent', 'near: search']);
  });

  test('endpoints are searched that were not checked since the search began, until all are', () => {
    const since = (hours: number) => ({ ...before, totalCheck: { ...totalCheck, searchedSince: hoursAgo(hours) } });
    expect(decide(since(1.5)).asked).toEqual(['turn: silent', 'far: search', 'unlimited: search']);
    expect(decide(since(24.5))).toEqual({ verdict: 'quiet', asked: ['turn: silent'] });
  });
});

describe('where the quota is enough to check every endpoint in every sweep interval', () => {
  test('every endpoint is checked in it: the silent, the unbudgeted and the vanished, too', () => {
    const checks = Array.from({ length: 20 }, (_, index) => ({
      item: `${index}`,
      spendRate: SILENT,
      checkedAt: hoursAgo(0.1),
    }));
    // 418 hours are left of the month: 27 requests an hour suffice for 20 endpoints, and 26 do not.
    const tempoWith = (requestsPerHour: number) =>
      planOf(checks, undefined, { ...LIMITS, requestsPerMonth: requestsPerHour * 418 }).decide(0).state.interval;
    expect([tempoWith(27).atMostHours, tempoWith(26).atMostHours]).toEqual([1, 23]);

    const hourAgo = ['silent', 'unbudgeted', 'vanished'].map((item) => ({ item, checkedAt: hoursAgo(1) }));
    const [silent, unbudgeted, vanished] = hourAgo;
    const plan = planOf(
      [
        { ...silent, spendRate: SILENT },
        { ...unbudgeted, spendRate: { ...SILENT, headroom: undefined } },
        { ...vanished },
      ] as LastCheck<string>[],
      leftBehind({ interval: tempoWith(27) }),
    );
    expect(plan.decide(0).chosen.map(({ item, reason }) => `${item}: ${reason}`)).toEqual([
      'silent: silent',
      'unbudgeted: unbudgeted',
      'vanished: vanished',
    ]);
  });

  test('a total that has not grown delays no endpoint: sums over the fleet have to be of this hour', () => {
    const quiet = {
      verdict: 'quiet' as const,
      totals: [
        { at: hoursAgo(3), total: 1, seen: 1 },
        { at: NOW.getTime() - 300_000, total: 1, seen: 1 },
      ],
    };
    const asked = (interval: { factor: number; atMostHours: number }) =>
      planOf(
        [{ item: 'near', spendRate: { ...SILENT, spend: 1, headroom: 3 }, checkedAt: hoursAgo(2) }],
        leftBehind({ ...quiet, interval }),
      ).decide(1).chosen.length;
    expect([asked({ factor: 0.01, atMostHours: 1 }), asked({ factor: 0.01, atMostHours: 23 })]).toEqual([1, 0]);
  });
});

describe('whatever is known of a fleet', () => {
  const amount = fc.double({ min: 0, max: 100, noNaN: true });
  const spendRate = fc.record(
    { spend: amount, headroom: amount, monthPerHour: amount, latelyPerHour: amount, perHour: amount },
    { requiredKeys: ['spend', 'monthPerHour', 'latelyPerHour', 'perHour'] },
  );
  const check = fc.record(
    { spendRate, hours: fc.double({ min: 0, max: 60, noNaN: true }) },
    { requiredKeys: ['hours'] },
  );
  const fleet = fc
    .array(check, { maxLength: 60 })
    .map((checks) =>
      checks.map(
        ({ hours, ...rest }, index): LastCheck<string> => ({ item: `${index}`, ...rest, checkedAt: hoursAgo(hours) }),
      ),
    );
  const before = fc
    .record({ saved: fc.integer({ min: -5, max: 40 }), searchedHours: fc.option(fc.nat(30), { nil: undefined }) })
    .map(({ saved, searchedHours }) =>
      leftBehind({
        saved,
        totalCheck: {
          ...{ usual: 0, noise: 0.1, vainSearches: 0 },
          ...(searchedHours !== undefined && { searchedSince: hoursAgo(searchedHours) }),
        },
      }),
    );

  const waited = ({ spendRate: seen, checkedAt }: LastCheck<string>): number =>
    (NOW.getTime() - checkedAt) / HOUR_MS / (seen ? nextCheck(seen, SCARCE).afterHours : LONGEST_HOURS);

  test('the chosen endpoints are distinct, within the limit, due or unseen, and none is left out while there is room', () => {
    fc.assert(
      fc.property(fleet, before, fc.nat(40), fc.boolean(), (checks, was, checksPerRun, isTotalKnown) => {
        const plan = planOf(checks, was, { ...LIMITS, checksPerRun });
        const { chosen: candidates, state: left } = plan.decide(isTotalKnown ? 1e6 : undefined);
        const most = Math.min(checksPerRun, Math.floor(Math.max(0, left.saved)));
        expect(new Set(candidates.map(({ item }) => item)).size).toBe(candidates.length);
        expect(candidates.length).toBeLessThanOrEqual(most);

        const isSearch = left.verdict === 'search';
        // A search that begins now requests no endpoint before the next run.
        const { searchedSince = 0 } = was.totalCheck;
        const wanted = checks.filter(
          (one) => waited(one) >= 1 || (isSearch && one.spendRate !== undefined && one.checkedAt < searchedSince),
        );
        expect(wanted.map(({ item }) => item)).toEqual(expect.arrayContaining(candidates.map(({ item }) => item)));
        if (candidates.length < most) expect(candidates).toHaveLength(wanted.length);
      }),
      { numRuns: 80 },
    );
  });

  test('its order decides nothing', () => {
    fc.assert(
      fc.property(fleet, fc.nat(20), (checks, checksPerRun) => {
        const urgencies = (order: LastCheck<string>[]) =>
          planOf(order, undefined, { ...LIMITS, checksPerRun })
            .decide(undefined)
            .chosen.map(({ item }) => order.filter((one) => one.item === item).map(waited));
        expect(urgencies(checks.toReversed())).toEqual(urgencies(checks));
      }),
      { numRuns: 40 },
    );
  });
});
