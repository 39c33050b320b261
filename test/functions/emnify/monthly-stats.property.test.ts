import { describe, expect, test } from '@jest/globals';
import { Big } from 'big.js';
import * as fc from 'fast-check';
import type { TrafficFigures } from '../../../functions/domain/costs/emnify-figures.ts';
import { readSpend } from '../../../functions/domain/costs/spend.ts';
import { parseStats } from '../../../functions/emnify/endpoint-stats.ts';
import { UnexpectedResponseError } from '../../../functions/emnify/errors.ts';
import { parseOrganisationStats } from '../../../functions/emnify/organisation.ts';
import { traffic } from '../../fakes/samples.ts';
import { anyJson, attempt, changed, overTheWire, type Place, placesIn, spoilt } from '../../fixtures/arbitrary/json.ts';

const line = (month: string, cost: number | string, unit: string, currency: object) => ({
  endpoint_id: 166,
  id: 311,
  month: `${month}-01T00:00:00.000Z`,
  volume: '29.166235',
  volume_tx: '2.166235',
  volume_rx: '27.000000',
  cost,
  currency_id: 1,
  last_updated: `${month}-14T15:12:53.000Z`,
  traffic_type_id: 5,
  traffic_type: { description: unit, unit, id: 5 },
  currency,
});
const EUR = { code: 'EUR', symbol: '€', id: 1 };

const ANSWER = {
  last_month: { data: line('2026-09', 0.21203925, 'MB', EUR), sms: line('2026-09', '3.3200000000', 'SMS', EUR) },
  current_month: { data: line('2026-10', '6.1048393500', 'MB', EUR), sms: line('2026-10', 1.5, 'SMS', { id: '2' }) },
  last_hour: { data: { rx: [['06:38', 0]], tx: [['06:38', 1.25]] }, sms: { rx: [], tx: [] } },
};

const READERS: [string, (body: unknown) => { currentMonth: TrafficFigures[]; lastMonth: TrafficFigures[] }][] = [
  ['an endpoint', (body) => parseStats(body, '166')],
  ['the organisation', parseOrganisationStats],
];

const isEmpty = (value: unknown): boolean =>
  value == null || (typeof value === 'object' && Object.keys(value).length === 0);

/** `current_month.data 6.10483935` for each kind of traffic, or `unknown` where it has no cost. */
function costsGiven(body: unknown): string[] {
  return ['current_month', 'last_month'].flatMap((month) =>
    Object.entries(Object(Object(body)[month])).flatMap(([key, figures]) => {
      const isTraffic =
        ['data', 'sms'].includes(key) || ['cost', 'volume'].some((name) => Object.hasOwn(Object(figures), name));
      if (isEmpty(figures) || !isTraffic) return [];
      const cost: unknown = Object(figures).cost;
      return `${month}.${key} ${cost == null ? 'unknown' : new Big(String(cost).trim()).toFixed()}`;
    }),
  );
}

function costsRead({ currentMonth, lastMonth }: ReturnType<(typeof READERS)[0][1]>): string[] {
  const of = (month: string, lines: TrafficFigures[]): string[] =>
    lines.map(({ trafficType, cost }) => `${month}.${trafficType} ${cost?.amount ?? 'unknown'}`);
  return [...of('current_month', currentMonth), ...of('last_month', lastMonth)];
}

/** What a field that an error names may stand for: keys may have dots in them. */
function namedBy(field: string, value: unknown): unknown[] {
  if (field === 'the answer') return [value];
  return Object.entries(Object(value)).flatMap(([key, inner]) => {
    if (field === key) return [inner];
    return field.startsWith(`${key}.`) ? namedBy(field.slice(key.length + 1), inner) : [];
  });
}

function expectNamed(error: Error, body: unknown): void {
  expect(error).toBeInstanceOf(UnexpectedResponseError);
  const [, field = '', shown] = /make no sense: (.+?) is (.*)$/s.exec(String(error)) ?? [];
  const [value] = namedBy(field, body);
  expect({ field, shown }).toEqual({ field, shown: (JSON.stringify(value) ?? 'missing').slice(0, 80) });
}

describe.each(READERS)('the stats of %s', (_, read) => {
  test('with any JSON in any field: every cost that was given is read, or the field is named with its value', () => {
    fc.assert(
      fc.property(spoilt(ANSWER), (body) => {
        const stats = attempt(() => read(body));
        if (stats instanceof Error) return expectNamed(stats, body);
        expect(costsRead(stats).toSorted()).toEqual(costsGiven(body).toSorted());
      }),
      { numRuns: 600 },
    );
  });

  const IDLE = /^(endpoint_id|id|traffic_type_id|traffic_type|description|unit|symbol|last_updated)$/;
  const saysNothingOfCosts = (place: Place): boolean =>
    place[0] === 'last_hour' || (IDLE.test(String(place.at(-1))) && place.join('.').endsWith('currency.id') === false);

  test('with any JSON in the fields that say nothing of costs: the costs are the same', () => {
    const place = fc.constantFrom(...placesIn(ANSWER).filter(saysNothingOfCosts));
    fc.assert(
      fc.property(place, anyJson, (idle, value) => {
        expect(costsRead(read(overTheWire(changed(ANSWER, idle, value))))).toEqual(costsGiven(ANSWER));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a cost', () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n });
  const plain = fc.tuple(digits, fc.integer({ min: 0, max: 15 })).map(([n, places]) => {
    const text = String(n).padStart(places + 1, '0');
    return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  });
  const token = fc.oneof(
    plain,
    plain.map((text) => `"${text}"`),
    plain.map((text) => `" ${text}\\n"`),
    plain.map((text) => `"-${text}"`),
    fc.tuple(fc.nat(999), fc.integer({ min: -20, max: 20 })).map(([n, exponent]) => `${n}e${exponent}`),
    fc.json({ maxDepth: 1 }),
    fc.constantFrom('"1e400"', '"NaN"', '"Infinity"', '""', '" "', '"5,00"', '"0x10"', '"٣"', '"1_000"', '"EUR 5"'),
    fc.constantFrom('"5 EUR"', '".5"', '"5."', '"--5"', '[5]', '{"cost":5}', 'true', 'null'),
  );
  const data = (cost: string): unknown =>
    JSON.parse(
      `{"current_month":{"data":{"month":"2026-10-01","volume":"1.5","cost":${cost},"currency":{"code":"EUR"}}}}`,
    );

  test('is what was written, to the last digit, or unknown where none is, or refused by its name', () => {
    fc.assert(
      fc.property(token, (written) => {
        const text = written
          .replace(/^"(.*)"$/, '$1')
          .replace('\\n', '')
          .trim();
        const reading = attempt(() => readSpend(parseStats(data(written), '166'), '2026-10'));
        if (reading instanceof Error) {
          expect(reading).toBeInstanceOf(UnexpectedResponseError);
          expect(reading.message).toContain(
            `current_month.data.cost is ${JSON.stringify(JSON.parse(written)).slice(0, 80)}`,
          );
          expect(text).not.toMatch(/^-?\d+(\.\d+)?$/);
          return;
        }
        const amount = written === 'null' ? undefined : new Big(text).toFixed();
        const money = amount === undefined ? [] : [{ currency: 'EUR', amount }];
        const unknown = amount === undefined || amount === '0' ? ['data'] : [];
        expect(reading).toMatchObject({ kind: 'spend', spend: { meters: { total: money }, costUnavailable: unknown } });
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['1e400', '-1e400'])('of %s is refused as something else than null, which would be taken', (written) => {
    expect(attempt(() => parseStats(data(written), '166'))).toBeInstanceOf(UnexpectedResponseError);
    expect(String(attempt(() => parseStats(data(written), '166')))).not.toMatch(/is null$/);
  });
});

describe('what an answer comes to', () => {
  const figures = fc.record({
    period: fc.constantFrom('2026-08', '2026-09', '2026-10'),
    currency: fc.constantFrom('EUR', 'USD'),
    units: fc.option(fc.bigInt({ min: 0n, max: 10n ** 14n - 1n })),
  });
  const month = fc.dictionary(fc.constantFrom('data', 'sms', 'sat_geo_data'), figures);
  type Month = typeof month extends fc.Arbitrary<infer Value> ? Value : never;

  const inUnits = (units: bigint): string => new Big(String(units)).div(10_000_000_000).toFixed();
  const linesOf = (lines: Month): TrafficFigures[] =>
    Object.entries(lines).map(([type, { units, currency, period }]) =>
      traffic(type, undefined, { period, ...(units !== null && { cost: { amount: inUnits(units), currency } }) }),
    );
  /** Per currency, added up in whole units. */
  const sumsOf = (lines: Month[string][]): Record<string, string> => {
    const sums = new Map<string, bigint>();
    for (const { units, currency } of lines) {
      if (units !== null) sums.set(currency, (sums.get(currency) ?? 0n) + units);
    }
    return Object.fromEntries([...sums].map(([currency, units]) => [currency, inUnits(units)]));
  };
  const asRecord = (money: { currency: string; amount: string }[]) =>
    Object.fromEntries(money.map(({ currency, amount }) => [currency, amount]));

  test('is the sum of the lines of its own month, per currency, and no month of others', () => {
    fc.assert(
      fc.property(month, month, (current, last) => {
        const reading = readSpend({ currentMonth: linesOf(current), lastMonth: linesOf(last) }, '2026-10');
        const of = (lines: Month, period: string) => Object.entries(lines).filter(([, each]) => each.period === period);
        const ours = of(current, '2026-10');
        const isStale = Object.keys(current).length > 0 && ours.length === 0;
        expect(reading.kind).toBe(isStale ? 'stale' : 'spend');
        if (reading.kind === 'spend') {
          expect(asRecord(reading.spend.meters.total)).toEqual(sumsOf(ours.map(([, each]) => each)));
          const unknown = ours.filter(([, { units }]) => units === null || units === 0n).map(([type]) => type);
          expect(reading.spend.costUnavailable.toSorted()).toEqual(unknown.toSorted());
        }
        const closed = { ...Object.fromEntries(of(current, '2026-09')), ...Object.fromEntries(of(last, '2026-09')) };
        expect(asRecord(reading.lastMonth.meters.total)).toEqual(sumsOf(Object.values(closed)));
      }),
      { numRuns: 500 },
    );
  });
});
