import { setTimeout as sleep } from 'node:timers/promises';

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
 * Lets requests through at a rate (generic cell rate algorithm), in the order in which they ask. After a 429 everybody
 * who shares the pace waits, not only the one who got it.
 */
export class Pace {
  /** When the bucket would be full again, in the time of `performance.now()`: no clock change can disturb it. */
  #nextFree = 0;
  #pausedUntil = 0;
  readonly #intervalMs: number;
  readonly #burst: number;

  constructor({ perSecond, burst }: Rate) {
    this.#intervalMs = 1000 / perSecond;
    this.#burst = burst;
  }

  /** Resolves when a request may go out. */
  async turn(): Promise<void> {
    const now = performance.now();
    const slot = Math.max(this.#nextFree, now);
    this.#nextFree = slot + this.#intervalMs;
    const allowedAt = slot - (this.#burst - 1) * this.#intervalMs;
    if (allowedAt > now) await sleep(allowedAt - now);
    while (this.#pausedUntil > performance.now()) await sleep(this.#pausedUntil - performance.now());
  }

  /** Nobody gets a turn for so many seconds. */
  pause(seconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + seconds * 1000);
  }
}
