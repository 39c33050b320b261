import type { Endpoint } from '../costs/endpoint.ts';
import { type Mute, matches } from './budget.ts';

/** The mute that keeps an alert back now, if any. An alert without an endpoint is only muted by a mute of its whole budget. */
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

/** Mutes that have ended and can be taken out of the file. */
export function expired(mutes: Mute[], now: Date): Mute[] {
  return mutes.filter(({ until }) => Date.parse(until) <= now.getTime());
}
