import { describe, expect, test } from '@jest/globals';
import { suggestLimits } from '../../../../functions/domain/answers/suggested-limit.ts';
import type { EndpointHistory } from '../../../../functions/domain/records/endpoint-month.ts';
import { type Costs, moneyOf, spent } from '../../../fakes/aggregate-deps.ts';
import { anEndpoint, aPlan, NOW } from '../../../fakes/samples.ts';

/** A device by what it cost last month, and this month so far. */
function device(id: string, lastMonth?: Costs, thisMonth?: Costs, tags: string[] = []): EndpointHistory {
  return {
    endpoint: anEndpoint(id, { tags }),
    points: thisMonth ? [{ at: NOW.toISOString(), meters: spent(thisMonth).meters }] : [],
    ...(lastMonth && { lastMonth: moneyOf(lastMonth) }),
  };
}

const devices = (count: number, costOf: (index: number) => string): EndpointHistory[] =>
  Array.from({ length: count }, (_, index) => device(String(index), { EUR: costOf(index) }));

describe('a suggested limit', () => {
  test('is half as much again as 95 of 100 devices cost, rounded up', () => {
    // 1 to 100: 95 of them cost at most 95, and 95 · 1.5 = 142.5.
    const [suggestion] = suggestLimits(
      devices(100, (index) => String(100 - index)),
      aPlan(),
    );
    expect(suggestion).toEqual({
      budget: 'every-device',
      endpoints: 100,
      median: '50',
      p95: '95',
      suggested: '150',
      words:
        '"every-device", 100 devices with costs: median EUR 50.00, 95th percentile EUR 95.00; ' +
        'limit EUR 5.00, suggested EUR 150.00.',
    });
  });

  test.each<[number, string, string, string]>([
    [1, '2.75', '2.75', '4.2'],
    [2, '1', '2', '3'],
    [3, '2', '3', '4.5'],
    [20, '10', '19', '29'],
    [21, '11', '20', '30'],
  ])('of %d devices', (count, median, p95, suggested) => {
    const costOf = (index: number) => (count === 1 ? '2.75' : String(index + 1));
    expect(suggestLimits(devices(count, costOf), aPlan())).toMatchObject([
      { endpoints: count, median, p95, suggested },
    ]);
  });

  test('is not moved by the one device that ran away', () => {
    const costs = devices(20, (index) => (index === 7 ? '900' : '1'));
    expect(suggestLimits(costs, aPlan())).toMatchObject([{ median: '1', p95: '1', suggested: '1.5' }]);
  });

  test('goes by last month, by this month so far where there was none, and by nothing that is free', () => {
    const histories = [
      device('1', { EUR: '4' }, { EUR: '90' }),
      device('2', undefined, { EUR: '6' }),
      device('3', { USD: '70' }, { EUR: '8' }),
      device('4', undefined, { USD: '70' }),
      device('5', undefined, { EUR: '0' }),
      device('6'),
    ];
    expect(suggestLimits(histories, aPlan())).toMatchObject([{ endpoints: 3, median: '6', p95: '8', suggested: '12' }]);
  });

  test('goes by the last of what was seen this month', () => {
    const points = ['1', '2', '3'].map((EUR) => ({ at: NOW.toISOString(), meters: spent({ EUR }).meters }));
    expect(suggestLimits([{ endpoint: anEndpoint('1'), points }], aPlan())).toMatchObject([{ p95: '3' }]);
  });

  test('is made for each budget by the devices that it counts for, the first that matches', () => {
    const plan = aPlan([
      { name: 'cameras', limit: 50, match: { tags: ['camera'] } },
      { name: 'every-device', limit: 5 },
      { name: 'ships', limit: 5, match: { tags: ['ship'] }, meter: 'sms' },
      { name: 'fleet', scope: 'group', limit: 100 },
      { name: 'ours', scope: 'organisation', limit: 100 },
    ]);
    const histories = [
      device('1', { EUR: '40' }, undefined, ['camera']),
      device('2', { EUR: '2' }, undefined, ['ship']),
    ];
    expect(suggestLimits(histories, plan).map(({ budget, suggested }) => [budget, suggested])).toEqual([
      ['cameras', '60'],
      ['every-device', '3'],
    ]);
  });

  test('is none where no device of a budget has cost anything', () => {
    expect([suggestLimits([], aPlan()), suggestLimits([device('1')], aPlan())]).toEqual([[], []]);
  });

  test('is read as one that can be written into the file, however little the devices cost', () => {
    // Three tenths of a cent: "EUR 0.00" would be refused as a limit.
    const [suggestion] = suggestLimits([device('1', { EUR: '0.002' })], aPlan());
    expect(suggestion).toMatchObject({ p95: '0.002', suggested: '0.003' });
    expect(suggestion?.words).toContain('suggested EUR 0.003');
  });
});
