import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { METERS, type Meter } from '../../../functions/domain/costs/spend.ts';
import type { Alert } from '../../../functions/domain/judging/alert.ts';
import { periodOf, previousPeriod } from '../../../functions/domain/values/month.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, traffic } from '../../fakes/samples.ts';

/** What a month had cost at some check, in cents. */
interface Costs {
  data: number;
  sms: number;
}

/** One check of a device, so many hours after the one before. */
interface Check {
  hours: number;
  now: Costs;
  /** What last month has come to by now: emnify charges some traffic late. */
  before: Costs;
  /** In a month's first hours emnify may still call the old month the current one. */
  lags: boolean;
  /** The device's own limit on its tag, in cents. */
  ownLimit: number | null;
}

interface Rule {
  name: string;
  meter: Meter;
  cents: number;
  thresholds: number[];
}

const cents = fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 60_000 }), fc.constant(0));
const costs = fc.record({ data: cents, sms: cents });
const check: fc.Arbitrary<Check> = fc.record({
  hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 700 })),
  now: costs,
  before: costs,
  lags: fc.boolean(),
  ownLimit: fc.option(fc.constantFrom(300, 750), { freq: 3 }),
});
const rules: fc.Arbitrary<Rule[]> = fc.subarray([...METERS], { minLength: 1 }).chain((meters) =>
  fc.tuple(
    ...meters.map((meter) =>
      fc.record({
        name: fc.constant(`${meter}-budget`),
        meter: fc.constant(meter),
        cents: fc.integer({ min: 50, max: 2_000 }),
        thresholds: fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
      }),
    ),
  ),
);

const money = (amount: number): string => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
const linesOf = ({ data, sms }: Costs, period: string) => [
  traffic('data', money(data), { period, volume: '0' }),
  traffic('sms', money(sms), { period, volume: '0' }),
];

/** The levels that follow by themselves, as far as any amount here goes. */
const BEYOND = [150, 200, 300, 500].concat([1, 10, 100, 1000].flatMap((n) => [1_000 * n, 2_000 * n, 5_000 * n]));

/** The crossings of a history, by counting every threshold there is. */
function naive() {
  const alerted = new Map<string, number>();
  return (period: string, of: Costs, { name, meter, cents: budgeted, thresholds }: Rule, own: number | null) => {
    const spend = meter === 'total' ? of.data + of.sms : of[meter];
    const limit = own ?? budgeted;
    const last = Math.max(...thresholds, 100);
    const levels = [...new Set([...thresholds, 100, ...BEYOND.filter((pct) => pct > last)])].sort((a, b) => a - b);
    const key = `${period} ${name} ${limit}`;
    const before = alerted.get(key) ?? 0;
    const fresh = levels.filter((pct) => pct * limit <= spend * 100 && pct > before);
    const reached = fresh.pop();
    if (reached === undefined) return [];
    alerted.set(key, reached);
    return [`${period} ${name} ${reached} % of ${limit} cents, past ${fresh.slice(0, 10).join()}`];
  };
}

const worded = (alerts: Alert[]): string[] =>
  alerts.flatMap((alert) =>
    alert.kind === 'crossed'
      ? `${alert.period} ${alert.budget} ${alert.reachedPct} % of ${Math.round(Number(alert.limit) * 100)} cents, past ${alert.passedPct.join()}`
      : [],
  );

async function see(
  fakes: EvaluateFakes,
  { now, before, lags, ownLimit }: Check,
  rule: Rule[],
  expected: ReturnType<typeof naive>,
  judgedToItsEnd: Set<string>,
) {
  const day = fakes.clock.getUTCDate();
  const period = periodOf(fakes.clock);
  const last = previousPeriod(period);
  const isStale = lags && day <= 2;
  const wasChecked = (await fakes.costHistory.read('166', last)) !== undefined;
  fakes.emnify.stats.set(
    '166',
    isStale
      ? statsOf({ currentMonth: linesOf(before, last) })
      : statsOf({ currentMonth: linesOf(now, period), lastMonth: linesOf(before, last) }),
  );
  const tags = ownLimit === null ? [] : [`limit=${money(ownLimit)}`];
  const evaluate = async () =>
    worded((await evaluateEndpoint(fakes, { endpoint: anEndpoint('166', { tags }) })).alerts);
  const crossed = [
    ...(isStale ? [] : rule.flatMap((each) => expected(period, now, each, ownLimit))),
    ...(wasChecked && (day <= 2 || !judgedToItsEnd.has(last))
      ? rule.flatMap((each) => expected(last, before, each, ownLimit))
      : []),
  ];
  judgedToItsEnd.add(last);
  return { crossed, found: await evaluate(), again: await evaluate() };
}

/** What one endpoint under one budget has alerts about, check by check, as its cost rises. */
async function risingTo(spends: number[], limit: number, thresholds: number[]) {
  const fakes = evaluateFakes();
  fakes.plan = aPlan([{ name: 'every-device', limit: money(limit), thresholds, forecast: false }]);
  for (const amount of spends) {
    fakes.reports('166', traffic('data', money(amount), { volume: '0' }));
    await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') });
  }
  return fakes.notificationLog.claimed().flatMap((alert) => (alert.kind === 'crossed' ? alert : []));
}

describe('costs that only rise', () => {
  const rising = fc
    .array(fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 10 ** 12 })), {
      minLength: 1,
      maxLength: 25,
    })
    .map((all) => all.toSorted((a, b) => a - b));
  const named = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 });
  const limits = fc.integer({ min: 1, max: 5_000 });

  test('reach the limit once, whether 100 % is named or not, and never without a word', async () => {
    await fc.assert(
      fc.asyncProperty(rising, limits, named, async (spends, limit, thresholds) => {
        const claims = await risingTo(spends, limit, thresholds);
        const ofLimit = claims.filter(({ reachedPct, passedPct }) => [reachedPct, ...passedPct].includes(100));
        const isReached = spends.some((amount) => amount >= limit);
        expect(ofLimit).toHaveLength(isReached ? 1 : 0);
        const first = spends.find((amount) => amount >= limit);
        expect(ofLimit.map(({ spend, severity }) => [Number(spend), severity])).toEqual(
          first === undefined ? [] : [[first / 100, 'critical']],
        );
      }),
      { numRuns: 150 },
    );
  });

  test('are alerted at most once for each named level, and three times for each tenfold beyond the limit', async () => {
    await fc.assert(
      fc.asyncProperty(rising, limits, named, async (spends, limit, thresholds) => {
        const claims = await risingTo(spends, limit, thresholds);
        const tenfolds = Math.log10(Math.max(1, (spends.at(-1) ?? 0) / limit));
        expect(claims.length).toBeLessThanOrEqual(thresholds.length + 5 + 3 * tenfolds);
      }),
      { numRuns: 150 },
    );
  });

  test('by a hundredth at a time from the limit to the millionfold of the limit are twenty alerts', async () => {
    const spends = Array.from({ length: 1_500 }, (_, step) => Math.min(1_000_000, Math.round(1.01 ** step)));
    const alerted = (await risingTo(spends, 1, [80])).map(({ reachedPct }) => reachedPct);
    const decades = [1_000, 10_000, 100_000, 1_000_000, 10_000_000].flatMap((n) => [n, 2 * n, 5 * n]);
    expect(alerted).toEqual([100, 200, 300, 500, ...decades, 100_000_000]);
    expect(alerted).toHaveLength(20);
  });
});

describe('over months of costs that rise, fall, jump and come late', () => {
  test('exactly the crossings of a naive count are found, each once', async () => {
    await fc.assert(
      fc.asyncProperty(rules, fc.array(check, { minLength: 1, maxLength: 15 }), async (rule, checks) => {
        const fakes = evaluateFakes();
        const budgets = rule.map(({ cents: limit, ...each }) => ({
          ...each,
          limit: money(limit),
          limitFromTag: 'limit',
          forecast: false,
        }));
        fakes.plan = aPlan(budgets);
        const expected = naive();
        const judgedToItsEnd = new Set<string>();
        for (const each of checks) {
          fakes.clock = new Date(fakes.clock.getTime() + each.hours * 3_600_000);
          const { crossed, found, again } = await see(fakes, each, rule, expected, judgedToItsEnd);
          expect(found.toSorted()).toEqual(crossed.toSorted());
          expect(again).toEqual([]);
        }
        const claimed = worded(fakes.notificationLog.claimed()).map((words) => words.replace(/, past.*/, ''));
        expect(new Set(claimed).size).toBe(claimed.length);
      }),
      { numRuns: 120 },
    );
  });

  test('nothing is alerted for a cost that is no higher than one before it in its month', async () => {
    const falling = fc.array(cents, { minLength: 2, maxLength: 12 }).map((all) => all.toSorted((a, b) => b - a));
    await fc.assert(
      fc.asyncProperty(
        falling,
        fc.array(cents, { maxLength: 4 }),
        rules,
        async ([highest = 0, ...lower], mixed, rule) => {
          const fakes = evaluateFakes();
          fakes.plan = aPlan(
            rule.map(({ cents: limit, ...each }) => ({ ...each, limit: money(limit), forecast: false })),
          );
          const alertsAt = async (amount: number): Promise<string[]> => {
            fakes.reports('166', ...linesOf({ data: amount, sms: amount }, '2026-10'));
            return worded((await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') })).alerts);
          };
          await alertsAt(highest);
          for (const amount of [...lower, ...mixed.map((each) => Math.min(each, highest))])
            expect(await alertsAt(amount)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
