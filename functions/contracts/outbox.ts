import type { Alert } from '../domain/judging/alert.ts';

/** The store in which `evaluate` and `aggregate` leave alerts for `notify`. */
export interface Outbox {
  /** Stores an alert to be sent. @returns false if another worker has stored it already */
  claim(alert: Alert): Promise<boolean>;
  /** Records a muted alert, once, so that the next digest counts it. */
  noteMuted(alert: Alert): Promise<void>;
  /** Reads the sweep that checked a budget first, if there was one. */
  firstSweep(budget: string): Promise<string | undefined>;
  /** Stores this sweep as the first that checked a budget, unless there is one already. */
  keepFirstSweep(budget: string, sweepId: string): Promise<void>;
}

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
