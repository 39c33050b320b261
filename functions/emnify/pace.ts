import { REAL_TIMER, type Timer } from './timer.ts';

/** How often we may ask: a sustained rate, and how many requests may go out at once after a quiet time. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/**
 * Lists stay at half of emnify's 10 requests a second per organisation (burst 5): portals and dashboards of the same
 * organisation share that limit (docs.emnify.com, rate limits).
 */
export const LIST_RATE: Rate = { perSecond: 5, burst: 2 };

/**
 * Questions about one endpoint stay at less than half of emnify's 100 a second per organisation (burst 50), so that
 * two workers after a quiet time do not break a limit that the general pace would let them break.
 */
export const ENDPOINT_RATE: Rate = { perSecond: 40, burst: 20 };

/**
 * Lets requests through at a rate (generic cell rate algorithm), in the order in which they ask. After a 429 all
 * requests that share the pace wait, not only the one that got it.
 */
export class Pace {
  /** When the bucket would be full again, in the timer's time. */
  #fullAt = 0;
  #pausedUntil = 0;
  /** Ends when the last request that waits has its turn. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #intervalMs: number;
  readonly #burst: number;
  readonly #timer: Timer;
  readonly #share: () => number;

  /** @param share of the rate that may be used now, above 0 and up to 1 */
  constructor({ perSecond, burst }: Rate, timer: Timer = REAL_TIMER, share: () => number = () => 1) {
    this.#intervalMs = 1000 / perSecond;
    this.#burst = burst;
    this.#timer = timer;
    this.#share = share;
  }

  /** Resolves when a request may go out. */
  async turn(): Promise<void> {
    await this.#inLine(Number.POSITIVE_INFINITY);
  }

  /**
   * Resolves when a request may go out, or when its turn cannot come in time.
   *
   * @returns whether it may go out; a request that may not is not counted
   */
  async turnWithin(ms: number): Promise<boolean> {
    return await this.#inLine(this.#timer.nowMs() + ms);
  }

  /** Lets no request through for this many seconds. */
  pause(seconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#timer.nowMs() + seconds * 1000);
  }

  async #inLine(latestMs: number): Promise<boolean> {
    const turn = this.#queue.then(() => this.#next(latestMs));
    this.#queue = turn;
    return await turn;
  }

  /** Counts a request when it goes out, not when it was asked for: else a pause would end in a flood. */
  async #next(latestMs: number): Promise<boolean> {
    for (;;) {
      const waitMs = Math.max(0, this.#waitMs());
      if (this.#timer.nowMs() + waitMs > latestMs) return false;
      if (waitMs === 0) break;
      await this.#timer.sleep(waitMs);
    }
    this.#fullAt = Math.max(this.#fullAt, this.#timer.nowMs()) + this.#intervalMs / this.#share();
    return true;
  }

  #waitMs(): number {
    const allowedAt = this.#fullAt - (this.#burst - 1) * this.#intervalMs;
    return Math.max(allowedAt, this.#pausedUntil) - this.#timer.nowMs();
  }
}
