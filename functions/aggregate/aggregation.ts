import type { CostHistory } from '../contracts/cost-history.ts';
import type { FleetRecords } from '../contracts/fleet-records.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { Outbox } from '../contracts/outbox.ts';
import type { BudgetPlan, EffectiveBudget } from '../domain/budgets/budget.ts';
import type { BudgetsInForce, KeptBudgets } from '../domain/budgets/kept-budgets.ts';
import type { SettingsWithoutEffect } from '../domain/budgets/settings-use.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import type { Scope } from '../domain/costs/scope.ts';
import type { Spend } from '../domain/costs/spend.ts';
import type { Alert, Coverage } from '../domain/judging/alert.ts';
import type { ForecastVerdict } from '../domain/judging/forecast.ts';
import type { Decision } from '../domain/judging/thresholds.ts';
import type { FleetJudgement } from '../domain/records/fleet-judgement.ts';
import type { Period } from '../domain/values/month.ts';

export interface AggregateDeps {
  emnify: { organisation(): Promise<OrganisationFigures> };
  budgets(): Promise<BudgetsInForce>;
  costHistory: Pick<CostHistory, 'months' | 'readGroup' | 'writeGroup' | 'points' | 'lastSweep'>;
  notificationLog: Outbox & Pick<Claims, 'claims'>;
  fleet: Pick<FleetRecords, 'fleetState' | 'writeFleetState'>;
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
  outlook?: ForecastVerdict;
  /** Alerts that were stored to be sent or, in a dry run, that would be. */
  alerts: Alert[];
  muted: Alert[];
}

/** A shared budget with what is known of its spend, before it is judged. */
export interface SharedSpend {
  effectiveBudget: EffectiveBudget;
  scope: Scope;
  spend: Spend;
  lastMonth?: Spend;
  coverage?: Coverage;
  /** Of a month that is over: some of it is still to be judged. */
  isOpen?: boolean;
}

/** What one run of `aggregate` judges by. */
export interface AggregationContext {
  plan: BudgetPlan;
  now: Date;
  dryRun: boolean;
}
