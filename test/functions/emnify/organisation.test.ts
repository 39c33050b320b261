import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { EmnifyError, UnexpectedResponseError } from '../../../functions/emnify/errors.ts';
import { parseCostLimit, parseOrganisationStats } from '../../../functions/emnify/organisation.ts';

const EUR = { code: 'EUR', symbol: '€', id: 1 };
const DATA = {
  cost: 116.5,
  month: '2026-10-01',
  volume: 1045.25,
  volume_rx: 1000,
  volume_tx: 45.25,
  currency: EUR,
  traffic_type: { description: 'Data', unit: 'MB', id: 5 },
};
const SMS = { ...DATA, cost: '2.8000000000', volume: '40.000000', traffic_type: { description: 'SMS', id: 6 } };
/** What stands beside the months. */
const BESIDE = {
  sim: { total: 3, issued: 0, active: 3, suspended: 0, factory_mode: 0 },
  service_profiles: 2,
  tariff_profiles: 1,
  users: 2,
  active_chargeable_sims: 3,
  hosting_fees: 2.4,
  inclusive_volume: { pooled: 12, unpooled: 0 },
  prepaid_balance: { amount: 71.3, currency: EUR, last_updated: '2026-10-18' },
};

const NO_TRAFFIC = { currentMonth: [], lastMonth: [] };
const LINE = { trafficType: 'data', period: '2026-10', volume: '1045.25', cost: { amount: '116.5', currency: 'EUR' } };

function refusalOf(read: (body: unknown) => unknown, body: unknown): string {
  try {
    return `accepted: ${JSON.stringify(read(body))}`;
  } catch (error) {
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    return String(error);
  }
}

describe('what an organisation has cost', () => {
  test('numbers and numeric strings of both months, each under its own currency', () => {
    const body = {
      ...BESIDE,
      current_month: { data: DATA, sms: SMS },
      last_month: { data: { ...DATA, month: '2026-09-01T00:00:00.000Z', cost: '7', currency: { code: 'USD' } } },
    };
    expect(parseOrganisationStats(body)).toEqual({
      currentMonth: [LINE, { ...LINE, trafficType: 'sms', volume: '40', cost: { amount: '2.8', currency: 'EUR' } }],
      lastMonth: [{ ...LINE, period: '2026-09', cost: { amount: '7', currency: 'USD' } }],
    });
  });

  test.each([
    {},
    BESIDE,
    { users: 2 },
    { ...BESIDE, current_month: null, last_month: {} },
    { current_month: { data: null, sms: {} } },
  ])('%#: absent, null and empty months are no traffic', (body) => {
    expect(parseOrganisationStats(body)).toEqual(NO_TRAFFIC);
  });

  test.each([
    ['as at the top', BESIDE],
    [
      'with costs and volumes in them',
      {
        sim: { cost: 1 },
        users: { volume: 2 },
        service_profiles: [{ cost: 1 }],
        tariff_profiles: [DATA],
        active_chargeable_sims: { volume: 3 },
        hosting_fees: { cost: 2.4, month: '2026-10-01', currency: EUR },
        inclusive_volume: { pooled: { cost: 12, volume: 500 } },
        prepaid_balance: { ...DATA },
      },
    ],
  ])('what is no traffic is none in a month either, %s', (_, beside) => {
    expect(parseOrganisationStats({ ...beside, current_month: { ...beside, data: DATA } }).currentMonth).toEqual([
      LINE,
    ]);
    expect(parseOrganisationStats({ ...beside, last_month: beside })).toEqual(NO_TRAFFIC);
  });

  test('satellite traffic counts', () => {
    const { currentMonth } = parseOrganisationStats({ current_month: { sat_geo_data: DATA } });
    expect(currentMonth).toEqual([{ ...LINE, trafficType: 'sat_geo_data' }]);
  });

  test.each([null, undefined])('the cost %j is unknown, not zero', (cost) => {
    const [line] = parseOrganisationStats({ current_month: { data: { ...DATA, cost } } }).currentMonth;
    expect(line).toMatchObject({ volume: '1045.25' });
    expect(line).not.toHaveProperty('cost');
  });

  test.each<[string, unknown, string]>([
    ['nothing', null, 'the answer is null'],
    ['a list', [DATA], 'the answer is [{'],
    ['text', 'ok', 'the answer is "ok"'],
    ['an error with HTTP 200', { message: 'Too Many Requests' }, 'the answer is {"message"'],
    ['a month that is a list', { current_month: [DATA] }, 'current_month is ['],
    ['data that is a number', { current_month: { data: 5 } }, 'current_month.data is 5'],
    ['figures without a traffic type', { last_month: { cost: 5 } }, 'last_month is {"cost":5}'],
    ['a cost that is text', { last_month: { sms: { ...SMS, cost: 'EUR 3' } } }, 'last_month.sms.cost is "EUR 3"'],
    [
      'a volume that is a list',
      { current_month: { data: { ...DATA, volume: [] } } },
      'current_month.data.volume is []',
    ],
    [
      'a month of no calendar',
      { current_month: { data: { ...DATA, month: 'May' } } },
      'current_month.data.month is "May"',
    ],
    ['no month', { current_month: { data: { cost: 1 } } }, 'current_month.data.month is missing'],
  ])('%s makes no sense', (_, body, words) => {
    expect(refusalOf(parseOrganisationStats, body)).toContain(`The stats of the organisation make no sense: ${words}`);
  });
});

describe('the limit at which emnify closes all sessions', () => {
  const limitOf = (fields: unknown) => parseCostLimit({ id: 14207, name: 'Fleet', ...Object(fields) });

  test.each([
    [2000, '2000'],
    ['1000', '1000'],
    [' 1000.5000000000 ', '1000.5'],
    [0.01, '0.01'],
    ['1e3', '1000'],
  ])('%j is %s', (monthly_cost_limit, amount) => {
    expect(limitOf({ monthly_cost_limit, currency_id: '1' })).toEqual({ amount, currency: 'EUR' });
    expect(parseCostLimit({ monthly_cost_limit })).toEqual({ amount });
  });

  test.each([null, undefined, 0, '0', '0.0000000000', -1, '-500'])('%j is none', (monthly_cost_limit) => {
    expect(limitOf({ monthly_cost_limit, currency: EUR })).toBeUndefined();
  });

  test('an answer without the field has none', () => {
    expect(limitOf({})).toBeUndefined();
    expect(parseCostLimit({})).toBeUndefined();
  });

  test.each([
    [{ currency: EUR }, 'EUR'],
    [{ currency: { code: 'CHF', id: 3 }, currency_id: 1 }, 'CHF'],
    [{ currency: { id: '2' }, currency_id: 1 }, 'USD'],
    [{ currency: null, currency_id: 2 }, 'USD'],
    [{ currency_id: '2' }, 'USD'],
    [{ currency: 'EUR', currency_id: 1 }, 'EUR'],
    [{ currency: { code: 7 }, currency_id: 2 }, 'USD'],
  ])('%j is %s', (fields, currency) => {
    expect(limitOf({ monthly_cost_limit: 2000, ...fields })).toEqual({ amount: '2000', currency });
  });

  test.each([
    {},
    { currency_id: 9 },
    { currency_id: {} },
    { currency: 'EUR' },
    { currency: {} },
    { currency: { id: 9 } },
  ])('%j leaves the currency open', (fields) => {
    const limit = limitOf({ monthly_cost_limit: 2000, ...fields });
    expect(limit).toEqual({ amount: '2000' });
    expect(limit).not.toHaveProperty('currency');
  });

  test.each(['abc', '', ' ', '1,000', 'EUR 2000', '2000 EUR', '0x10', 'NaN', '1e999', {}, [], [2000], true, false])(
    '%j is no limit that could be read, and not none',
    (monthly_cost_limit) => {
      expect(refusalOf(limitOf, { monthly_cost_limit })).toContain(
        `The answer about the organisation makes no sense: monthly_cost_limit is ${JSON.stringify(monthly_cost_limit)}`,
      );
    },
  );

  test.each([null, undefined, 'ok', 7, [], [{ id: 1 }], { message: 'Too Many Requests' }])(
    'the answer %j is about something else',
    (body) => {
      expect(refusalOf(parseCostLimit, body)).toContain('The answer about the organisation makes no sense: it is');
    },
  );
});

test.each([
  ['stats', parseOrganisationStats],
  ['limit', parseCostLimit],
])('arbitrary JSON is %s or refused in our own words', (_, read) => {
  const keys = fc.constantFrom('current_month', 'last_month', 'sim', 'monthly_cost_limit', 'currency', 'id', 'data');
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))),
  );
  fc.assert(
    fc.property(body, (value) => {
      try {
        read(value);
      } catch (error) {
        expect(error).toBeInstanceOf(EmnifyError);
      }
    }),
    { numRuns: 500 },
  );
});
