import { HOUR_MS } from '../values/duration.ts';

/** Unused requests are saved for a day at most. After that they are spread over the rest of the month. */
const SAVED_HOURS = 24;

/** Requests per hour, if the rest of the month's share is spread evenly over the remaining hours. */
export function fairRate(used: number, share: number, now: number, monthEnd: number): number {
  const left = Math.max(0, share - used);
  return left / Math.max(1, (monthEnd - now) / HOUR_MS);
}

/**
 * The number of requests that may be sent now. It is negative after a refresh that queued every endpoint. The debt is paid
 * off within one sweep interval, because `rate` has fallen already.
 *
 * @param saved requests that were free after the previous run, `sinceHours` ago
 */
export function savedAfter(saved: number, rate: number, sinceHours: number, sweepHours: number): number {
  const owed = Math.max(-sweepHours * rate, saved);
  return Math.min(SAVED_HOURS * rate, owed + rate * sinceHours);
}
