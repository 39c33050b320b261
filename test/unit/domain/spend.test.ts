import { describe, expect, test } from '@jest/globals';
import { amountOn, hasTraffic, otherCurrencies, readSpend, type Spend } from '../../../functions/domain/spend.ts';
import type { EndpointStats } from '../../../functions/domain/stats.ts';
import { traffic } from '../../fakes/samples.ts';

function spendOf(stats: Partial<EndpointStats>): Spend {
  const reading = readSpend({ currentMonth: [], lastMonth: [], ...stats }, '2026-10');
  if (reading.kind !== 'spend') throw new Error(reading.reason);
  return reading.spend;
}
const last = { period: '2026-09' };

describe('what an endpoint has cost', () => {
  test('is nothing without traffic', () => {
    const spend = spendOf({});
    expect([hasTraffic(spend), amountOn(spend, 'total', 'EUR')]).toEqual([false, '0']);
  });

  test('adds up every type of traffic in the total, and only its own on the other meters', () => {
    const spend = spendOf({
      currentMonth: [traffic('data', '1.1'), traffic('sms', '0.2'), traffic('sat_geo_data', '5')],
    });
    expect([amountOn(spend, 'total', 'EUR'), amountOn(spend, 'data', 'EUR'), amountOn(spend, 'sms', 'EUR')]).toEqual([
      '6.3',
      '1.1',
      '0.2',
    ]);
  });

  test('never adds two currencies', () => {
    const dollars = traffic('sms', undefined, { cost: { amount: '4', currency: 'USD' } });
    const spend = spendOf({ currentMonth: [traffic('data', '1.1'), dollars] });
    expect([amountOn(spend, 'total', 'EUR'), amountOn(spend, 'total', 'USD')]).toEqual(['1.1', '4']);
    expect(otherCurrencies(spend, 'total', 'EUR')).toEqual([{ amount: '4', currency: 'USD' }]);
    expect(otherCurrencies(spend, 'data', 'EUR')).toEqual([]);
  });

  test.each([undefined, '0', '0.0000000000'])('is unknown, not zero, where volume has the cost %p', (cost) => {
    const spend = spendOf({ currentMonth: [traffic('data', cost), traffic('sms', '0.2')] });
    expect(spend.costUnavailable).toEqual(['data']);
    expect(amountOn(spend, 'total', 'EUR')).toBe('0.2');
  });

  test('is known to be zero where there was no volume', () => {
    expect(spendOf({ currentMonth: [traffic('data', '0', { volume: '0.000000' })] }).costUnavailable).toEqual([]);
  });

  test('is as fresh as the traffic type that was counted last', () => {
    const old = traffic('sms', '1', { lastUpdated: '2026-10-02T00:00:00.000Z' });
    expect(spendOf({ currentMonth: [traffic('data', '1'), old] }).lastUpdated).toBe('2026-10-14T13:40:00.000Z');
  });
});

describe('the month', () => {
  test('is the one that the figures carry: last month in "current_month" is not this month', () => {
    const reading = readSpend({ currentMonth: [traffic('data', '6.1', last)], lastMonth: [] }, '2026-10');
    expect(reading).toMatchObject({ kind: 'stale', reason: expect.stringContaining('2026-09') });
    expect(amountOn(reading.lastMonth, 'total', 'EUR')).toBe('6.1');
  });

  test('of each line counts: one that has rolled over is judged, one that has not is left out', () => {
    const spend = spendOf({ currentMonth: [traffic('data', '1'), traffic('sms', '9', last)] });
    expect(amountOn(spend, 'total', 'EUR')).toBe('1');
  });

  test('before is counted once, also where emnify shows it under both names', () => {
    const { lastMonth } = readSpend(
      {
        currentMonth: [traffic('data', '6.1', last), traffic('sms', '0.5', last)],
        lastMonth: [traffic('data', '6.1', last), traffic('sms', '9', { period: '2025-10' })],
      },
      '2026-10',
    );
    expect(amountOn(lastMonth, 'total', 'EUR')).toBe('6.6');
  });
});
