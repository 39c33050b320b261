import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DEFAULT_CHECK_ME } from '../../../../functions/domain/budgets/budget.ts';
import { runOf } from '../../../../functions/domain/judging/alert.ts';

const checkFrom = (fleetSize: number, checkMe = DEFAULT_CHECK_ME) =>
  runOf({ sweepId: 's', fleetSize }, checkMe)?.checkFrom;

describe('the sweep that an alert keeps', () => {
  test.each([
    [1_000, 301],
    [100, 31],
    [101, 31],
    [99, 30],
    [66, 20],
    [63, 20],
    [20, 20],
    [5, 20],
    [0, 20],
  ])('of %d endpoints is to be checked from %d crossings on', (fleetSize, from) => {
    expect(checkFrom(fleetSize)).toBe(from);
  });

  test('is checked when more than the share crossed, and never when it was just the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 100 }), (fleetSize, sharePct) => {
        const from = checkFrom(fleetSize, { sharePct, atLeast: 1 }) ?? 0;
        expect(from * 100).toBeGreaterThan(fleetSize * sharePct);
        expect((from - 1) * 100).toBeLessThanOrEqual(fleetSize * sharePct);
      }),
    );
  });

  test('cannot be checked if the size of the fleet is unknown', () => {
    expect(runOf({ sweepId: 's' }, DEFAULT_CHECK_ME)).toEqual({ sweepId: 's' });
  });

  test('is none for a manual invocation', () => {
    expect(runOf({}, DEFAULT_CHECK_ME)).toBeUndefined();
    expect(runOf({ fleetSize: 100 }, DEFAULT_CHECK_ME)).toBeUndefined();
  });
});
