/** A rule that allows or refuses a request. Times are milliseconds since 1970. */
export interface Limit {
  allows(now: number): boolean;
}

const FIVE_MINUTES_MS = 5 * 60_000;

/**
 * Allows at most `most` requests in any window. Refused requests count too: emnify answers 429 "until the average is back
 * under" the limit, so a caller that keeps asking stays refused.
 */
export class SlidingWindow implements Limit {
  readonly #most: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  allows(now: number): boolean {
    const stillCounting = this.#times.findIndex((time) => time > now - this.#windowMs);
    this.#times.splice(0, stillCounting < 0 ? this.#times.length : stillCounting);
    this.#times.push(now);
    return this.#times.length <= this.#most;
  }
}

/** Allows `perSecond` on average and `burst` at one instant, like API Gateway. Refused requests do not count. */
export class TokenBucket implements Limit {
  readonly #perSecond: number;
  readonly #capacity: number;
  /** The tokens in thousandths, which keeps a pace of whole milliseconds exact. */
  #tokens: number;
  #filledAt = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#capacity = burst * 1000;
    this.#tokens = this.#capacity;
  }

  allows(now: number): boolean {
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#capacity, this.#tokens + elapsedMs * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1000) return false;
    this.#tokens -= 1000;
    return true;
  }
}

/** Applies one limit to each caller. */
class PerAddress {
  readonly #make: () => Limit;
  readonly #limits = new Map<string, Limit>();

  constructor(make: () => Limit) {
    this.#make = make;
  }

  allows(address: string, now: number): boolean {
    const limit = this.#limits.get(address) ?? this.#make();
    this.#limits.set(address, limit);
    return limit.allows(now);
  }
}

/** The groups of calls that share a limit per organisation. */
export type CallClass = 'list' | 'endpoint' | 'stats';

/** The numbers that emnify documents, without the 10 million requests per month. */
export class RequestLimits {
  readonly #general = new PerAddress(() => new SlidingWindow(2000, FIVE_MINUTES_MS));
  readonly #authenticate = new PerAddress(() => new SlidingWindow(100, FIVE_MINUTES_MS));
  readonly #organisation: Record<CallClass, Limit> = {
    list: new TokenBucket(10, 5),
    endpoint: new TokenBucket(50, 25),
    stats: new TokenBucket(100, 50),
  };

  allowsRequest(address: string, now: Date): boolean {
    return this.#general.allows(address, now.getTime());
  }

  allowsAuthenticate(address: string, now: Date): boolean {
    return this.#authenticate.allows(address, now.getTime());
  }

  allowsCall(callClass: CallClass, now: Date): boolean {
    return this.#organisation[callClass].allows(now.getTime());
  }
}
