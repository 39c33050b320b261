import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { levelAfter, levelsOf } from '../../../../functions/domain/budgets/levels.ts';

const first = (count: number, named: number[]): number[] => levelsOf(named).take(count).toArray();

describe('levels', () => {
  test.each([
    [
      [80, 100],
      [80, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 20_000],
    ],
    [[80], [80, 100, 150, 200, 300, 500, 1_000]],
    [
      [50, 80, 90],
      [50, 80, 90, 100, 150],
    ],
    [[120], [100, 120, 150, 200]],
    [[150], [100, 150, 200]],
    [[170], [100, 170, 200, 300]],
    [[400], [100, 400, 500, 1_000]],
    [[1_000], [100, 1_000, 2_000, 5_000]],
    [
      [100, 80],
      [80, 100, 150],
    ],
    [[], [100, 150, 200]],
  ])('of %j are %j …', (named, levels) => {
    expect(first(levels.length, named)).toEqual(levels);
  });

  test('rise, have all that are named and 100, and end below the first number that is not exact', () => {
    const named = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { maxLength: 10 });
    fc.assert(
      fc.property(named, (own) => {
        const levels = [...levelsOf(own)];
        expect(levels).toEqual([...new Set(levels)].sort((a, b) => a - b));
        expect(levels).toEqual(expect.arrayContaining([...own, 100, 5e15]));
        expect(levels.every(Number.isSafeInteger)).toBe(true);
        expect(levels.length).toBeLessThan(own.length + 50);
      }),
    );
  });
});

describe('the level after another', () => {
  test.each([
    [[80, 100], 0, 80],
    [[80, 100], 79, 80],
    [[80, 100], 80, 100],
    [[80], 80, 100],
    [[80], 100, 150],
    [[80], 101, 150],
    [[80], 700, 1_000],
    [[170], 100, 170],
    [[170], 170, 200],
    [[80], 2e15, 5e15],
  ])('of %j after %d is %d', (named, pct, next) => {
    expect(levelAfter(named, pct)).toBe(next);
  });

  test('is the highest number there is where none comes any more', () => {
    expect(levelAfter([80], 5e15)).toBe(Number.MAX_SAFE_INTEGER);
    expect(levelAfter([80], Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
  });
});
