import type { BudgetsInForce } from '../budgets/kept-budgets.ts';
import { scopeKey } from '../costs/scope.ts';
import { compare, type Money } from '../values/money.ts';
import { type Alert, type AlertKind, isSpendAlert } from './alert.ts';
import { SEVERITIES, type Severity } from './thresholds.ts';

/** What alerts of several kinds are about: a limit, an unusual pace, or figures that cannot be checked. */
export type Incident = 'limit' | 'pace' | 'figures';

/** A person is on it: further alerts of one incident are not sent, unless they are more severe or ten times as dear. */
export interface Acknowledgement {
  /** By `scopeKey`. */
  scopeId: string;
  incident: Incident;
  budget: string;
  severity: Severity;
  /** From this spend on, alerts are sent all the same; absent for an alert without an amount. */
  upTo?: Money;
  /** ISO 8601. */
  until: string;
  reason: string;
  who: string;
}

/** The budgets in force, with what persons have decided by a press. */
export interface PlanInForce extends BudgetsInForce {
  acknowledged?: Acknowledgement[];
}

export function incidentOf(kind: AlertKind): Incident {
  if (kind === 'anomaly') return 'pace';
  return kind === 'crossed' || kind === 'forecast' || kind === 'time-to-limit' ? 'limit' : 'figures';
}

/** The acknowledgement that holds an alert back now, if any. */
export function acknowledgedBy(acknowledged: Acknowledgement[], alert: Alert, now: Date): Acknowledgement | undefined {
  return acknowledged.find((each) => isHeldBack(each, alert) && Date.parse(each.until) > now.getTime());
}

function isHeldBack({ scopeId, incident, budget, severity, upTo }: Acknowledgement, alert: Alert): boolean {
  if (scopeKey(alert.scope) !== scopeId || alert.budget !== budget || incidentOf(alert.kind) !== incident) return false;
  if (SEVERITIES.indexOf(alert.severity) > SEVERITIES.indexOf(severity)) return false;
  return !isSpendAlert(alert) || upTo === undefined || compare(alert.spend, upTo.amount) < 0;
}
