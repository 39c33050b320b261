import { isDeepStrictEqual } from 'node:util';
import type { Standstill } from '../costs/data-fault.ts';
import type { Endpoint } from '../costs/endpoint.ts';
import type { ImeiChange } from '../costs/imei.ts';
import type { Meter, Spend } from '../costs/spend.ts';
import type { SpendPoint } from '../costs/spend-points.ts';
import type { UnjudgedKind } from '../costs/unjudged.ts';
import type { Coverage } from '../judging/alert.ts';
import type { KeptBack } from '../judging/muted-alerts.ts';
import type { Pace } from '../judging/pace.ts';
import type { Decision } from '../judging/thresholds.ts';
import type { SpendRate } from '../polling/spend-rate.ts';
import type { Decimal, Money } from '../values/money.ts';
import type { Period } from '../values/month.ts';
import type { DataPrice } from './data-price.ts';
import type { DayCosts } from './day-costs.ts';

/** The record of one endpoint in one period: its last check, and the decisions. `aws/stored-names.ts` has its names in the table. */
export interface EndpointMonth {
  endpoint: Endpoint;
  period: Period;
  outcome: 'evaluated' | 'skipped' | 'unjudged';
  /** Why the last answer could not be judged; absent where it was. */
  unjudged?: UnjudgedKind;
  reason: string;
  /** Time of the check, ISO 8601. */
  fetchedAt: string;
  /** The latest figures; absent until emnify has shown figures of this period. */
  spend?: Spend;
  decisions: Decision[];
  /** Cost of the month before, on the meter `total`; absent for a new SIM. */
  lastMonth?: Money[];
  /** Cost by days, the history of its usual pace. */
  dayCosts?: DayCosts;
  /** What a MB of its data costs. */
  dataPrice?: DataPrice;
  /** Since when it spends at an unusual pace, and until when it did. */
  unusual?: UnusualSpan;
  /** Forecast at the middle of the month, for comparison with the outcome. */
  midMonth?: MidMonth;
  /** Figures that may have stopped updating; before version 0.2.0 without their hash. */
  standstill?: Standstill;
  /** The last IMEI that emnify has shown: an answer may lack it. */
  imei?: string;
  /** The last time that its SIM was found in another device; absent where it was not. */
  imeiChange?: ImeiChange;
  /** When emnify first no longer knew the endpoint, ISO 8601; absent while it does. */
  skippedSince?: string;
  /** Its spend rate; absent where emnify no longer knows the endpoint. */
  spendRate?: SpendRate;
  /** The month still has to be judged after its end: once with usable figures, and until no mute keeps back an alert. */
  isOpen?: true;
  /** The month before has nothing left to judge, so it need not be read again. */
  isLastMonthClosed?: true;
  /** What mutes kept back of it at the last check; absent where they kept back nothing. */
  keptBack?: KeptBack[];
}

/** A time of unusual pace. */
export interface UnusualSpan {
  /** First check that showed it, ISO 8601. */
  since: string;
  /** First check that showed the usual pace again, ISO 8601; absent while it lasts. */
  until?: string;
  /** How fast it was at the last check; absent once it is over, and in records of a version before 0.2. */
  pace?: UnusualPace;
}

/** An unusual pace, by the first budget that shows it. */
export type UnusualPace = Omit<Pace, 'isUnusual'> & { meter: Meter; currency: string; limit: Decimal };

export interface MidMonth {
  method: string;
  meter: Meter;
  expectedAtEnd: Decimal;
  currency: string;
  /** The comparison is made once. */
  compared?: true;
}

/** The record of a group or the organisation in one period. */
export interface GroupMonth {
  period: Period;
  fetchedAt: string;
  spend: Spend;
  coverage?: Coverage;
  /** The month still has to be judged after its end, as that of an endpoint. */
  isOpen?: true;
  /** The limits that it was judged by, by the name of the budget. Some come from emnify. */
  limits: Record<string, Decimal>;
  /** What mutes kept back of it, as for an endpoint. */
  keptBack?: KeptBack[];
}

/** The result of a sweep through emnify's list. Only the last one is kept. */
export interface SweepRecord {
  sweepId: string;
  /** Number of endpoints in the list. */
  listed: number;
  /** Number of endpoints that emnify counts but does not list. */
  missing: number;
  /** Why the list could not be read to its end. */
  brokeOff?: string;
}

/** Why a check is stored as a point in time: a changed spend for some weeks, the first check of each day for longer. */
export type SnapshotKind = 'first-of-day' | 'change';

export function snapshotKind(
  before: { spend?: Spend; fetchedAt: string } | undefined,
  spend: Spend,
  fetchedAt: string,
): SnapshotKind | undefined {
  if (before?.fetchedAt.slice(0, 10) !== fetchedAt.slice(0, 10)) return 'first-of-day';
  return isDeepStrictEqual(before.spend, spend) ? undefined : 'change';
}

/** What is stored of one endpoint in one period. */
export interface EndpointHistory {
  endpoint: Endpoint;
  /** Oldest first. */
  points: SpendPoint[];
  lastMonth?: Money[];
}
