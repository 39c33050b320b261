import type { Mute } from '../budgets/budget.ts';
import type { BudgetsInForce } from '../budgets/kept-budgets.ts';
import { scopeKey } from '../costs/scope.ts';
import { compare, type Decimal } from '../values/money.ts';
import { type Alert, type AlertKind, isSpendAlert } from './alert.ts';
import { SEVERITIES, type Severity } from './thresholds.ts';

/** What alerts of several kinds are about: a limit, an unusual pace, or figures that cannot be checked. */
export type Incident = 'limit' | 'pace' | 'figures';

/**
 * A person is on it: a mute of one incident. Alerts that are more severe, about another incident, or beyond its ceiling
 * are sent all the same.
 */
export interface Acknowledgement extends Mute {
  by: 'acknowledgement';
  /** By `scopeKey`. */
  scopeId: string;
  incident: Incident;
  budget: string;
  severity: Severity;
}

/** The budgets in force, with what persons have decided by a press. */
export interface PlanInForce extends BudgetsInForce {
  /** Absent where no press was read. */
  acknowledged?: Acknowledgement[];
}

/** The incident that alerts of a kind are about. */
export function incidentOf(kind: AlertKind): Incident {
  if (kind === 'anomaly') return 'pace';
  return kind === 'crossed' || kind === 'forecast' || kind === 'time-to-limit' ? 'limit' : 'figures';
}

/** The acknowledgement of an alert that is in force, and whether the alert is beyond its ceiling. */
export function acknowledgedBy(
  acknowledged: Acknowledgement[],
  alert: Alert,
  now: Date,
): { acknowledgement: Acknowledgement; isPassed: boolean } | undefined {
  const found = acknowledged
    .filter((each) => Date.parse(each.until) > now.getTime() && isAbout(each, alert))
    .map((acknowledgement) => ({ acknowledgement, isPassed: isPassed(acknowledgement, alert) }));
  return found.find((each) => !each.isPassed) ?? found[0];
}

function isAbout({ scopeId, incident, budget, severity }: Acknowledgement, alert: Alert): boolean {
  return (
    scopeKey(alert.scope) === scopeId &&
    alert.budget === budget &&
    incidentOf(alert.kind) === incident &&
    SEVERITIES.indexOf(alert.severity) <= SEVERITIES.indexOf(severity)
  );
}

function isPassed(acknowledgement: Acknowledgement, alert: Alert): boolean {
  return isSpendAlert(alert) && isBeyond(acknowledgement, alert.spend);
}

/** Whether a spend has reached the ceiling of an acknowledgement. One of an alert without an amount has none. */
export function isBeyond({ upTo }: Acknowledgement, spend: Decimal): boolean {
  return 'amount' in upTo && compare(spend, upTo.amount) >= 0;
}
