import { EmnifyThrottledError } from './errors.ts';
import type { Timer } from './timer.ts';

/** All requests of a worker together wait this long for emnify to stop throttling: one `Retry-After` of a minute. */
const LONGEST_WAIT_MS = 75_000;

/**
 * A circuit breaker for 429s. Ten requests that each wait for their own `Retry-After` would wait for ten minutes, and
 * Lambda ends a function before that. So they wait together, once; then each fails at once until the pause is over, and
 * comes back with the queue.
 */
export class ThrottleBreaker {
  #since: number | undefined;
  #openUntil = 0;
  readonly #timer: Timer;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /** @throws {EmnifyThrottledError} while no request may go out */
  check(): void {
    if (this.#timer.nowMs() < this.#openUntil) {
      throw new EmnifyThrottledError('emnify is throttling, so it was not asked', {});
    }
  }

  /** emnify has answered: whatever it throttled is over. */
  answered(): void {
    this.#since = undefined;
  }

  /**
   * emnify has answered with 429.
   *
   * @param delaySeconds the wait before the next try; absent where there is none
   * @throws the error where all requests have waited long enough
   */
  throttled(error: EmnifyThrottledError, delaySeconds = 0): void {
    const now = this.#timer.nowMs();
    this.#since ??= now;
    if (now + delaySeconds * 1000 - this.#since <= LONGEST_WAIT_MS) return;
    this.#openUntil = now + Math.max(delaySeconds, error.retryAfterSeconds ?? 0) * 1000;
    this.#since = undefined;
    throw error;
  }
}
