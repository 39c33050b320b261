import type { TotalPoint } from './organisation-total.ts';
import type { PollingInterval } from './polling-interval.ts';
import type { TotalCheck, TotalVerdict } from './total-check.ts';

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
