import { describe, expect, test } from '@jest/globals';
import { recordTokenLife } from '../../../functions/discover/record-token-life.ts';
import { fakeObservers } from '../../fakes/observers.ts';

describe('the life of the token', () => {
  test.each([
    ['2026-10-28T14:00:00.000Z', 14],
    ['2026-10-14T02:00:00.000Z', -0.5],
  ])('that ends on %s has %d days left', (expiresAt, days) => {
    const observers = fakeObservers();
    recordTokenLife(expiresAt, new Date('2026-10-14T14:00:00Z'), observers);
    expect(observers.counts).toEqual({ TokenDaysLeft: days });
  });

  test('is not counted if its end is unknown', () => {
    const observers = fakeObservers();
    recordTokenLife('unknown', new Date('2026-10-14T14:00:00Z'), observers);
    expect(observers.counts).toEqual({});
  });
});
