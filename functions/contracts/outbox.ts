import type { Alert } from '../domain/judging/alert.ts';
import type { MutedAlert } from '../domain/judging/muted-alerts.ts';

/** Where `evaluate` and `aggregate` leave alerts, and `notify` finds them. */
export interface Outbox {
  /** Stores an alert to be told. @returns false when somebody was faster: it is theirs to tell */
  claim(alert: Alert): Promise<boolean>;
  /** Notes an alert that a mute keeps back, once, for the next digest to count. */
  noteMuted(alert: Alert): Promise<void>;
  /** The sweep that looked at a budget first; none, if nobody has yet. */
  firstSweep(budget: string): Promise<string | undefined>;
  /** Keeps this sweep as the first that looked at a budget, unless there is one already. */
  keepFirstSweep(budget: string, sweepId: string): Promise<void>;
}

export interface Findings {
  alerts: Alert[];
  muted: MutedAlert[];
  /** Every budget that was judged, also those without an alert. */
  budgets: string[];
  /** Absent where a person asked: that is no first look of a budget. */
  sweepId?: string;
}

/**
 * Leaves alerts to be told, marked where a budget was looked at for the first time: those become one summary. A look
 * is kept as the first when all of its alerts are left: what stops in between is looked at for the first time again.
 *
 * @returns the alerts that nobody had left before
 */
export async function leaveAlerts(outbox: Outbox, { alerts, muted, budgets, sweepId }: Findings): Promise<Alert[]> {
  const first = new Set<string>();
  const unkept = new Set<string>();
  for (const budget of sweepId === undefined ? [] : new Set(budgets)) {
    const known = await outbox.firstSweep(budget);
    if (known === undefined) unkept.add(budget);
    if (known === undefined || known === sweepId) first.add(budget);
  }
  for (const { alert } of muted) await outbox.noteMuted(alert);
  const claimed: Alert[] = [];
  for (const alert of alerts) {
    const marked: Alert = first.has(alert.budget) ? { ...alert, baseline: true } : alert;
    if (await outbox.claim(marked)) claimed.push(marked);
  }
  if (sweepId !== undefined) for (const budget of unkept) await outbox.keepFirstSweep(budget, sweepId);
  return claimed;
}
