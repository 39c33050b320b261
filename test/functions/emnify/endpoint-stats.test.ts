import { describe, expect, test } from '@jest/globals';
import { parseStats } from '../../../functions/emnify/endpoint-stats.ts';
import { UnexpectedResponseError } from '../../../functions/emnify/errors.ts';

const MARCH = '2020-03-01T00:00:00.000Z';
/** As in emnify's documentation, with fewer digits of volume. */
const DATA = {
  endpoint_id: 166,
  month: MARCH,
  volume: '29.166235',
  volume_tx: '3.000000',
  volume_rx: '26.166235',
  traffic_type_id: 5,
  last_updated: '2020-03-01T15:12:53.000Z',
  cost: 6.10483935,
  currency_id: 1,
  id: 311,
  traffic_type: { description: 'Data', unit: 'MB', id: 5 },
  currency: { code: 'EUR', symbol: '€', id: 1 },
};
const LINE = {
  trafficType: 'data',
  period: '2020-03',
  volume: '29.166235',
  cost: { amount: '6.10483935', currency: 'EUR' },
  lastUpdated: '2020-03-01T15:12:53.000Z',
};

const ofMonth = (current_month: unknown) => parseStats({ current_month }, '166').currentMonth;
const ofData = (changes: object) => ofMonth({ data: { ...DATA, ...changes } })[0];

function refusalOf(body: unknown): string {
  try {
    return `accepted: ${JSON.stringify(parseStats(body, '166'))}`;
  } catch (error) {
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    return String(error);
  }
}

describe('months', () => {
  test.each([{}, { current_month: null, last_month: null }, { current_month: {}, last_month: {} }, { last_hour: {} }])(
    '%j is no traffic',
    (body) => {
      expect(parseStats(body, '166')).toEqual({ currentMonth: [], lastMonth: [], activeLastHour: false });
    },
  );

  test.each([
    [{ data: DATA }, ['data']],
    [{ data: DATA, sms: null }, ['data']],
    [{ data: {}, sms: DATA }, ['sms']],
    [{ sms: DATA }, ['sms']],
    [{ data: DATA, sms: DATA }, ['data', 'sms']],
    [{ data: null, sms: {} }, []],
    [{ data: DATA, sat_geo_data: { ...DATA, cost: '40' } }, ['data', 'sat_geo_data']],
    [{ data: DATA, sat_geo_sms: { month: MARCH, volume: 3 } }, ['data', 'sat_geo_sms']],
  ])('%#: what has figures counts', (month, types) => {
    expect(ofMonth(month).map(({ trafficType }) => trafficType)).toEqual(types);
  });

  test.each([
    ['text', 'x'],
    ['a number', 7],
    ['a currency', { code: 'EUR', id: 1 }],
    ['a satellite summary', { rx: 1, tx: 2, total: 3 }],
    ['a list', [1, 2]],
  ])('%s beside the figures is ignored', (_, value) => {
    expect(ofMonth({ data: DATA, extra: value })).toEqual([LINE]);
    expect(ofData({ extra: value })).toEqual(LINE);
    expect(parseStats({ current_month: { data: DATA }, extra: value }, '166').currentMonth).toEqual([LINE]);
  });

  test('each month keeps its own', () => {
    const body = { last_month: { data: { ...DATA, month: '2020-02-01T00:00:00.000Z' } }, current_month: { sms: DATA } };
    expect(parseStats(body, '166')).toEqual({
      currentMonth: [{ ...LINE, trafficType: 'sms' }],
      lastMonth: [{ ...LINE, period: '2020-02' }],
      activeLastHour: false,
    });
  });

  test.each([
    ['2020-03-01T00:00:00.000Z', '2020-03'],
    ['2020-03-01', '2020-03'],
    ['2020-12', '2020-12'],
    [' 2020-03-01T00:00:00.000Z ', '2020-03'],
    ['2020-03-01T00:00:00.000+0000', '2020-03'],
    ['2020-03-01T00:00:00+00:00', '2020-03'],
    ['2020-03-01T00:00:00', '2020-03'],
    ['2020-03-01T00:00Z', '2020-03'],
  ])('%s is %s', (month, period) => {
    expect(ofData({ month })?.period).toBe(period);
    expect(ofData({ month })).not.toHaveProperty('localMonth');
  });

  test.each([
    ['2026-10-31T22:00:00.000Z', '2026-11'],
    ['2026-10-31T23:00:00.000Z', '2026-11'],
    ['2026-10-31T10:00:00.000Z', '2026-11'],
    ['2026-10-31T09:59:59.999Z', '2026-10'],
    ['2026-11-01T05:00:00.000Z', '2026-11'],
    ['2026-11-01T12:00:00Z', '2026-11'],
    ['2026-11-01T00:00:00+02:00', '2026-11'],
    ['2026-12-31T13:00:00.000Z', '2027-01'],
    ['2028-02-29T15:00:00.000Z', '2028-03'],
  ])('%s is %s, and kept in emnify’s own words', (month, period) => {
    expect(ofData({ month })).toMatchObject({ period, localMonth: month });
  });

  test('in words that are too long are kept within bounds', () => {
    const month = `2026-11-01T05:00:00.${'0'.repeat(10_000)}Z`;
    expect(ofData({ month })?.period).toBe('2026-11');
    expect(ofData({ month })?.localMonth?.length).toBeLessThanOrEqual(200);
  });

  test.each([undefined, null, '', 'March', '2020-13-01', '2020-00-01', '20-03-01', '2020-031', 202003, {}])(
    'the month %j makes no sense',
    (month) => {
      expect(refusalOf({ current_month: { data: { ...DATA, month } } })).toMatch(
        /endpoint 166 make no sense: current_month\.data\.month is/,
      );
    },
  );
});

describe('costs and volumes', () => {
  test.each([
    [0.21203925, '0.21203925'],
    ['0.2120392500', '0.21203925'],
    ['3.3200000000', '3.32'],
    [3.32, '3.32'],
    [0, '0'],
    ['0.0000000000', '0'],
    [' 6.1 ', '6.1'],
    [1e-7, '0.0000001'],
    ['1E-10', '0.0000000001'],
    ['1.5e+3', '1500'],
    [-1.5, '-1.5'],
    ['9999.9999999999', '9999.9999999999'],
    [9999.9999999999, '9999.9999999999'],
    ['12345678901234567890.0123456789', '12345678901234567890.0123456789'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    [`0.${'3'.repeat(300)}`, '0.3333333333333333'],
    ['5e-400', '0'],
    [-0, '0'],
    ['-0.00', '0'],
  ])('the cost %j is %s', (cost, amount) => {
    expect(ofData({ cost })?.cost).toEqual({ amount, currency: 'EUR' });
  });

  test.each([null, undefined])('the cost %j is unknown, not zero', (cost) => {
    expect(ofData({ cost })).toEqual({ ...LINE, cost: undefined });
  });

  test.each([
    [{ volume: 29.166235 }, '29.166235'],
    [{ volume: '3.000000' }, '3'],
    [{ volume: undefined }, '29.166235'],
    [{ volume: null, volume_rx: 1, volume_tx: '2.5' }, '3.5'],
    [{ volume: null, volume_tx: null }, '26.166235'],
    [{ volume: null, volume_rx: null, volume_tx: undefined }, '0'],
    [{ volume: 0 }, '0'],
  ])('%j is a volume of %s', (changes, volume) => {
    expect(ofData(changes)?.volume).toBe(volume);
  });

  const BROKEN = [
    'abc',
    '',
    ' ',
    '1,5',
    'EUR 3',
    '0x10',
    '.5',
    '5.',
    'NaN',
    'Infinity',
    '1e999999999',
    '1e400',
    {},
    [],
    [3],
    true,
  ];

  test.each(BROKEN)('the cost %j makes no sense', (cost) => {
    const words = refusalOf({ current_month: { sms: { ...DATA, cost } } });
    expect(words).toContain(
      `The stats of endpoint 166 make no sense: current_month.sms.cost is ${JSON.stringify(cost)}`,
    );
  });

  test.each(BROKEN)('the volume %j makes no sense', (volume) => {
    const words = refusalOf({ last_month: { data: { ...DATA, volume } } });
    expect(words).toContain(`endpoint 166 make no sense: last_month.data.volume is ${JSON.stringify(volume)}`);
  });

  test('a number too large for JavaScript makes no sense', () => {
    expect(refusalOf(JSON.parse('{"current_month":{"data":{"month":"2020-03","cost":1e999}}}'))).toContain(
      'data.cost is',
    );
  });

  test('a long value is cut in the message', () => {
    expect(refusalOf({ current_month: { data: { ...DATA, cost: 'x'.repeat(10_000) } } }).length).toBeLessThan(250);
  });
});

describe('currencies', () => {
  test.each([
    [{ currency: { code: 'USD', id: 2 }, currency_id: '1' }, 'USD'],
    [{ currency: { id: 1 } }, 'EUR'],
    [{ currency: { id: '2' }, currency_id: 1 }, 'USD'],
    [{ currency: { code: '', id: null }, currency_id: 2 }, 'USD'],
    [{ currency: null, currency_id: '2' }, 'USD'],
    [{ currency: undefined, currency_id: 1 }, 'EUR'],
    [{ currency: { code: 'CHF', id: 3 }, currency_id: 3 }, 'CHF'],
    [{ currency: undefined, currency_id: 3 }, 'unknown currency'],
    [{ currency: undefined, currency_id: undefined }, 'unknown currency'],
    [{ currency: undefined, currency_id: 'constructor' }, 'unknown currency'],
    [{ currency: { id: 9 }, currency_id: 1 }, 'unknown currency'],
    [{ currency: { code: 'eur' } }, 'EUR'],
    [{ currency: { code: 'Eur', id: 2 } }, 'EUR'],
    [{ currency: { code: ' EUR ' } }, 'EUR'],
    [{ currency: { code: '\u00a0EUR\u00a0' } }, 'EUR'],
    [{ currency: { code: '\u200bE\u00adUR\ufeff\t' } }, 'EUR'],
    [{ currency: { code: '\uff25\uff35\uff32' } }, 'EUR'],
    [{ currency: { code: ' ', id: ' 2 ' } }, 'USD'],
    [{ currency: { code: ' ' }, currency_id: null }, 'unknown currency'],
    [{ currency: { code: '\u20ac', id: 1 } }, 'EUR'],
    [{ currency: { code: '\u20ac' }, currency_id: 1 }, '\u20ac'],
    [{ currency: { code: 'Euro' } }, 'EURO'],
  ])('%j is %s', (changes, currency) => {
    expect(ofData(changes)?.cost).toEqual({ amount: '6.10483935', currency });
  });

  test.each(['EUR', 1, [], { code: 978 }])('the currency %j makes no sense', (currency) => {
    expect(refusalOf({ current_month: { data: { ...DATA, currency } } })).toContain('current_month.data.currency is');
  });
});

describe('the age of the figures', () => {
  test.each([
    ['2020-03-01T15:12:53.000Z', '2020-03-01T15:12:53.000Z'],
    ['2020-03-01T16:12:53.000+0100', '2020-03-01T15:12:53.000Z'],
    ['2020-03-01T15:12:53+00', '2020-03-01T15:12:53.000Z'],
    ['2020-03-01T15:12:53.123456789', '2020-03-01T15:12:53.123Z'],
    [' 2020-03-01 15:12 ', '2020-03-01T15:12:00.000Z'],
    ['2020-03-02', '2020-03-02T00:00:00.000Z'],
    ['2020-02-29T10:00:00.000Z', '2020-02-29T10:00:00.000Z'],
    ['2026-02-30T00:00:00.000Z', undefined],
    ['2026-02-30', undefined],
    ['2020-03-01T24:00:00.000Z', undefined],
    ['2020-03-01T15:12:53.000+9900', undefined],
    ['2020-02-29T09:59:59.999Z', undefined],
    ['0001-01-01T00:00:00.000Z', undefined],
    ['1970-01-01T00:00:00.000Z', undefined],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59.999-14:00', undefined],
    ['+275760-09-13T00:00:00.000Z', undefined],
    ['1583075573', undefined],
    ['garbage 7', undefined],
    ['', undefined],
    ['yesterday', undefined],
    [null, undefined],
    [undefined, undefined],
    [1583075573, undefined],
    [1583075573000, undefined],
    [true, undefined],
    [{}, undefined],
  ])('%j is %s, and no reason to refuse them', (last_updated, lastUpdated) => {
    expect(ofData({ last_updated })).toEqual({ ...LINE, lastUpdated });
  });
});

describe('the last hour', () => {
  const activeIn = (last_hour: unknown) => parseStats({ last_hour }, '166').activeLastHour;
  const ZEROS = [
    ['06:38', 0],
    ['06:39', '0.000000'],
  ];

  test.each<[string, unknown]>([
    ['data received', { data: { rx: [...ZEROS, ['06:40', 3]], tx: ZEROS } }],
    ['data sent', { data: { rx: ZEROS, tx: [['06:37', '0.000001'], ...ZEROS] } }],
    ['one way only', { data: { tx: [['06:40', 1]] } }],
    ['SMS', { data: { rx: ZEROS, tx: ZEROS }, sms: { rx: [['06:40', ' 1 ']], tx: [] } }],
    ['satellite', { sat_geo_data: { rx: [['06:40', 1e-7]], tx: [] } }],
    ['a minute written as emnify once did', { data: { rx: [[600, 12.234]], tx: [] } }],
    [
      'figures among garbage',
      { data: 5, x: null, sms: { rx: 'x', tx: [null, 7, ['06:38'], ['06:39', 'x'], ['06:40', 2]] } },
    ],
  ])('%s is a sign of life', (_, lastHour) => {
    expect(activeIn(lastHour)).toBe(true);
  });

  test.each([
    undefined,
    null,
    {},
    [],
    'busy',
    7,
    true,
    [['06:38', 7]],
    { data: null, sms: {} },
    { data: { rx: ZEROS, tx: ZEROS }, sms: { rx: [], tx: null } },
    { data: { rx: [['06:38', -1]], tx: [['06:38', null]] } },
    { data: { rx: 7, tx: '7' } },
    { data: { rx: [7, '7', ['06:38'], [7], ['06:38', 0, 7]], tx: { 0: ['06:38', 7] } } },
    { data: { rx: [['06:38', 'x']], tx: [['06:38', '0x7']] } },
    { data: { rx: [['06:38', true]], tx: [['06:38', [7]]] } },
    { data: { rx: [['06:38', {}]], tx: [['06:38', '']] } },
    { data: { total: [['06:38', 7]] } },
  ])('%j is none, and no reason to refuse the rest', (lastHour) => {
    expect(parseStats({ current_month: { data: DATA }, last_hour: lastHour }, '166')).toEqual({
      currentMonth: [LINE],
      lastMonth: [],
      activeLastHour: false,
    });
  });

  test('a number too large for JavaScript is none', () => {
    expect(activeIn(JSON.parse('{"data":{"rx":[["06:38",1e999]]}}'))).toBe(false);
  });
});

describe('texts that are far too long', () => {
  const long = (end: string): string => `${'satellite_'.repeat(170)}${end}`;

  test('of a traffic type: 200 characters name it, and its cost counts', () => {
    const [line] = ofMonth({ [long('')]: DATA });
    expect(line).toEqual({ ...LINE, trafficType: expect.stringMatching(/^satellite_sat.*\.\. [0-9a-f]{16}$/) });
    expect(line?.trafficType).toHaveLength(200);
  });

  test('of two traffic types that begin alike: they stay two, and the same two in the next answer', () => {
    const month = { [long('a')]: DATA, [long('b')]: { ...DATA, cost: '2' } };
    const lines = ofMonth(month);
    expect(lines.map(({ cost }) => cost?.amount)).toEqual(['6.10483935', '2']);
    expect(new Set(lines.map(({ trafficType }) => trafficType)).size).toBe(2);
    expect(ofMonth(month)).toEqual(lines);
  });

  test('of a currency: it stays another than any other', () => {
    const currencies = ['EUR', long('a'), long('b')].map((code) => ofData({ currency: { code } })?.cost?.currency);
    expect(new Set(currencies).size).toBe(3);
    expect(currencies.map((code) => code?.length)).toEqual([3, 200, 200]);
  });

  test.each(['cost', 'volume', 'volume_rx'])('of a %s: it is no figure, for a part of it would be another', (field) => {
    const refusal = refusalOf({ current_month: { data: { ...DATA, [field]: '1'.repeat(201) } } });
    expect(refusal).toContain(`current_month.data.${field} is "1111`);
    expect(refusal.length).toBeLessThan(250);
    expect(ofData({ cost: `0.${'1'.repeat(198)}` })?.cost?.amount).toBe(`0.${'1'.repeat(198)}`);
  });

  test('are cut where they are refused', () => {
    const refusal = refusalOf({ current_month: { [long('')]: { ...DATA, month: 'x'.repeat(1_000) } } });
    expect(refusal).toMatch(/current_month\.satellite_.*\.\. [0-9a-f]{16}\.month is "x+$/);
    expect(refusal.length).toBeLessThan(400);
  });
});

test.each([
  [20, true],
  [21, false],
])('%d currencies in one month: taken is %p', (count, isTaken) => {
  const month = Object.fromEntries(
    Array.from({ length: count }, (_, nth) => [`type-${nth}`, { ...DATA, currency: { code: `X${nth}` } }]),
  );
  const refusal = refusalOf({ current_month: month });
  expect(refusal.startsWith('accepted')).toBe(isTaken);
  expect(refusal.includes('The stats of endpoint 166 make no sense: current_month is in 21 currencies')).toBe(!isTaken);
});

describe('what must not pass for "no traffic"', () => {
  test.each<[string, unknown, string]>([
    ['no object', null, 'the answer'],
    ['a list', [], 'the answer'],
    ['text', 'ok', 'the answer'],
    ['an error with HTTP 200', { message: 'Too Many Requests' }, 'the answer'],
    ['a month that is a list', { current_month: [{ data: DATA }] }, 'current_month'],
    ['a month that is text', { last_month: 'none' }, 'last_month'],
    ['data that is a number', { current_month: { data: 5 } }, 'current_month.data'],
    ['SMS that are text', { current_month: { sms: 'x' } }, 'current_month.sms'],
    ['data that is a list', { current_month: { data: [DATA] } }, 'current_month.data'],
    ['an unknown list of figures', { current_month: { zones: [DATA] } }, 'current_month.zones'],
    ['figures one level deeper', { current_month: { zones: { a: DATA } } }, 'current_month.zones.month'],
    ['figures without a traffic type', { current_month: { month: MARCH, cost: 5 } }, 'current_month'],
    ['data under other names', { current_month: { data: { price: 5 } } }, 'current_month.data.month'],
  ])('%s', (_, body, field) => {
    expect(refusalOf(body)).toContain(`The stats of endpoint 166 make no sense: ${field} is`);
  });
});
