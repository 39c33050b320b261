import type { Endpoint } from '../costs/endpoint.ts';
import { type Mute, matches } from './budget.ts';

/** The mute that keeps back an alert now, if any. Only a mute of a whole budget mutes an alert without an endpoint. */
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

/** Mutes that have ended and can be removed from the file. */
export function expired(mutes: Mute[], now: Date): Mute[] {
  return mutes.filter(({ until }) => Date.parse(until) <= now.getTime());
}
