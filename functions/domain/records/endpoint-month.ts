import { isDeepStrictEqual } from 'node:util';
import type { Standstill } from '../costs/data-fault.ts';
import type { Endpoint } from '../costs/endpoint.ts';
import type { Meter, Spend } from '../costs/spend.ts';
import type { SpendPoint } from '../costs/spend-points.ts';
import type { UnjudgedKind } from '../costs/unjudged.ts';
import type { Coverage } from '../judging/alert.ts';
import type { Decision } from '../judging/thresholds.ts';
import type { SpendRate } from '../polling/spend-rate.ts';
import type { Decimal, Money } from '../values/money.ts';
import type { Period } from '../values/month.ts';

/** What we know of one endpoint in one period: the last look at it, and what was decided. */
export interface EndpointMonth {
  endpoint: Endpoint;
  period: Period;
  outcome: 'evaluated' | 'skipped' | 'unjudged';
  /** Why the last answer could not be judged; absent where it was. */
  unjudged?: UnjudgedKind;
  reason: string;
  /** When emnify was asked, ISO 8601. */
  fetchedAt: string;
  /** As last seen; absent until emnify has shown figures of this period. */
  spend?: Spend;
  decisions: Decision[];
  /** What the month before came to, on the meter `total`; absent for a new SIM. */
  lastMonth?: Money[];
  /** What the month had cost when its last two days began, oldest first: the difference is what a whole day cost. */
  dayStarts?: DayStart[];
  /** What was expected of the month at its middle, to be compared with the outcome. */
  midMonth?: MidMonth;
  /** Of a device that is alive; before version 0.2.0 without its mark. */
  standing?: Standstill;
  /** When emnify first did not know the endpoint any more; absent where it does. ISO 8601. */
  skippedSince?: string;
  /** How its spend moves; absent where emnify does not know the endpoint any more. */
  watch?: SpendRate;
  /** Whether it is still to be judged after its end: once with good figures, and until no mute keeps back an alert. */
  isOpen?: true;
  /** Of the month before: there is nothing left to judge in it, so it need not be read again. */
  isLastMonthClosed?: true;
}

export interface MidMonth {
  method: string;
  meter: Meter;
  expectedAtEnd: Decimal;
  currency: string;
  /** The comparison is made once. */
  compared?: true;
}

export interface DayStart {
  /** ISO 8601 date. */
  date: string;
  /** On the meter `total`. */
  total: Money[];
}

/** What a group or the organisation has cost in one period. */
export interface GroupMonth {
  period: Period;
  fetchedAt: string;
  spend: Spend;
  coverage?: Coverage;
  /** Whether it is still to be judged after its end, as that of an endpoint. */
  isOpen?: true;
  /** The limits that it was judged by, by the name of the budget: some of them only emnify knows. */
  limits: Record<string, Decimal>;
}

/** What a sweep found in emnify's list; the last one is kept. */
export interface SweepRecord {
  sweepId: string;
  /** Endpoints that can be asked for. */
  listed: number;
  /** Endpoints that exist and cannot, as far as emnify counts them. */
  missing: number;
  /** Why the list could not be read to its end. */
  brokeOff?: string;
}

/** Why a look is kept as one more point in time: a changed spend for some weeks, the first of each day for long. */
export type SnapshotKind = 'first-of-day' | 'change';

export function snapshotKind(
  before: { spend?: Spend; fetchedAt: string } | undefined,
  spend: Spend,
  fetchedAt: string,
): SnapshotKind | undefined {
  if (before?.fetchedAt.slice(0, 10) !== fetchedAt.slice(0, 10)) return 'first-of-day';
  return isDeepStrictEqual(before.spend, spend) ? undefined : 'change';
}

/** The beginnings of the last two days, with today's where this is its first look. */
export function dayStartsAfter(before: DayStart[] = [], spend: Spend, fetchedAt: string): DayStart[] {
  const date = fetchedAt.slice(0, 10);
  if (before.at(-1)?.date === date) return before;
  return [...before.slice(-1), { date, total: spend.meters.total }];
}

/** What is stored of one endpoint in one period. */
export interface EndpointHistory {
  endpoint: Endpoint;
  /** Oldest first. */
  points: SpendPoint[];
  lastMonth?: Money[];
}
