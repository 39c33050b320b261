import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decimal } from '../../../functions/domain/values/money.ts';
import { parseExactly } from '../../../functions/emnify/exact-json.ts';

describe('JSON read exactly', () => {
  test.each([
    '9007199254740993',
    '-9007199254740993',
    '1'.repeat(400),
    '0.1234567890123456789',
    '123456789012345.123456',
    '1e400',
    '-1E+400',
    '5e-400',
  ])('has the number %s as text', (number) => {
    expect(parseExactly(number)).toBe(number);
    expect(parseExactly(`{"a":[1, ${number} ,true]}`)).toEqual({ a: [1, number, true] });
  });

  test.each([
    ['9.007199254740993e15', '9007199254740993'],
    ['9007199254740993.0', '9007199254740993'],
    ['1.00000000000000000000000000000001E+2', '100.000000000000000000000000000001'],
  ])('writes out %s', (number, digits) => {
    expect(parseExactly(number)).toBe(digits);
  });

  test.each(['0', '-0', '166', '166.0', '1.66e2', '6.10483935', '9007199254740992', '2.50000000000000000000', '1e21'])(
    'has the number %s as a number',
    (number) => {
      expect(parseExactly(number)).toBe(JSON.parse(number));
    },
  );

  test.each([
    '"9007199254740993"',
    '{"9007199254740993":"x: 9007199254740993"}',
    '["a\\"", "9007199254740993, 1e400", "\\\\", "[1e999]"]',
    '{"a\\\\":"\\"9007199254740993"}',
  ])('leaves the texts of %s alone', (text) => {
    expect(parseExactly(text)).toEqual(JSON.parse(text));
  });

  test.each(['', '{', '"', '01234567890123456789', '1.2.3456789012345678', '[1e]', '"\\'])(
    'does not read %j',
    (text) => {
      expect(() => parseExactly(text)).toThrow(SyntaxError);
    },
  );

  test('is JSON as any other reads it, where nothing is lost', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseExactly(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('keeps every digit of a decimal', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,30})(\.\d{1,30})?$/);
    fc.assert(
      fc.property(digits, (number) => {
        expect(decimal(parseExactly(number) as string)).toBe(decimal(number));
      }),
    );
  });

  test.each([
    ['numbers', `[${'0,'.repeat(3_000_000)}9007199254740993]`],
    ['a text', JSON.stringify('x'.repeat(6_000_000))],
    ['a text of quotes', JSON.stringify('"'.repeat(3_000_000))],
    ['texts', `[${'"a",'.repeat(1_500_000)}1]`],
    ['decimals', `0.${'1'.repeat(6_000_000)}`],
    ['digits', '1'.repeat(6_000_000)],
  ])('reads 6 MB of %s in seconds', (_, text) => {
    const began = performance.now();
    parseExactly(text);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
