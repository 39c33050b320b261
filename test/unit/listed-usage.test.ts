import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FleetPrices, isTelling, type PricedUsage, priced, spentSince } from '../../functions/domain/listed-usage.ts';

/** EUR 2 for 100 of data and EUR 1 for 10 texts. */
const BEFORE: PricedUsage = { data: 100, sms: 10, dataSpend: 2, smsSpend: 1, spend: 3 };
const FLEET = { data: 0.05, sms: 0.07 };
const NOTHING: PricedUsage = { data: 0, sms: 0, dataSpend: 0, smsSpend: 0, spend: 0 };

describe('what a device has probably spent since its last look', () => {
  test.each([
    ['nothing, as it has used nothing', { data: 100, sms: 10 }, 3, BEFORE, 0],
    ['at its own price of data', { data: 150, sms: 10 }, 3, BEFORE, 1],
    ['at its own price of texts', { data: 100, sms: 30 }, 3, BEFORE, 2],
    ['of both', { data: 150, sms: 30 }, 3, BEFORE, 3],
    ['less what a look has found since', { data: 150, sms: 30 }, 4.5, BEFORE, 1.5],
    ["at the fleet's prices, where it has cost nothing", { data: 40, sms: 100 }, 0, NOTHING, 9],
    ['nothing for a usage that fell', { data: 10, sms: 0 }, 3, BEFORE, 0],
  ])('%s', (_, usage, spend, before, spent) => {
    expect(spentSince({ spend }, before, usage, FLEET)).toBeCloseTo(spent);
  });
});

describe('a usage', () => {
  const watch = { spend: 3, headroom: 2 };

  test.each([
    ['that comes to half of what is missing', { data: 150, sms: 10 }, watch, BEFORE, true],
    ['that comes to less', { data: 149, sms: 10 }, watch, BEFORE, false],
    ['that has not moved, at a threshold', { data: 100, sms: 10 }, { spend: 3, headroom: 0 }, BEFORE, false],
    ['without any budget', { data: 9e9, sms: 10 }, { spend: 3 }, BEFORE, false],
    ['that no look has followed yet', { data: 0, sms: 0 }, watch, undefined, true],
    ['whose price is old', { data: 125, sms: 10 }, { spend: 3.51, headroom: 2 }, BEFORE, true],
    ['whose price is not', { data: 125, sms: 10 }, { spend: 3.5, headroom: 2 }, BEFORE, false],
  ])('%s is telling or not', (_, usage, seen, before, telling) => {
    expect(isTelling(seen, before, usage, FLEET)).toBe(telling);
  });

  test('of a device that crosses at its own price is telling', () => {
    const amount = fc.double({ min: 0.01, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, (data, dataSpend, headroom) => {
        const before = { ...NOTHING, data, dataSpend, spend: dataSpend };
        const usage = { data: data + (1.001 * headroom * data) / dataSpend, sms: 0 };
        expect(isTelling({ spend: dataSpend, headroom }, before, usage, { data: 0, sms: 0 })).toBe(true);
      }),
    );
  });
});

test("a fleet's prices are what all its units have cost, and nothing where there are none", () => {
  const fleet = new FleetPrices();
  expect(fleet.prices()).toEqual({ data: 0, sms: 0 });
  fleet.add(BEFORE);
  fleet.add({ ...NOTHING, data: 300 });
  expect(fleet.prices()).toEqual({ data: 0.005, sms: 0.1 });
});

test('a usage is priced in the currency of the budgets', () => {
  const eur = (amount: string) => [{ currency: 'EUR', amount }];
  const spend = {
    period: '2026-10',
    meters: { total: eur('3.5'), data: [...eur('3'), { currency: 'USD', amount: '9' }], sms: eur('0.25') },
    costUnavailable: [],
  };
  expect(priced({ data: 7, sms: 2 }, spend, 'EUR')).toEqual({
    ...{ data: 7, sms: 2 },
    ...{ dataSpend: 3, smsSpend: 0.25, spend: 3.5 },
  });
});
