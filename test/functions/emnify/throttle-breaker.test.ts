import { describe, expect, test } from '@jest/globals';
import { EmnifyThrottledError } from '../../../functions/emnify/errors.ts';
import { ThrottleBreaker } from '../../../functions/emnify/throttle-breaker.ts';

function allRequests() {
  const clock = { nowMs: 0 };
  const breaker = new ThrottleBreaker({ nowMs: () => clock.nowMs, sleep: async () => {} });
  const throttled = (retryAfterSeconds?: number) =>
    new EmnifyThrottledError('HTTP 429', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  return {
    /** At so many seconds, a request may go out. */
    mayAsk(seconds: number): boolean {
      clock.nowMs = seconds * 1000;
      try {
        breaker.check();
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(EmnifyThrottledError);
        return false;
      }
    },
    /** At so many seconds, emnify answers with 429. @returns whether another try is worth the wait */
    isWorthWaiting(seconds: number, delay: number | undefined, retryAfter = delay): boolean {
      clock.nowMs = seconds * 1000;
      const error = throttled(retryAfter);
      try {
        breaker.throttled(error, delay);
        return true;
      } catch (thrown) {
        expect(thrown).toBe(error);
        return false;
      }
    },
    answered: () => breaker.answered(),
  };
}

describe('waiting for 429s to end', () => {
  test('is one Retry-After of a minute for all, however many were refused', () => {
    const all = allRequests();
    expect(Array.from({ length: 10 }, (_, at) => all.isWorthWaiting(at / 10, 60))).toEqual(Array(10).fill(true));
    expect(all.mayAsk(60)).toBe(true);
  });

  test('is over where emnify asks for another minute after that one: nothing is asked until it has passed', () => {
    const all = allRequests();
    all.isWorthWaiting(0, 60);
    expect(all.isWorthWaiting(60, 60)).toBe(false);
    expect([all.mayAsk(60), all.mayAsk(119.9), all.mayAsk(120)]).toEqual([false, false, true]);
  });

  test('begins anew after that', () => {
    const all = allRequests();
    all.isWorthWaiting(0, 60);
    all.isWorthWaiting(60, 60);
    expect(all.isWorthWaiting(120, 60)).toBe(true);
    expect(all.mayAsk(180)).toBe(true);
  });

  test('begins anew with each answer', () => {
    const all = allRequests();
    all.isWorthWaiting(0, 60);
    all.answered();
    expect(all.isWorthWaiting(60, 60)).toBe(true);
    expect(all.mayAsk(120)).toBe(true);
  });

  test('is 75 seconds, to the end of the next wait', () => {
    const all = allRequests();
    expect([all.isWorthWaiting(0, 20), all.isWorthWaiting(55, 20), all.isWorthWaiting(55.1, 20)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('is as long as emnify asks for where that is longer than any wait', () => {
    const all = allRequests();
    all.isWorthWaiting(0, 60);
    expect(all.isWorthWaiting(76, undefined, 3600)).toBe(false);
    expect([all.mayAsk(3675), all.mayAsk(3676)]).toEqual([false, true]);
  });
});
