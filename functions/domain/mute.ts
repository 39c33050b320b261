import type { Alert } from './alert.ts';
import { type Mute, matches } from './budget.ts';
import type { Endpoint } from './endpoint.ts';

/** The mute that keeps an alert from being told now, if any. Without an endpoint only a mute of the whole budget does. */
export function mutedBy(
  mutes: Mute[],
  { endpoint, budget }: { endpoint?: Endpoint; budget: string },
  now: Date,
): Mute | undefined {
  return mutes.find(
    (mute) =>
      Date.parse(mute.until) > now.getTime() &&
      (mute.budget ?? budget) === budget &&
      (mute.match === undefined || (endpoint !== undefined && matches(endpoint, mute.match))),
  );
}

/** An alert that would be told, were it not muted. */
export interface MutedAlert {
  alert: Alert;
  mute: Mute;
}

/** Parts what is muted from what is to be told. @param endpoint absent where the alerts are about many */
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

/** Mutes that have ended and can be taken out of the file. */
export function expired(mutes: Mute[], now: Date): Mute[] {
  return mutes.filter(({ until }) => Date.parse(until) <= now.getTime());
}
