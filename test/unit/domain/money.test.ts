import { describe, expect, test } from '@jest/globals';
import {
  compare,
  decimal,
  formatMoney,
  reaches,
  subtract,
  sum,
  twoPlaces,
  wholePercent,
} from '../../../functions/domain/money.ts';

describe('amounts', () => {
  test.each([
    ['0.1', '0.2', '0.3'],
    ['0.0000000001', '9999999999.9999999999', '10000000000'],
    ['6.10483935', '3.32', '9.42483935'],
    ['-0.5', '0.5', '0'],
  ])('%s and %s are exactly %s', (a, b, total) => {
    expect(sum(a, b)).toBe(total);
    expect(subtract(total, b)).toBe(a);
  });

  test.each([
    [0.21203925, '0.21203925'],
    ['0.2120392500', '0.21203925'],
    ['1e-7', '0.0000001'],
    [1e21, '1000000000000000000000'],
    ['-0', '0'],
  ])('%p is read as %s', (value, plain) => {
    expect(decimal(value)).toBe(plain);
  });

  test.each(['', 'abc', '5,00', '1.2.3', Number.NaN, Number.POSITIVE_INFINITY])('%p is no amount', (value) => {
    expect(() => decimal(value)).toThrow(RangeError);
  });

  test('are compared as numbers, not as text', () => {
    expect(['10', '9', '9.0000000001'].toSorted(compare)).toEqual(['9', '9.0000000001', '10']);
  });

  test('are shown with two places, half up', () => {
    expect(['6.10483935', '4.995', '0', '1234567.891'].map(twoPlaces)).toEqual(['6.10', '5.00', '0.00', '1234567.89']);
    expect(formatMoney({ amount: '6.1', currency: 'EUR' })).toBe('EUR 6.10');
  });
});

describe('a share of a limit', () => {
  test.each([
    ['5', '5', 100, true],
    ['4.9999999999', '5', 100, false],
    ['4', '5', 80, true],
    ['3.9999999999', '5', 80, false],
    ['0.0000000003', '0.0000000003', 100, true],
  ])('%s of %s reaches %d %%: %p', (amount, limit, pct, reached) => {
    expect(reaches(amount, limit, pct)).toBe(reached);
  });

  test.each([
    ['4.9999999999', '5', 99],
    ['6.10483935', '5', 122],
    ['29.6', '5', 592],
    ['0', '5', 0],
    ['1', '3', 33],
  ])('%s of %s is %d %%, never rounded up', (amount, limit, pct) => {
    expect(wholePercent(amount, limit)).toBe(pct);
  });
});
