import { HOUR_MS } from '../values/duration.ts';

/** Quiet hours are saved up for a day at most: what was not needed by then is shared over the rest of the month. */
const SAVED_HOURS = 24;

/** Requests per hour, if what is left of the month's share is spread over the hours that are left. */
export function fairRate(used: number, share: number, now: number, monthEnd: number): number {
  const left = Math.max(0, share - used);
  return left / Math.max(1, (monthEnd - now) / HOUR_MS);
}

/**
 * What may be spent now. Less than nothing where a refresh has asked for everybody; that is paid off within one sweep
 * interval, for `rate` is less already.
 *
 * @param saved what was free after the run before, `sinceHours` ago
 */
export function savedAfter(saved: number, rate: number, sinceHours: number, sweepHours: number): number {
  const owed = Math.max(-sweepHours * rate, saved);
  return Math.min(SAVED_HOURS * rate, owed + rate * sinceHours);
}
