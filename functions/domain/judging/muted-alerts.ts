import type { Mute } from '../budgets/budget.ts';
import { mutedBy } from '../budgets/mute.ts';
import type { Endpoint } from '../costs/endpoint.ts';
import type { Alert } from './alert.ts';

/** An alert that a mute keeps back. */
export interface MutedAlert {
  alert: Alert;
  mute: Mute;
}

/** Separates muted alerts from those to send. @param endpoint absent for a group or the organisation */
export function partMuted(
  found: Alert[],
  mutes: Mute[],
  now: Date,
  endpoint?: Endpoint,
): { alerts: Alert[]; muted: MutedAlert[] } {
  const judged = found.map((alert) => ({ alert, mute: mutedBy(mutes, { endpoint, budget: alert.budget }, now) }));
  return {
    alerts: judged.flatMap(({ alert, mute }) => (mute ? [] : alert)),
    muted: judged.flatMap(({ alert, mute }) => (mute ? { alert, mute } : [])),
  };
}
