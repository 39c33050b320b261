import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { judge } from '../../../../functions/domain/judging/thresholds.ts';
import { traffic } from '../../../fakes/samples.ts';
import { aBudget, aSpend, judgeData } from '../../../fixtures/crossed.ts';

const reached = (cost: string, sentPct: number[] = [], budget: object = {}): number | undefined => {
  const decision = judgeData(cost, sentPct, budget);
  return decision.kind === 'crossed' ? decision.reachedPct : undefined;
};

describe('thresholds', () => {
  test.each([
    ['3.9999999999', {}, undefined],
    ['4', {}, 80],
    ['4.9999999999', {}, 80],
    ['5', {}, 100],
    ['7.4999999999', {}, 100],
    ['7.5', {}, 150],
    ['249.9999999999', {}, 2000],
    ['250', {}, 5000],
    ['0.4999999999', { thresholds: [10] }, undefined],
    ['0.5', { thresholds: [10] }, 10],
    ['2.9999999999', { thresholds: [10] }, 10],
    ['3', { thresholds: [10] }, 10],
    ['5', { thresholds: [10] }, 100],
    ['7.4999999999', { thresholds: [10] }, 100],
    ['7.5', { thresholds: [10] }, 150],
    ['4.9999999999', { thresholds: [150] }, undefined],
    ['5', { thresholds: [150] }, 100],
    ['7.5', { thresholds: [150] }, 150],
    ['9.9999999999', { thresholds: [150] }, 150],
    ['10', { thresholds: [150] }, 200],
    ['6.1', { thresholds: [50, 95, 120] }, 120],
    ['7.5', { thresholds: [50, 95, 120] }, 150],
    ['24.9999999999', { thresholds: [400] }, 400],
    ['20', { thresholds: [400] }, 400],
    ['19.9999999999', { thresholds: [400] }, 100],
    ['25', { thresholds: [400] }, 500],
    ['0.004', { limit: '0.005' }, 80],
    ['0.0000000001', { limit: '0.0000000001' }, 100],
  ])('%s under %j reaches %p', (cost, budget, pct) => {
    expect(reached(cost, [], budget)).toBe(pct);
  });

  test.each([
    ['4.05', 'warning'],
    ['4.9999999999', 'warning'],
    ['5', 'critical'],
    ['5.05', 'critical'],
  ])('%s of 5 is %s, for every threshold', (spend, severity) => {
    const reachedPct = severity === 'critical' ? 100 : 80;
    expect(judgeData(spend, [], { thresholds: [80] })).toMatchObject({ kind: 'crossed', reachedPct, severity });
    expect(judgeData(spend)).toMatchObject({ kind: 'crossed', severity });
  });

  test('a huge spend of a tiny limit is one crossing, with a few of the levels passed', () => {
    const decision = judgeData('123456789.12', [], { limit: '0.01' });
    expect(decision).toMatchObject({ ratioPct: 1_234_567_891_200, reachedPct: 1_000_000_000_000 });
    expect('passedPct' in decision && decision.passedPct).toEqual([
      80, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10000,
    ]);
  });
});

describe('a threshold that was alerted', () => {
  test('is not alerted again, nor any lower one, whatever the spend did in between', () => {
    expect(['4.1', '5.2', '3', '4.4', '5.2'].map((cost) => reached(cost, [80, 100]))).toEqual(Array(5).fill(undefined));
    expect(reached('5.2', [5000])).toBeUndefined();
    expect(reached('7.5', [100, 80])).toBe(150);
  });

  test('a jump names the passed thresholds without an alert, ascending, and the next one', () => {
    expect(judgeData('10.2', [80])).toMatchObject({ reachedPct: 200, passedPct: [100, 150], nextPct: 300 });
    expect(judgeData('10.2')).toMatchObject({ passedPct: [80, 100, 150] });
    expect(judgeData('5', [80])).toMatchObject({ passedPct: [], nextPct: 150 });
    expect(judgeData('4', [], { thresholds: [80] })).toMatchObject({ passedPct: [], nextPct: 100 });
    expect(judgeData('2', [], { thresholds: [10, 700] })).toMatchObject({ passedPct: [], nextPct: 100 });
    expect(judgeData('5', [], { thresholds: [10, 700] })).toMatchObject({ passedPct: [10], nextPct: 700 });
    expect(judgeData('35', [], { thresholds: [10, 700] })).toMatchObject({ passedPct: [10, 100], nextPct: 1000 });
  });

  test('every crossing is silent once it was alerted, and a rising spend alerts only rising levels', () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(cents, { minLength: 2, maxLength: 20 }), thresholds, (spends, levels) => {
        const alerted: number[] = [];
        for (const spend of spends) {
          const cost = (spend / 100).toFixed(2);
          const decision = judgeData(cost, alerted, { thresholds: levels });
          if (decision.kind !== 'crossed') continue;
          const { reachedPct, passedPct, nextPct, ratioPct } = decision;
          expect(reachedPct).toBeGreaterThan(Math.max(0, ...alerted));
          expect(ratioPct).toBeGreaterThanOrEqual(reachedPct);
          expect(ratioPct).toBeLessThan(nextPct);
          expect(passedPct.every((pct) => pct < reachedPct && !alerted.includes(pct))).toBe(true);
          expect(passedPct).toEqual(passedPct.toSorted((a, b) => a - b));
          alerted.push(reachedPct);
          expect(judgeData(cost, alerted, { thresholds: levels }).kind).toBe('already-sent');
        }
      }),
    );
  });
});

describe('reasons', () => {
  test.each([
    ['4.9999999999', [80], 'EUR 4.99 is 99 % of EUR 5.00: the 80 % alert was sent already'],
    ['5', [], 'EUR 5.00 is 100 % of EUR 5.00: 100 % was reached'],
    ['3.9999999999', [], 'EUR 4.00 is 79 % of EUR 5.00, EUR 1.00 below the limit'],
    ['1.005', [], 'EUR 1.01 is 20 % of EUR 5.00, EUR 3.99 below the limit'],
    ['0', [], 'EUR 0.00 is 0 % of EUR 5.00'],
  ])('%s after %j: %s', (cost, alerted, reason) => {
    const figures = traffic('data', cost, cost === '0' ? { volume: '0' } : {});
    expect(judge(aBudget(), 'EUR', aSpend(figures), alerted).reason).toBe(reason);
  });
});

describe('what cannot be seen whole', () => {
  const dollars = traffic('sms', undefined, { cost: { amount: '900', currency: 'USD' } });

  test('a foreign currency is a fault with its amount, never a zero and never converted', () => {
    expect(judge(aBudget(), 'EUR', aSpend(traffic('data', '3'), dollars), [])).toMatchObject({
      kind: 'currency-mismatch',
      spend: '3',
      ratioPct: 60,
      reason: 'USD 900.00 cannot be compared with a limit in EUR',
    });
    expect(judge(aBudget({ meter: 'data' }), 'EUR', aSpend(traffic('data', '3'), dollars), []).kind).toBe('below');
  });

  test('volume without cost is unknown on its meter and on the total, and only there', () => {
    const spend = aSpend(traffic('sat_geo_data', undefined), traffic('sms', '0.1'));
    expect(judge(aBudget(), 'EUR', spend, [])).toMatchObject({
      kind: 'cost-unavailable',
      reason: 'emnify reports sat_geo_data volume without a cost',
    });
    expect(judge(aBudget({ meter: 'sms' }), 'EUR', spend, []).kind).toBe('below');
    expect(judge(aBudget({ meter: 'data' }), 'EUR', spend, []).kind).toBe('below');
  });

  test('no figures are no traffic, in words that name the month', () => {
    expect(judge(aBudget(), 'EUR', aSpend(), [])).toMatchObject({
      kind: 'no-traffic',
      spend: '0',
      ratioPct: 0,
      reason: 'no traffic in Oct 2026',
    });
  });
});
