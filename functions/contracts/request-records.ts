import type { Period } from '../domain/values/month.ts';

/** Where the workers' requests to emnify are added up, and where they tell each other of a 429. */
export interface RequestRecords {
  /**
   * Adds requests of a period.
   *
   * @param requests how many, and when the last 429 came, where one did, in milliseconds since 1970
   * @returns when the last 429 came to anybody
   */
  addRequests(
    period: Period,
    requests: { sent: number; throttledAt?: number },
    now: Date,
  ): Promise<{ throttledAt?: number }>;
}
