import type { RequestRecords } from '../contracts/request-records.ts';
import { paceShare } from '../domain/polling/pace-share.ts';
import { periodOf } from '../domain/values/month.ts';
import * as observability from './observability.ts';

export interface RequestCounter {
  observer: {
    requestSent(): void;
    tokenRefused(): void;
    throttled(): void;
    tokenUsed(token: string): void;
  };
  /** The share of its pace that this worker may use now: less for a while after any worker got a 429. */
  paceShare(): number;
  /** Stores what was counted, after each run of a function, whatever became of it. */
  middleware: { after(): Promise<void>; onError(): Promise<void> };
}

/**
 * Counts what emnify counts, too: requests of a month, refused tokens, and 429s, which slow all workers down. Keeps
 * tokens, which are masked from then on. What became of endpoints is stored in the same write.
 */
export function createRequestCounter(
  records: RequestRecords,
  now: () => Date,
  { logger, facts }: observability.Observers = observability,
): RequestCounter {
  let sent = 0;
  /** When this worker got its last 429, until that is stored for the others. */
  let own: number | undefined;
  /** When any worker got its last 429, as it was stored after the last run. */
  let shared: number | undefined;

  async function storeCounts(): Promise<void> {
    const endpoints = facts.counts;
    if (sent === 0 && Object.keys(endpoints).length === 0) return;
    const counted = { sent, endpoints, ...(own !== undefined && { throttledAt: own }) };
    try {
      const { throttledAt } = await records.addRequests(periodOf(now()), counted, now());
      sent -= counted.sent;
      facts.stored(endpoints);
      own = undefined;
      shared = throttledAt;
    } catch (error) {
      // The work is done and must not be done again for this; the next run stores it.
      logger.warn('requests to emnify are not counted yet', { error: error as Error, sent });
    }
  }

  return {
    observer: {
      requestSent() {
        sent += 1;
      },
      tokenRefused() {
        facts.note('tokenRefused');
      },
      throttled() {
        own = now().getTime();
      },
      tokenUsed: (token) => observability.secrets.add(token),
    },
    paceShare: () => paceShare(own ?? shared, now().getTime()),
    middleware: { after: storeCounts, onError: storeCounts },
  };
}
