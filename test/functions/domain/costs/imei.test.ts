import { describe, expect, test } from '@jest/globals';
import { imeiChangeOf, shortImei } from '../../../../functions/domain/costs/imei.ts';

const AT = '2026-10-14T14:00:00.000Z';

describe('another device', () => {
  test('is another IMEI', () => {
    expect(imeiChangeOf('351234560789012', '860384060123456', AT)).toEqual({
      before: '351234560789012',
      now: '860384060123456',
      at: AT,
    });
  });

  test.each([
    ['the same', '351234560789012', '351234560789012'],
    ['another version of the software', '3512345607890101', '3512345607890102'],
    ['the check digit in place of the version', '351234560789012', '3512345607890101'],
    ['dashes', '35-123456-078901-2', '351234560789012'],
    ['none before, as in records of an earlier version', undefined, '351234560789012'],
    ['none now, as an answer may lack it', '351234560789012', undefined],
  ])('is not %s', (_, before, now) => {
    expect(imeiChangeOf(before, now, AT)).toBeUndefined();
  });

  test('is compared as a text where it has no digits', () => {
    expect(imeiChangeOf('abc', 'abd', AT)).toBeDefined();
    expect(imeiChangeOf('abc', 'abc', AT)).toBeUndefined();
  });
});

test('an IMEI is shown by the last digits that stand for the device', () => {
  expect([shortImei('351234560789012'), shortImei('3554631177373901'), shortImei('abc')]).toEqual([
    '...078901',
    '...773739',
    '...abc',
  ]);
});
