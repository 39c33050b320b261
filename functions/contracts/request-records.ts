import type { Period } from '../domain/values/month.ts';
import type { EndpointCounts } from '../domain/watchdog/observations.ts';

/** The store in which workers add up their requests to emnify, and share the moment of the last 429. */
export interface RequestRecords {
  /**
   * Adds requests of a period.
   *
   * @param requests how many, when the last 429 came, if one did, in milliseconds since 1970, and what became of endpoints
   * @returns when any worker got its last 429
   */
  addRequests(
    period: Period,
    requests: { sent: number; throttledAt?: number; endpoints?: Partial<EndpointCounts> },
    now: Date,
  ): Promise<{ throttledAt?: number }>;
}
