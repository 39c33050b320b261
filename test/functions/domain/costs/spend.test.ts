import { describe, expect, test } from '@jest/globals';
import {
  amountOn,
  hasTraffic,
  hiddenOn,
  otherCurrencies,
  readSpend,
} from '../../../../functions/domain/costs/spend.ts';
import { traffic } from '../../../fakes/samples.ts';
import { aSpend } from '../../../fixtures/crossed.ts';

const dollars = (amount: string) => ({ cost: { amount, currency: 'USD' } });
const september = { period: '2026-09' };

describe('a spend', () => {
  test('is exact to the tenth place, on each meter', () => {
    const spend = aSpend(traffic('data', '0.1'), traffic('sms', '0.2'), traffic('sat_geo_data', '0.0000000001'));
    expect(['total', 'data', 'sms'].map((meter) => amountOn(spend, meter as 'total', 'EUR'))).toEqual([
      '0.3000000001',
      '0.1',
      '0.2',
    ]);
  });

  test('keeps two currencies of one meter apart, and shows the larger first', () => {
    const spend = aSpend(traffic('data', '1.1'), traffic('sms', '2', dollars('4')), traffic('sat_geo_sms', '0.4'));
    expect(spend.meters.total).toEqual([
      { currency: 'USD', amount: '4' },
      { currency: 'EUR', amount: '1.5' },
    ]);
    expect(amountOn(spend, 'sms', 'EUR')).toBe('0');
    expect(otherCurrencies(spend, 'total', 'USD')).toEqual([{ currency: 'EUR', amount: '1.5' }]);
  });

  test('another currency that holds nothing is no fault', () => {
    expect(otherCurrencies(aSpend(traffic('sms', '0', dollars('0.00'))), 'sms', 'EUR')).toEqual([]);
  });

  test.each([
    ['no cost', undefined, '0.000001', ['sat_geo_data']],
    ['the cost zero', '0.0000000000', '1', ['sat_geo_data']],
    ['the smallest cost', '0.0000000001', '1', []],
    ['no cost and no volume', undefined, '0.000000', []],
  ])('volume with %s (%p, %s)', (_, cost, volume, costUnavailable) => {
    expect(aSpend(traffic('sat_geo_data', cost, { volume })).costUnavailable).toEqual(costUnavailable);
  });

  test('of many traffic types names ten without a cost, data and sms among them, and adds all costs up', () => {
    const others = Array.from({ length: 1_000 }, (_, nth) => traffic(`sat-${nth}`, undefined));
    const dear = Array.from({ length: 1_000 }, (_, nth) => traffic(`dear-${nth}`, '0.01'));
    const spend = aSpend(...others, ...dear, traffic('sms', undefined), traffic('data', '0'));
    expect(spend.costUnavailable).toEqual(['sms', 'data', ...others.slice(0, 8).map(({ trafficType }) => trafficType)]);
    expect(['total', 'data', 'sms'].map((meter) => hiddenOn(spend, meter as 'total').length)).toEqual([10, 1, 1]);
    expect(amountOn(spend, 'total', 'EUR')).toBe('10');
    expect(aSpend(...others.slice(0, 9), traffic('sms', undefined)).costUnavailable.at(-1)).toBe('sms');
  });

  test('without a line, and with a line of zeros, is zero; only the first is "no traffic"', () => {
    expect(hasTraffic(aSpend())).toBe(false);
    expect(hasTraffic(aSpend(traffic('data', '0', { volume: '0' })))).toBe(true);
    expect(hasTraffic(aSpend(traffic('data', undefined)))).toBe(true);
  });

  test('is as fresh as the traffic type that was counted last, in whatever order they come', () => {
    const old = traffic('sms', '1', { lastUpdated: '2026-10-02T00:00:00.000Z' });
    const lines = [
      old,
      traffic('data', '1'),
      traffic('data', '9', { ...september, lastUpdated: '2026-10-14T13:59:00.000Z' }),
    ];
    expect(aSpend(...lines).lastUpdated).toBe('2026-10-14T13:40:00.000Z');
    expect(aSpend(...lines.toReversed()).lastUpdated).toBe('2026-10-14T13:40:00.000Z');
  });

  test('carries no time stamp where emnify gives none', () => {
    expect(aSpend(traffic('data', '1', { lastUpdated: undefined }))).not.toHaveProperty('lastUpdated');
  });
});

describe('the month that figures carry', () => {
  const reading = (current: string[], last: string[] = []) =>
    readSpend(
      {
        currentMonth: current.map((period) => traffic('data', '6.1', { period })),
        lastMonth: last.map((period) => traffic('data', '3.9', { period })),
      },
      '2026-10',
    );

  test.each(['2020-03', '2026-08', '2026-11', '2025-10'])('%s is neither this month nor the last one', (period) => {
    const stale = reading([period], [period]);
    expect(stale).toMatchObject({ kind: 'stale', reason: `emnify's current month is ${period}, not 2026-10` });
    expect(hasTraffic(stale.lastMonth)).toBe(false);
  });

  test('of many, ten say why the figures are stale', () => {
    const months = Array.from({ length: 1_000 }, (_, nth) => `${1000 + nth}-01`);
    const stale = reading(months);
    expect(stale).toMatchObject({
      reason: `emnify's current month is ${months.slice(0, 10).join(', ')}, not 2026-10`,
    });
  });

  test('absent figures are no traffic, not a stale month', () => {
    expect(reading([])).toMatchObject({ kind: 'spend', spend: { period: '2026-10', meters: { total: [] } } });
  });

  test('last month in "current_month", right after midnight, is last month, counted once', () => {
    expect(amountOn(reading(['2026-09']).lastMonth, 'total', 'EUR')).toBe('6.1');
    expect(amountOn(reading(['2026-09'], ['2026-09']).lastMonth, 'total', 'EUR')).toBe('3.9');
    expect(amountOn(reading(['2026-09'], ['2026-08']).lastMonth, 'total', 'EUR')).toBe('6.1');
  });

  test('half rolled over: each line counts for its own month', () => {
    const half = readSpend(
      {
        currentMonth: [traffic('data', '0.02'), traffic('sms', '0.5', september)],
        lastMonth: [traffic('data', '6.1', september), traffic('sms', '9', { period: '2025-11' })],
      },
      '2026-10',
    );
    if (half.kind !== 'spend') throw new Error(half.reason);
    expect(amountOn(half.spend, 'total', 'EUR')).toBe('0.02');
    expect(amountOn(half.lastMonth, 'total', 'EUR')).toBe('6.6');
    expect(half.lastMonth.period).toBe('2026-09');
  });

  test('in January the last month is December of the year before', () => {
    const { lastMonth } = readSpend(
      { currentMonth: [], lastMonth: [traffic('data', '1', { period: '2026-12' })] },
      '2027-01',
    );
    expect([lastMonth.period, amountOn(lastMonth, 'data', 'EUR')]).toEqual(['2026-12', '1']);
  });
});
