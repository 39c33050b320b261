import { DAY_MS, HOUR_MS } from './duration.ts';
import type { PollingInterval } from './look-plan.ts';
import type { TotalCheck, TotalVerdict } from './total-gate.ts';

/** What one run of the watch leaves for the next one, and for whoever asks why an endpoint was not looked at. */
export interface PollingState {
  /** When it ran, ISO 8601. */
  at: string;
  /** The last refresh of emnify's list, or the one that goes on. */
  refresh?: ListRefresh;
  interval: PollingInterval;
  /** The requests suffice for a look at everybody once a day, and more. */
  isDailyEnough: boolean;
  totalCheck: TotalCheck;
  verdict: TotalVerdict | 'unknown';
  /** Requests of this month that were counted by then. */
  used: number;
  /** Requests that may be sent at once. */
  saved: number;
  /** Requests that may be sent in an hour, were they spread evenly over the rest of the month. */
  ratePerHour: number;
  /** The organisation's total over the last day, oldest first. */
  totals: TotalPoint[];
}

/** A refresh of emnify's list. */
export interface ListRefresh {
  /** When it began, ISO 8601. */
  at: string;
  /** The sweep that its looks belong to, and those after it until the next refresh. */
  sweepId: string;
  fleetSize: number;
  /** It found more new endpoints than the workers can look at until the next refresh, which goes on with its sweep. */
  isUnfinished: boolean;
}

export interface TotalPoint {
  /** Milliseconds since 1970. */
  at: number;
  total: number;
  /** The sum of what all endpoints had cost at their last looks by then. */
  seen: number;
}

/** The total may be so much behind the endpoints' own figures. Where it is further behind, it is not trusted. */
export const MOST_LAG_MS = HOUR_MS;

/** The points of the last day, one an hour, and the newest. */
export function totalsAfter(totals: TotalPoint[], point: TotalPoint): TotalPoint[] {
  const older = totals.filter(({ at }) => at > point.at - DAY_MS);
  const [beforeLast, last] = older.slice(-2);
  const isHourly = beforeLast === undefined || last === undefined || last.at - beforeLast.at >= HOUR_MS;
  return [...(isHourly ? older : older.slice(0, -1)), point];
}

/**
 * What was spent since some time before a moment: the rises of the total, as a credit note takes back no crossing.
 * Unknown where the total was not looked at so early.
 */
export function grownSince(totals: TotalPoint[], moment: number): number | undefined {
  const first = totals.findLastIndex(({ at }) => at <= moment - MOST_LAG_MS);
  if (first < 0) return undefined;
  let grown = 0;
  for (let index = first + 1; index < totals.length; index++) {
    grown += Math.max(0, (totals[index]?.total ?? 0) - (totals[index - 1]?.total ?? 0));
  }
  return grown;
}
