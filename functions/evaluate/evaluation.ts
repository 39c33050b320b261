import type { CostHistory } from '../contracts/cost-history.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { Outbox } from '../contracts/outbox.ts';
import type { KeptBudgets } from '../domain/budgets/kept-budgets.ts';
import type { EndpointLimit } from '../domain/budgets/limit-from-tag.ts';
import type { Fault, Standstill } from '../domain/costs/data-fault.ts';
import type { EndpointStats, NoEndpoint, StatsAnswer } from '../domain/costs/emnify-figures.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import type { EndpointLocation } from '../domain/costs/endpoint-location.ts';
import type { Reading, Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import type { UnjudgedKind } from '../domain/costs/unjudged.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import type { Alert, Claim } from '../domain/judging/alert.ts';
import type { AnomalyVerdict } from '../domain/judging/anomaly.ts';
import type { ForecastVerdict } from '../domain/judging/forecast.ts';
import type { MutedAlert } from '../domain/judging/muted-alerts.ts';
import type { Pace } from '../domain/judging/pace.ts';
import type { Decision } from '../domain/judging/thresholds.ts';
import type { SpendRate } from '../domain/polling/spend-rate.ts';
import type { DataPrice } from '../domain/records/data-price.ts';
import type { DayCosts } from '../domain/records/day-costs.ts';
import type { EndpointMonth, UnusualSpan } from '../domain/records/endpoint-month.ts';
import type { Period } from '../domain/values/month.ts';

export interface EvaluateDeps {
  emnify: {
    endpointStats(id: string): Promise<StatsAnswer>;
    /** Where an endpoint is; nothing where that is not to be known. */
    location(id: string): Promise<EndpointLocation | undefined>;
  };
  budgets(): Promise<PlanInForce>;
  costHistory: Pick<CostHistory, 'read' | 'write' | 'points'>;
  notificationLog: Outbox & Pick<Claims, 'claims'>;
  now(): Date;
}

/** Which endpoint to judge, and for which sweep; a person asks without one. */
export interface EvaluateInput {
  endpoint: Endpoint;
  sweepId?: string;
  fleetSize?: number;
  /** Usual cost of a MB of data in the fleet; absent where it is not known. */
  fleetPricePerMb?: number;
  /** Writes nothing and sends nothing. */
  dryRun?: boolean;
}

/** What a check of an endpoint has read before it judges. */
export type CheckContext = FiguresContext | NoFiguresContext;

interface AnyContext {
  input: EvaluateInput;
  fetchedAt: Date;
  /** The record of the check before, in the same month. */
  before?: EndpointMonth;
}

/** emnify shows no figures of the endpoint: there is nothing else to read. */
export type NoFiguresContext = AnyContext & NoEndpoint;

/** emnify's figures, and all that they are judged by. */
export interface FiguresContext extends AnyContext {
  kind: 'stats';
  stats: EndpointStats;
  reading: Reading;
  plan: PlanInForce;
  /** The budgets that apply, each with the limit of this endpoint. */
  limits: EndpointLimit[];
  /** The alerts of this month that were sent or wait. */
  claims: Claim[];
  /** Cost by days, up to yesterday; absent where the answer shows no cost of this month. */
  dayCosts?: DayCosts;
  /** The last day's snapshots; empty where no rule looks at them. */
  points: SpendPoint[];
  late: LateContext;
}

/** What is left to judge of the month before. */
export type LateContext =
  /** It is judged to its end, or emnify's answer lacks it: its record stays as it is. */
  | { kind: 'unchanged'; record?: EndpointMonth }
  | { kind: 'nothing-to-judge'; record?: EndpointMonth }
  | { kind: 'to-judge'; record: EndpointMonth; claims: Claim[]; limits: EndpointLimit[] };

/** What one check of an endpoint found, and what follows from it. */
export interface Evaluation {
  endpoint: Endpoint;
  period: Period;
  outcome: 'evaluated' | 'skipped' | 'unjudged';
  /** Why emnify's answer says nothing of what it costs. */
  unjudged?: UnjudgedKind;
  reason: string;
  fetchedAt: string;
  spend?: Spend;
  lastMonth?: Spend;
  /** What the month before came to, where that is still to be judged. */
  late?: LateMonth;
  /** Whether nothing is left to judge in the month before. */
  isLastMonthClosed: boolean;
  decisions: Decision[];
  /** What the month will come to, by budget. */
  forecasts: BudgetForecast[];
  faults: Fault[];
  standstill?: Standstill;
  dayCosts?: DayCosts;
  dataPrice?: DataPrice;
  unusual?: UnusualSpan;
  /** How fast it spends; absent if emnify does not know the endpoint any more. */
  spendRate?: SpendRate;
  /** Alerts that were stored to be sent or, in a dry run, that would be. */
  alerts: Alert[];
  muted: MutedAlert[];
  /** Why its critical alerts do not say where it is; absent where that was not asked, or answered. */
  locationFailure?: string;
  /** Why it was judged by budgets of before; absent where the parameter is right. */
  budgetsKept?: KeptBudgets;
}

/** What one budget says about the rest of the month. */
export interface BudgetForecast {
  budget: string;
  verdict: ForecastVerdict;
  /** Absent where the budget does not want it. */
  anomaly?: AnomalyVerdict;
  pace?: Pace;
}

export type LateMonth =
  /** It has no record, is judged already, or has no traffic. */
  | { kind: 'nothing-to-judge' }
  | {
      kind: 'judged';
      spend: Spend;
      decisions: Decision[];
      alerts: Alert[];
      /** How far off the forecast of the middle of that month was, in percent; once, from its last late day on. */
      forecastErrorPct?: number;
    };
