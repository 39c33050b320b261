import { describe, expect, test } from '@jest/globals';
import {
  type DataPrice,
  dataPriceAfter,
  dearPrice,
  inNewMonth,
} from '../../../../functions/domain/records/data-price.ts';
import { traffic } from '../../../fakes/samples.ts';

/** The price after checks that showed these volumes in MB and costs in EUR. */
function afterChecks(...checks: [volume: string, cost: string][]): DataPrice | undefined {
  return checks.reduce<DataPrice | undefined>(
    (before, [volume, cost]) =>
      dataPriceAfter(before, [traffic('data', cost, { volume })], { period: '2026-10', currency: 'EUR' }),
    undefined,
  );
}
const reported = (price: DataPrice | undefined) => price && dearPrice(price);

describe('the price of data', () => {
  test('is reported when it was dear twice', () => {
    expect(reported(afterChecks(['10', '1'], ['12', '5']))).toBeUndefined();
    expect(reported(afterChecks(['10', '1'], ['12', '5'], ['14', '9']))).toEqual({ perMb: 2, usualPerMb: 0.1 });
  });

  test('is compared with what was usual before it became dear', () => {
    const dear = afterChecks(['10', '1'], ['12', '5'], ['14', '9'], ['16', '13']);
    expect(dear).toMatchObject({ usual: 0.1, dear: { perMb: 2, times: 3 } });
    expect(reported(afterChecks(['10', '1'], ['12', '5'], ['14', '9'], ['34', '11']))).toBeUndefined();
  });

  test('says nothing below 1 MB and EUR 0.20, which add up', () => {
    const small = afterChecks(['10', '1'], ['10.4', '1.1'], ['10.8', '1.19']);
    expect(small).toEqual({ volume: 10, cost: 1 });
    expect(afterChecks(['10', '1'], ['10.4', '1.1'], ['11.2', '1.12'])).toMatchObject({ volume: 11.2, usual: 0.1 });
  });

  test('twice the usual price is not dear', () => {
    expect(reported(afterChecks(['10', '1'], ['20', '3'], ['30', '5']))).toBeUndefined();
  });

  test('goes on in the next month, where emnify counts from zero', () => {
    const before = inNewMonth(afterChecks(['10', '1'], ['20', '2']));
    expect(before).toEqual({ volume: 0, cost: 0, usual: 0.1 });
    const november = [traffic('data', '6', { volume: '3', period: '2026-11' })];
    expect(dataPriceAfter(before, november, { period: '2026-11', currency: 'EUR' })).toMatchObject({
      dear: { perMb: 2, times: 1 },
    });
  });

  test('is not known in another currency, without a cost, and of another month', () => {
    const known = afterChecks(['10', '1']);
    const at = { period: '2026-10', currency: 'EUR' };
    expect(dataPriceAfter(known, [traffic('data', undefined, { volume: '99' })], at)).toBe(known);
    const dollars = traffic('data', '9', { volume: '99', cost: { amount: '9', currency: 'USD' } });
    expect(dataPriceAfter(known, [dollars], at)).toBe(known);
    expect(dataPriceAfter(known, [traffic('data', '9', { volume: '99', period: '2026-09' })], at)).toBe(known);
  });
});
