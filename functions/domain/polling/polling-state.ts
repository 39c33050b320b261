import type { TotalPoint } from './organisation-total.ts';
import type { PollingInterval } from './polling-interval.ts';
import type { TotalCheck, TotalVerdict } from './total-check.ts';

/** State of polling after one run: for the next run, and to explain why an endpoint was not checked. */
export interface PollingState {
  /** When it ran, ISO 8601. */
  at: string;
  /** The last refresh of emnify's list, or the one in progress. */
  refresh?: ListRefresh;
  interval: PollingInterval;
  /** The quota covers more than one check of every endpoint per day. */
  isDailyEnough: boolean;
  totalCheck: TotalCheck;
  verdict: TotalVerdict | 'unknown';
  /** Requests counted this month by then. */
  used: number;
  /** Requests that may be sent at once. */
  saved: number;
  /** Requests per hour if spread evenly over the rest of the month. */
  ratePerHour: number;
  /** The organisation's total over the last day, oldest first. */
  totals: TotalPoint[];
}

/** A refresh of emnify's list. */
export interface ListRefresh {
  /** When it began, ISO 8601. */
  at: string;
  /** The sweep of its checks, and of all checks until the next refresh. */
  sweepId: string;
  fleetSize: number;
  /** It found more new endpoints than the workers can check until the next refresh. That one continues the same sweep. */
  isUnfinished: boolean;
}
