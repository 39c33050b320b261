import type { Alert } from '../domain/judging/alert.ts';
import type { Claims, FirstSweeps, MutedAlerts } from './notification-log.ts';

/** The stores in which `evaluate` and `aggregate` leave alerts for `notify`. */
export type Outbox = Pick<Claims, 'claim'> & Pick<MutedAlerts, 'noteMuted'> & FirstSweeps;

export interface Findings {
  alerts: Alert[];
  muted: Alert[];
  /** Every budget that was judged, also those without an alert. */
  budgets: string[];
  /** Absent for a manual invocation, which is never the first check of a budget. */
  sweepId?: string;
}

/**
 * Stores alerts to be sent. Alerts of a budget's first check are marked, as they become one summary. The first check is
 * recorded after all of its alerts: if the work stops in between, the next check is the first one again.
 *
 * @returns the alerts that were not stored before
 */
export async function leaveAlerts(outbox: Outbox, { alerts, muted, budgets, sweepId }: Findings): Promise<Alert[]> {
  const first = new Set<string>();
  const unkept = new Set<string>();
  for (const budget of sweepId === undefined ? [] : new Set(budgets)) {
    const known = await outbox.firstSweep(budget);
    if (known === undefined) unkept.add(budget);
    if (known === undefined || known === sweepId) first.add(budget);
  }
  for (const alert of muted) await outbox.noteMuted(alert);
  const claimed: Alert[] = [];
  for (const alert of alerts) {
    const marked: Alert = first.has(alert.budget) ? { ...alert, baseline: true } : alert;
    if (await outbox.claim(marked)) claimed.push(marked);
  }
  if (sweepId !== undefined) for (const budget of unkept) await outbox.keepFirstSweep(budget, sweepId);
  return claimed;
}
