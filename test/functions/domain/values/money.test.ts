import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  beside,
  compare,
  decimal,
  formatMoney,
  isZero,
  reaches,
  subtract,
  sum,
  wholePercent,
} from '../../../../functions/domain/values/money.ts';

/** emnify's DECIMAL(14,10), and more digits than a double or a division keeps. */
const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 28 }))
  .map(([digits, places]) => decimal(`${digits}e-${places}`));
const limit = amount.filter((value) => !isZero(value));

describe('exact amounts', () => {
  test.each<[string | number, string]>([
    [0.1, '0.1'],
    ['6.1048393500', '6.10483935'],
    ['1E+3', '1000'],
    ['5e-10', '0.0000000005'],
    [1e-10, '0.0000000001'],
    [-0, '0'],
  ])('%p is read as %s', (value, plain) => {
    expect(decimal(value)).toBe(plain);
  });

  test('no sum has digits that were never charged', () => {
    expect(sum('0.1', '0.2')).toBe('0.3');
    expect(sum(...Array.from({ length: 1000 }, () => '0.0000000001'))).toBe('0.0000001');
    expect(sum()).toBe('0');
    expect(subtract('0.3', '0.1')).toBe('0.2');
  });

  test.each(['1e', '0x10', ' 5', '5 ', '--1', '1_000', '٣', 'NaN'])('%j is refused, and named', (text) => {
    expect(() => decimal(text)).toThrow(`not a decimal number: ${JSON.stringify(text)}`);
  });
});

test('amounts are compared as numbers, not as text', () => {
  expect(['10', '9', '9.0000000001', '-1'].toSorted(compare)).toEqual(['-1', '9', '9.0000000001', '10']);
});

test.each([
  ['6.10483935', 'EUR 6.10'],
  ['4.995', 'EUR 5.00'],
  ['0.0049999999', 'EUR 0.00'],
  ['123456789.12', 'EUR 123456789.12'],
])('%s alone is shown with two places, half up: %s', (amount, shown) => {
  expect(formatMoney({ amount, currency: 'EUR' })).toBe(shown);
});

describe('a share', () => {
  test.each([
    ['4.9999999999', 99],
    ['5', 100],
    ['5.0000000001', 100],
    ['5.0499999999', 100],
    ['5.05', 101],
    ['4.99999999999999999999999999999', 99],
  ])('%s of 5 is %d %%', (spend, pct) => {
    expect(wholePercent(spend, '5')).toBe(pct);
  });

  test('never speaks of a percent that was not reached, and never of less than was', () => {
    fc.assert(
      fc.property(amount, limit, (spend, of) => {
        const pct = wholePercent(spend, of);
        fc.pre(pct < 2 ** 40);
        expect([reaches(spend, of, pct), reaches(spend, of, pct + 1)]).toEqual([true, false]);
      }),
    );
  });
});

describe('an amount beside its limit', () => {
  test.each([
    ['5', '6.10483935', '6.10'],
    ['5', '6.105', '6.11'],
    ['5', '4.994', '4.99'],
    ['5', '4.9999999999', '4.99'],
    ['5', '5', '5.00'],
    ['5', '5.0000000001', '5.00'],
    ['7.5', '7.5', '7.50'],
    ['0.005', '0.005', '0.005'],
    ['0.005', '0.0049999', '0.004'],
    ['0.005', '12.0084', '12.008'],
    ['0.0000000001', '1', '1.0000000000'],
    ['0.01', '123456789.12', '123456789.12'],
  ])('of %s: %s is shown as %s', (of, spend, shown) => {
    expect(beside(of, spend)).toBe(shown);
  });

  test('is never rounded up to a limit, and is off by less than its last digit', () => {
    fc.assert(
      fc.property(amount, limit, (spend, of) => {
        const shown = beside(of, spend);
        const places = shown.split('.')[1]?.length ?? 0;
        expect(reaches(shown, of, 100)).toBe(reaches(spend, of, 100));
        expect(Math.abs(Number(subtract(shown, spend)))).toBeLessThan(10 ** -places);
      }),
    );
  });
});
