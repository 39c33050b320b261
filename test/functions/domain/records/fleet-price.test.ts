import { expect, test } from '@jest/globals';
import { FleetPrice } from '../../../../functions/domain/records/fleet-price.ts';

/** The price of a fleet whose endpoints have these usual prices. */
function priceOf(...usual: (number | undefined)[]): number | undefined {
  const fleet = new FleetPrice();
  for (const perMb of usual) fleet.add({ volume: 10, cost: 1, ...(perMb !== undefined && { usual: perMb }) });
  fleet.add(undefined);
  return fleet.perMb();
}

test('the usual price of a fleet is the middle one: a dear endpoint does not move it', () => {
  expect(priceOf(0.1, 0.12, 0.09, 0.11, 0.1)).toBe(0.1);
  expect(priceOf(0.1, 0.12, 0.09, 0.11, 900)).toBe(0.11);
});

test('the usual price of a fleet is not known with fewer than five endpoints that have one', () => {
  expect(priceOf(0.1, 0.1, 0.1, 0.1)).toBeUndefined();
  expect(priceOf(0.1, 0.1, 0.1, 0.1, undefined)).toBeUndefined();
  expect(priceOf()).toBeUndefined();
});

test('data that costs nothing has no price', () => {
  expect(priceOf(0, 0, 0, 0, 0)).toBeUndefined();
});
