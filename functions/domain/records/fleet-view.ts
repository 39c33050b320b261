import type { Decimal } from '../values/money.ts';
import type { Period } from '../values/month.ts';

/**
 * What the page shows of the whole fleet, as one run of `aggregate` leaves it. Amounts are in `currency`. It has the
 * endpoints that matter most, and never all of them.
 */
export interface FleetView {
  period: Period;
  /** When `aggregate` made it, ISO 8601. */
  at: string;
  currency: string;
  /** Number of endpoints that were checked this month. */
  endpoints: number;
  spend: Decimal;
  /** The forecasts of all endpoints for the end of the month, added up. */
  expectedAtEnd: Decimal;
  /** Number of endpoints in each state. An endpoint can be in several. */
  counts: Record<EndpointState, number>;
  /** The workspace and groups, in the order of the budgets. */
  shared: SharedView[];
  /** Budgets for single endpoints, in their order. */
  budgets: BudgetView[];
  /** The most frequent tags, the most frequent first. */
  tags: { tag: string; endpoints: number }[];
  /** The rows that lists name, by endpoint id. */
  rows: Record<string, FleetRow>;
  /** Ids of endpoints, the most urgent first. */
  lists: Record<ListName, string[] | undefined>;
}

/** All endpoints, those in one state, under one budget, or with one tag; `cost`: all, the dearest first. */
export type ListName = 'all' | 'cost' | `state#${EndpointState}` | `budget#${string}` | `tag#${string}`;

/**
 * - `over`: at the limit or beyond.
 * - `near`: at a threshold below the limit.
 * - `fast`: below, and its forecast is beyond the limit.
 * - `unusual`: it spends at an unusual pace now.
 * - `unchecked`: its last answer could not be judged, or it was not checked for a day.
 */
export const ENDPOINT_STATES = ['over', 'near', 'fast', 'unusual', 'unchecked'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** One endpoint of the view. */
export interface FleetRow {
  id: string;
  name: string;
  iccid?: string;
  /** The budget with the largest share of its limit; absent where no budget applies. */
  budget?: string;
  /** On the meter of that budget; without a budget, on all meters. */
  spend: Decimal;
  /** Cost on all meters; only where its budget is on another one. */
  total?: Decimal;
  limit?: Decimal;
  /** Whole percent, rounded down. */
  ratioPct?: number;
  expectedAtEnd?: Decimal;
  /** Cost per hour now; only at an unusual pace. */
  perHour?: Decimal;
  /** Cost of yesterday; absent where it is not known. */
  yesterday?: Decimal;
  states: EndpointState[];
  /** Why it could not be judged, in words. */
  unjudged?: string;
  /** Time of the last check, ISO 8601. */
  fetchedAt: string;
}

/** The workspace or a group beside its limit. */
export interface SharedView {
  kind: 'organisation' | 'group';
  budget: string;
  spend: Decimal;
  limit?: Decimal;
  ratioPct?: number;
  expectedAtEnd?: Decimal;
  /** Endpoints that were added up; absent for the workspace. */
  endpoints?: number;
  /** Why there are no figures, or what is missing from the sum, in words. */
  remark?: string;
}

/** A budget for single endpoints. */
export interface BudgetView {
  budget: string;
  limit: Decimal;
  endpoints: number;
  spend: Decimal;
  over: number;
  near: number;
}

/** Number of rows in the lists of all endpoints, and in the others. */
export const MOST_IN_VIEW = { all: 50, others: 25 };

/** An endpoint as a search finds it. */
export interface DirectoryEntry {
  id: string;
  name: string;
  iccid?: string;
}
