import type { CostHistory } from '../contracts/cost-history.ts';
import type { FleetRecords } from '../contracts/fleet-records.ts';
import type { FleetViews } from '../contracts/fleet-views.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { Outbox } from '../contracts/outbox.ts';
import type { EffectiveBudget } from '../domain/budgets/budget.ts';
import type { KeptBudgets } from '../domain/budgets/kept-budgets.ts';
import type { SettingsUse, SettingsWithoutEffect } from '../domain/budgets/settings-use.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import type { Scope } from '../domain/costs/scope.ts';
import type { Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import type { Alert, Claim, Coverage } from '../domain/judging/alert.ts';
import type { ForecastVerdict } from '../domain/judging/forecast.ts';
import type { MutedAlert } from '../domain/judging/muted-alerts.ts';
import type { Decision } from '../domain/judging/thresholds.ts';
import type { FleetViewInMaking } from '../domain/records/build-fleet-view.ts';
import type { GroupMonth } from '../domain/records/endpoint-month.ts';
import type { FleetCount, FleetJudgement, FleetState, FleetTotal } from '../domain/records/fleet-judgement.ts';
import type { DirectoryEntry } from '../domain/records/fleet-view.ts';
import type { Period } from '../domain/values/month.ts';

export interface AggregateDeps {
  emnify: { organisation(): Promise<OrganisationFigures> };
  budgets(): Promise<PlanInForce>;
  costHistory: Pick<CostHistory, 'months' | 'readGroup' | 'writeGroup' | 'points' | 'lastSweep'>;
  notificationLog: Outbox & Pick<Claims, 'claims'>;
  fleet: Pick<FleetRecords, 'fleetState' | 'writeFleetState'>;
  fleetViews: Pick<FleetViews, 'writeView' | 'writeDirectory'>;
  sweepMinutes: number;
  now(): Date;
}

/** What one run of `aggregate` found. */
export interface Aggregated {
  aggregations: Aggregation[];
  /** Whether the fleet as a whole can be judged. */
  fleet: FleetJudgement;
  /** Budgets and mutes that match no endpoint, and endpoints without a budget, in words. */
  withoutEffect: SettingsWithoutEffect;
  /** Why all was judged by budgets of before; absent where the parameter is right. */
  budgetsKept?: KeptBudgets;
}

/** What one shared budget comes to. */
export interface Aggregation {
  scope: Scope;
  period: Period;
  /** What a person reads of it. */
  reason: string;
  spend?: Spend;
  coverage?: Coverage;
  decision?: Decision;
  forecastVerdict?: ForecastVerdict;
  /** Alerts that were stored to be sent or, in a dry run, that would be. */
  alerts: Alert[];
  muted: MutedAlert[];
}

/** What a group or the organisation has spent in one month, and all that it is judged by. */
export interface SharedSpend {
  scope: Scope;
  spend: Spend;
  /** The budgets that this spend is judged by. A group has one, the organisation any number. */
  effectiveBudgets: EffectiveBudget[];
  lastMonth?: Spend;
  coverage?: Coverage;
  /** Of a month that is over: some of it is still to be judged. */
  isOpen?: boolean;
  /** The record of the run before. */
  before?: GroupMonth;
  /** The alerts of this month that were sent or wait. */
  claims: Claim[];
  /** The last day's snapshots; absent for a month that is over. */
  points?: SpendPoint[];
}

/** All that one run of `aggregate` has read before it judges. */
export interface AggregationContext {
  plan: PlanInForce;
  now: Date;
  sweepMs: number;
  sharedSpends: SharedSpend[];
  /** Budgets of the organisation that cannot be judged now, and why. */
  notJudged: Aggregation[];
  /** Alerts of the organisation in this month that were sent or wait. */
  organisationClaims: Claim[];
  /** The last checks of all endpoints, added up. */
  count: FleetCount;
  /** What the page shows of them, and all by name. */
  view: FleetViewInMaking;
  directory: DirectoryEntry[];
  settingsUse: SettingsUse;
  fleetState: FleetState;
  /** emnify's total of the organisation, where it shows one of this month. */
  fleetTotal?: FleetTotal;
  /** Why emnify did not answer about the organisation. */
  failure?: { error: unknown };
}

/** What the judgement of a run says, and what is to be stored. */
export interface JudgedRun {
  shared: { sharedSpend: SharedSpend; aggregations: Aggregation[] }[];
  /** About the organisation and the fleet as a whole: there is no spend to store. */
  others: Aggregation[];
  fleet: FleetJudgement;
  fleetState: FleetState;
}
