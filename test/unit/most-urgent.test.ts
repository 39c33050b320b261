import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MostUrgent } from '../../functions/domain/most-urgent.ts';

function kept(most: number, urgencies: number[]): number[] {
  const urgent = new MostUrgent<number>(most);
  for (const urgency of urgencies) urgent.add(urgency, urgency);
  return urgent.items();
}

describe('the most urgent', () => {
  test('come first', () => {
    expect(kept(3, [2, 5, 1, 4, 3])).toEqual([5, 4, 3]);
  });

  test('are all of them, where there is room', () => {
    expect(kept(9, [2, 5, 1])).toEqual([5, 2, 1]);
    expect(kept(9, [])).toEqual([]);
  });

  test('are none where there is no room', () => {
    expect(kept(0, [2, 5, 1])).toEqual([]);
  });

  test('may be asked for at any time, and again', () => {
    const urgent = new MostUrgent<string>(2);
    urgent.add('a', 1);
    urgent.add('b', 2);
    expect(urgent.items()).toEqual(['b', 'a']);
    urgent.add('c', 3);
    expect(urgent.items()).toEqual(['c', 'b']);
    expect(urgent.items()).toEqual(['c', 'b']);
  });

  test('of two that are alike is the one that came first', () => {
    const urgent = new MostUrgent<string>(1);
    urgent.add('a', 1);
    urgent.add('b', 1);
    expect(urgent.items()).toEqual(['a']);
  });

  test('are those that a sort would find, whatever order they come in', () => {
    fc.assert(
      fc.property(
        fc.nat(12),
        fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 200 }),
        (most, urgencies) => {
          expect(kept(most, urgencies)).toEqual(urgencies.toSorted((a, b) => b - a).slice(0, most));
        },
      ),
      { numRuns: 50 },
    );
  });
});
