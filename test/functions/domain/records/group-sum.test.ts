import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { budgetsOf, type GroupBudget } from '../../../../functions/domain/budgets/budget.ts';
import type { EndpointMonth } from '../../../../functions/domain/records/endpoint-month.ts';
import { addTo, coverageOf, emptySum, isFresh, spendOfGroup } from '../../../../functions/domain/records/group-sum.ts';
import { decimal } from '../../../../functions/domain/values/money.ts';
import { seen, spent } from '../../../fakes/aggregate-deps.ts';
import { aPlan, minutesOn, NOW } from '../../../fakes/samples.ts';

const HOURS = 60;

function groups(...budgets: object[]): GroupBudget[] {
  return budgetsOf('group', aPlan(budgets.map((budget) => ({ scope: 'group', limit: 10, ...budget }))));
}

/** What these months come to for one group, all devices by default. */
function summed(months: EndpointMonth[], budget: object = {}) {
  const sums = groups({ name: 'all', ...budget }).map(emptySum);
  for (const month of months) addTo(sums, month, NOW);
  const [sum] = sums;
  if (!sum) throw new Error('there is one group');
  return { sum, spend: spendOfGroup(sum, '2026-10') };
}

describe('the sum of a group', () => {
  test('is zero at first, and zero if no endpoint has spent anything', () => {
    const nothing = { period: '2026-10', meters: { total: [], data: [], sms: [] }, costUnavailable: [] };
    expect(summed([])).toMatchObject({ sum: { endpoints: 0, old: 0 }, spend: nothing });
    expect(summed([seen('1', undefined), seen('2', spent({}))])).toMatchObject({
      sum: { endpoints: 2, old: 0 },
      spend: nothing,
    });
  });

  test('of endpoints with ever other traffic types without a cost names ten of them, data first', () => {
    const hidden = (id: number, costUnavailable: string[]): EndpointMonth => {
      const month = seen(String(id), spent({ EUR: '0.1' }));
      return { ...month, ...(month.spend && { spend: { ...month.spend, costUnavailable } }) };
    };
    const months = Array.from({ length: 20 }, (_, nth) => hidden(nth, [`sat-${nth}`]));
    const { spend } = summed([...months, hidden(20, ['data'])]);
    expect(spend.costUnavailable).toEqual(['data', ...months.slice(0, 9).map((_, nth) => `sat-${nth}`)]);
    expect(spend.meters.total).toEqual([{ currency: 'EUR', amount: '2.1' }]);
  });

  test('is exact, meter by meter', () => {
    const months = [
      seen('1', spent({ EUR: '0.1' }, { sms: { EUR: '0.0000000001' } })),
      seen('2', spent({ EUR: '0.2' })),
      seen('3', spent({}, { sms: { EUR: '12345678901234567890' } })),
    ];
    expect(summed(months).spend.meters).toEqual({
      total: [{ currency: 'EUR', amount: '12345678901234567890.3000000001' }],
      data: [{ currency: 'EUR', amount: '0.3' }],
      sms: [{ currency: 'EUR', amount: '12345678901234567890.0000000001' }],
    });
  });

  test('never adds two currencies: each has its own amount, the largest first', () => {
    const months = [
      seen('1', spent({ EUR: '2', USD: '1.5' })),
      seen('2', spent({ USD: '1' })),
      seen('3', spent({ EUR: '0.25' }, { sms: { GBP: '9' } })),
    ];
    expect(summed(months).spend.meters).toEqual({
      total: [
        { currency: 'GBP', amount: '9' },
        { currency: 'USD', amount: '2.5' },
        { currency: 'EUR', amount: '2.25' },
      ],
      data: [
        { currency: 'USD', amount: '2.5' },
        { currency: 'EUR', amount: '2.25' },
      ],
      sms: [{ currency: 'GBP', amount: '9' }],
    });
  });

  test('is the same in every order, and what each currency comes to by itself', () => {
    const cents = fc.record({ EUR: fc.integer({ min: 0, max: 10 ** 9 }), USD: fc.integer({ min: 0, max: 10 ** 9 }) });
    const amount = (hundredths: number) => decimal(`${hundredths}e-2`);
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 20 }), (costs) => {
        const months = costs.map(({ EUR, USD }, index) =>
          seen(String(index), spent({ EUR: amount(EUR), USD: amount(USD) })),
        );
        const totals = (list: EndpointMonth[]) =>
          Object.fromEntries(summed(list).spend.meters.total.map((money) => [money.currency, money.amount]));
        const sumIn = (currency: 'EUR' | 'USD') => amount(costs.reduce((total, cost) => total + cost[currency], 0));
        expect(totals(months)).toEqual({ EUR: sumIn('EUR'), USD: sumIn('USD') });
        expect(totals(months.toReversed())).toEqual(totals(months));
      }),
    );
  });

  test.each(['Enabled', 'Disabled', 'Deleted'])(
    'has a device in it that is %s: what was spent stays spent',
    (status) => {
      const { sum, spend } = summed([seen('1', spent({ EUR: '3' }), { endpoint: { status } })]);
      expect([sum.endpoints, spend.meters.total]).toEqual([1, [{ currency: 'EUR', amount: '3' }]]);
    },
  );

  test('has in it what matches, and one device may be in many groups', () => {
    const sums = groups(
      { name: 'cameras', match: { tags: ['camera'] } },
      { name: 'north', match: { name: '*-north' } },
      { name: 'data', meter: 'data' },
    ).map(emptySum);
    const months = [
      seen('1', spent({ EUR: '1' }), { endpoint: { name: 'cam-north', tags: ['Camera'] } }),
      seen('2', spent({ EUR: '2' }), { endpoint: { name: 'cam-south', tags: [' CAMERA '] } }),
      seen('3', spent({ EUR: '4' }), { endpoint: { name: 'meter-north', tags: [] } }),
    ];
    for (const month of months) addTo(sums, month, NOW);
    expect(
      sums.map((group) => [group.budget.name, group.endpoints, spendOfGroup(group, '2026-10').meters.total[0]?.amount]),
    ).toEqual([
      ['cameras', 2, '3'],
      ['north', 2, '5'],
      ['data', 3, '7'],
    ]);
  });

  test('names every kind of traffic without a cost once, and is as new as its newest figures', () => {
    const months = [
      seen('1', spent({}, { costUnavailable: ['data'], lastUpdated: '2026-10-14T13:00:00.000Z' })),
      seen('2', spent({}, { costUnavailable: ['data', 'sat_geo_data'], lastUpdated: '2026-10-14T13:40:00.000Z' })),
      seen('3', spent({}, { lastUpdated: '2026-10-02T00:00:00.000Z' })),
      seen('4', spent({}, { lastUpdated: '9999-12-31T00:00:00.000Z' })),
    ];
    expect(summed(months).spend).toMatchObject({
      costUnavailable: ['data', 'sat_geo_data'],
      lastUpdated: '2026-10-14T13:40:00.000Z',
    });
  });

  test('counts what no sweep has seen for more than a day, and still adds its last known cost', () => {
    const ago = (hours: number) => ({ fetchedAt: minutesOn(-hours * HOURS).toISOString() });
    const months = [
      seen('1', spent({ EUR: '1' })),
      seen('2', spent({ EUR: '2' }), ago(27)),
      seen('3', undefined, ago(48)),
    ];
    const { sum, spend } = summed(months);
    expect([sum.endpoints, sum.old, spend.meters.total]).toEqual([3, 2, [{ currency: 'EUR', amount: '3' }]]);
  });
});

test.each([
  [0, true],
  [24, true],
  [26, true],
  [26.001, false],
])('a check of %p hours ago is fresh: %p, as quiet devices are written once a day', (hours, fresh) => {
  expect(isFresh(seen('1', undefined), minutesOn(hours * HOURS))).toBe(fresh);
});

describe('what of a group could not be seen', () => {
  const sweepId = 's';
  const unseen = ({ old = 0, known = 0 }: { old?: number; known?: number }, sweep?: object) => {
    const sum = { ...summed([]).sum, endpoints: 3, old };
    const record = sweep && { sweepId, listed: 0, missing: 0, ...sweep };
    return coverageOf(sum, { known, ...(record && { sweep: record }) });
  };

  test('is nothing where all was seen, or where no sweep has left a word', () => {
    const all = { endpoints: 3, unseen: [] };
    expect([unseen({ known: 5 }, { listed: 5 }), unseen({ known: 5 })]).toEqual([all, all]);
  });

  test('is nothing where fewer are listed than were seen today: some were deleted since', () => {
    expect(unseen({ known: 5 }, { listed: 4 }).unseen).toEqual([]);
  });

  test.each<[string, { old?: number; known?: number }, object, string]>([
    [
      'a check that is old',
      { old: 1 },
      {},
      '1 endpoint not checked for more than a day, counted with the last known cost',
    ],
    [
      'checks that are old',
      { old: 2 },
      {},
      '2 endpoints not checked for more than a day, counted with the last known cost',
    ],
    ['devices never seen', { known: 3 }, { listed: 5 }, '2 endpoints of the fleet without figures for this month'],
    ['a count above the list', {}, { missing: 1 }, '1 endpoint that emnify counts but does not list'],
    [
      'a list that broke off',
      { known: 900 },
      { listed: 500, brokeOff: 'HTTP 500' },
      "all endpoints after the first 500 of emnify's list, where the last sweep stopped early",
    ],
  ])('is said of %s', (_, seenThere, sweep, sentence) => {
    expect(unseen(seenThere, sweep).unseen).toEqual([sentence]);
  });

  test('is never said of devices that have figures of this month and are only not seen for a day', () => {
    // Five listed, four seen today, one the day before yesterday: the sum has all five in it.
    const { unseen: sentences } = unseen({ old: 1, known: 5 }, { listed: 5 });
    expect(sentences).toEqual(['1 endpoint not checked for more than a day, counted with the last known cost']);
  });
});
