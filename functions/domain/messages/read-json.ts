import type { Scope } from '../costs/scope.ts';
import type { AlertKind } from '../judging/alert.ts';
import type { Severity } from '../judging/thresholds.ts';
import type { Decimal } from '../values/money.ts';
import type { Period } from '../values/month.ts';

/** The parts of an alert that a press for its notification needs. */
export interface AlertInDocument {
  scope: Scope;
  kind: AlertKind;
  severity: Severity;
  period: Period;
  budget: string;
  currency: string;
  /** Absent for an alert without an amount. */
  spend?: Decimal;
}

/** Reads the alerts of a document that `renderJson` has written. A report has none. */
export function alertsInDocument(body: string): AlertInDocument[] {
  const { alerts = [] } = JSON.parse(body) as { alerts?: WrittenAlert[] };
  return alerts.map(({ scope: kindOfScope, kind, severity, period, budget, currency, spend, ...rest }) => {
    const { id, name, iccid } = rest[kindOfScope] as Omit<Scope, 'kind'>;
    return {
      scope: { kind: kindOfScope, id, name, ...(iccid && { iccid }) },
      kind,
      severity,
      period: period.id,
      budget,
      currency,
      ...(spend !== undefined && { spend }),
    };
  });
}

type WrittenAlert = Omit<AlertInDocument, 'scope' | 'period'> & {
  scope: Scope['kind'];
  period: { id: Period };
} & Partial<Record<Scope['kind'], object>>;
