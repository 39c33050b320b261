import { describe, expect, test } from '@jest/globals';
import { claimsUnder } from '../../../functions/domain/alert.ts';
import type { Budget } from '../../../functions/domain/budget.ts';
import { type Decision, judge } from '../../../functions/domain/crossing.ts';
import { readSpend } from '../../../functions/domain/spend.ts';
import type { TrafficFigures } from '../../../functions/domain/stats.ts';
import { aPlan, traffic } from '../../fakes/samples.ts';

function aBudget(more: object = {}): Budget {
  const [budget] = aPlan([{ name: 'every-device', limit: 5, ...more }]).budgets;
  if (!budget) throw new Error('one budget is one budget');
  return budget;
}

function decide(figures: TrafficFigures[], toldPct: number[] = [], budget = aBudget()): Decision {
  const reading = readSpend({ currentMonth: figures, lastMonth: [] }, '2026-10');
  if (reading.kind !== 'spend') throw new Error(reading.reason);
  return judge(budget, 'EUR', reading.spend, toldPct);
}
const at = (cost: string, toldPct: number[] = [], budget = aBudget()): Decision =>
  decide([traffic('data', cost)], toldPct, budget);

describe('a crossing', () => {
  test.each([
    ['3.9999999999', 'below', undefined],
    ['4', 'crossed', 80],
    ['4.9999999999', 'crossed', 80],
    ['5', 'crossed', 100],
    ['7.4999999999', 'crossed', 100],
    ['7.5', 'crossed', 150],
    ['250', 'crossed', 5000],
    ['250.1', 'crossed', 5000],
  ])('at %s of 5: %s %p', (cost, kind, reachedPct) => {
    const decision = at(cost);
    expect([decision.kind, 'reachedPct' in decision ? decision.reachedPct : undefined]).toEqual([kind, reachedPct]);
  });

  test('is a warning below the limit and critical from it on', () => {
    expect([at('4.5'), at('5')]).toMatchObject([{ severity: 'warning' }, { severity: 'critical' }]);
  });

  test('of a jump tells the highest, names what it went past, and what comes next', () => {
    expect(at('11')).toMatchObject({ reachedPct: 200, passedPct: [80, 100, 150], nextPct: 250 });
    expect(at('11', [100])).toMatchObject({ reachedPct: 200, passedPct: [150] });
    expect(at('4')).toMatchObject({ passedPct: [], nextPct: 100 });
    expect(at('5000')).toMatchObject({ reachedPct: 100_000, passedPct: expect.any(Array) });
  });

  test.each([
    ['5.2', [80, 100]],
    ['5.2', [100]],
    ['4.5', [100]],
    ['7.6', [80, 150]],
  ])('at %s is not told again after %p', (cost, toldPct) => {
    expect(at(cost, toldPct)).toMatchObject({ kind: 'told', reason: expect.stringContaining('told already') });
  });

  test('goes by the thresholds of its budget, and every 50 % beyond them', () => {
    const budget = aBudget({ thresholds: [90, 50] });
    expect(['2.5', '4.5', '7', '9.5'].map((cost) => at(cost, [], budget))).toMatchObject([
      { reachedPct: 50, nextPct: 90 },
      { reachedPct: 90, nextPct: 140 },
      { reachedPct: 140, passedPct: [50, 90], nextPct: 190 },
      { reachedPct: 190 },
    ]);
  });

  test('of the texts or the data alone goes by their cost alone', () => {
    const figures = [traffic('data', '4.9'), traffic('sms', '0.9'), traffic('sat_geo_data', '9')];
    expect(decide(figures, [], aBudget({ meter: 'data' }))).toMatchObject({ spend: '4.9', reachedPct: 80 });
    expect(decide(figures, [], aBudget({ meter: 'sms', limit: 1 }))).toMatchObject({ spend: '0.9', reachedPct: 80 });
    expect(decide(figures)).toMatchObject({ spend: '14.8' });
  });
});

describe('what cannot be judged whole', () => {
  const dollars = traffic('sms', undefined, { cost: { amount: '90', currency: 'USD' } });

  test('has a reason of its own', () => {
    expect(decide([])).toMatchObject({ kind: 'no-traffic', spend: '0' });
    expect(decide([traffic('data', undefined)])).toMatchObject({ kind: 'cost-unavailable' });
    expect(decide([dollars])).toMatchObject({
      kind: 'currency-mismatch',
      reason: 'USD 90.00 cannot be compared with a limit in EUR',
    });
  });

  test('is told all the same when the part that is known is enough', () => {
    expect(decide([traffic('data', undefined), traffic('sms', '5.5')])).toMatchObject({ reachedPct: 100 });
    expect(decide([traffic('data', '4.2'), dollars])).toMatchObject({ kind: 'crossed', spend: '4.2' });
  });

  test('on another meter is no reason on this one', () => {
    const figures = [traffic('data', undefined), traffic('sms', '0.1')];
    expect(decide(figures, [], aBudget({ meter: 'sms' }))).toMatchObject({ kind: 'below' });
  });
});

describe('claims', () => {
  const claim = { budget: 'every-device', meter: 'total' as const, limit: '5', thresholdPct: 100 };

  test('hold for their own budget, meter and limit: a changed limit arms every threshold anew', () => {
    const others = [{ limit: '6' }, { limit: '4' }, { meter: 'sms' as const }, { budget: 'other' }];
    const claims = [claim, { ...claim, thresholdPct: 80 }, ...others.map((other) => ({ ...claim, ...other }))];
    expect(claimsUnder(aBudget(), claims).map(({ thresholdPct }) => thresholdPct)).toEqual([80, 100]);
    expect(claimsUnder(aBudget({ limit: '5.00' }), claims)).toHaveLength(2);
  });
});
