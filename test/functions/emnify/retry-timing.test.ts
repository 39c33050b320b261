import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MAX_RETRIES, parseRetryAfter, retryDelaySeconds } from '../../../functions/emnify/retry-timing.ts';

const NOW = new Date('2026-10-18T12:00:00Z');
const ALMOST_ONE = 0.999999;

describe('how long to wait before another try', () => {
  test.each([
    [0, 0.25, 0.5],
    [1, 0.5, 1],
    [2, 1, 2],
    [3, 2, 4],
  ])('retry %d: from %d to %d seconds', (retry, least, most) => {
    expect(retryDelaySeconds(retry, 0)).toBe(least);
    expect(retryDelaySeconds(retry, ALMOST_ONE)).toBeCloseTo(most, 4);
  });

  test('four retries, then no more, whatever the server asks for', () => {
    expect(MAX_RETRIES).toBe(4);
    expect(retryDelaySeconds(4, 0)).toBeUndefined();
    expect(retryDelaySeconds(4, 0, 1)).toBeUndefined();
  });

  test('as long as the server asks for, and up to a second more', () => {
    expect(retryDelaySeconds(0, 0, 30)).toBe(30);
    expect(retryDelaySeconds(0, 0.5, 30)).toBe(30.5);
  });

  test('a minute at most; longer is for the queue', () => {
    expect(retryDelaySeconds(0, 0, 60)).toBe(60);
    expect(retryDelaySeconds(0, 0, 60.1)).toBeUndefined();
  });

  test.each([0, 0.1])('a server that asks for %d seconds does not make us hammer', (retryAfter) => {
    expect(retryDelaySeconds(3, 0, retryAfter)).toBe(2);
  });

  test('never shorter than asked for, never longer than a minute and a second', () => {
    fc.assert(
      fc.property(
        fc.nat(MAX_RETRIES - 1),
        fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (retry, random, retryAfter) => {
          const delay = retryDelaySeconds(retry, random, retryAfter) ?? Number.NaN;
          expect(delay).toBeGreaterThanOrEqual(Math.max(retryAfter, 0.25));
          expect(delay).toBeLessThan(61);
        },
      ),
    );
  });
});

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['120', 120],
    ['1.5', 1.5],
    ['Sun, 18 Oct 2026 12:00:42 GMT', 42],
    ['Sun, 18 Oct 2026 11:59:00 GMT', 0],
  ])('%s is %d seconds', (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds);
  });

  test.each([null, '', 'soon', 'in 5 minutes', '-5', '0x10', '1e3', 'Infinity', '5, 10', 'no GMT', '2026-10-18'])(
    '%j says nothing',
    (header) => {
      expect(parseRetryAfter(header, NOW)).toBeUndefined();
    },
  );
});
