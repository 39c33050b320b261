import { describe, expect, test } from '@jest/globals';
import { Big } from 'big.js';
import * as fc from 'fast-check';
import { parseStats } from '../../../functions/emnify/endpoint-stats.ts';
import { EmnifyError } from '../../../functions/emnify/errors.ts';

/** emnify's DECIMAL(14,10) and DECIMAL(14,6), as an exact string. */
const decimalOf = (digits: number, places: number) =>
  fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n }).map((value) => {
    const text = String(value).padStart(places + 1, '0');
    return `${text.slice(0, -places)}.${text.slice(-places)}`;
  });

/** The same amount in one of the ways in which emnify writes it. */
const written = (amount: fc.Arbitrary<string>) =>
  fc.tuple(amount, fc.boolean()).map(([exact, asText]) => ({ exact, sent: asText ? exact : Number(exact) }));

const trafficType = fc.constantFrom('data', 'sms', 'sat_geo_data', 'sat_geo_sms', 'toString');
const code = fc.constantFrom('EUR', 'USD', 'GBP');
const month = fc
  .tuple(fc.integer({ min: 2020, max: 2039 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, nth]) => `${year}-${String(nth).padStart(2, '0')}`);
const cost = fc.option(written(decimalOf(14, 10)), { nil: undefined });
const figures = fc.record({ cost, volume: written(decimalOf(14, 6)), code, month });
const monthOf = fc.dictionary(trafficType, figures);

type Figures = typeof figures extends fc.Arbitrary<infer Value> ? Value : never;

const sent = (all: Record<string, Figures>) =>
  Object.fromEntries(
    Object.entries(all).map(([type, { cost, volume, code, month }]) => [
      type,
      { month: `${month}-01T00:00:00.000Z`, cost: cost?.sent, volume: volume.sent, currency: { code } },
    ]),
  );

const expected = (all: Record<string, Figures>) =>
  Object.entries(all).map(([trafficType, { cost, volume, code, month }]) => ({
    trafficType,
    period: month,
    volume: new Big(volume.exact).toFixed(),
    ...(cost && { cost: { amount: new Big(cost.exact).toFixed(), currency: code } }),
  }));

describe('stats', () => {
  test('what emnify writes is what we read, to the last digit', () => {
    fc.assert(
      fc.property(monthOf, monthOf, (current, last) => {
        const body = JSON.stringify({ current_month: sent(current), last_month: sent(last) });
        expect(parseStats(JSON.parse(body), '1')).toEqual({
          currentMonth: expected(current),
          lastMonth: expected(last),
          activeLastHour: false,
        });
      }),
    );
  });

  const FIELDS = ['month', 'cost', 'volume', 'volume_rx', 'volume_tx', 'last_updated', 'currency', 'currency_id'];
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    month,
    fc.double(),
    fc.constantFrom('1e9', '1e999999999', '__proto__'),
  );
  const nearly = fc.dictionary(
    fc.constantFrom('current_month', 'last_month', 'last_hour', 'message'),
    fc.oneof(odd, fc.dictionary(trafficType, fc.oneof(odd, fc.dictionary(fc.constantFrom(...FIELDS), odd)))),
  );

  test.each([
    ['arbitrary JSON', fc.jsonValue()],
    ['what resembles stats', nearly],
  ])('%s is read or refused, and no cost is made up', (_, bodies) => {
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          const { currentMonth, lastMonth, activeLastHour } = parseStats(body, '1');
          expect(typeof activeLastHour).toBe('boolean');
          for (const line of [...currentMonth, ...lastMonth]) {
            expect(line.period).toMatch(/^\d{4}-\d\d$/);
            expect(typeof (line.cost?.currency ?? '')).toBe('string');
            if (line.cost) expect(numbersIn(body)).toContain(line.cost.amount);
          }
        } catch (error) {
          if (!(error instanceof EmnifyError)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Every amount that stands somewhere in `value`. */
function numbersIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbersIn);
  if (typeof value !== 'number' && typeof value !== 'string') return [];
  return /^\s*-?\d+(\.\d+)?(e[+-]?\d{1,3})?\s*$/i.test(String(value)) ? [new Big(String(value).trim()).toFixed()] : [];
}
