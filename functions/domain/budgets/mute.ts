import type { Endpoint } from '../costs/endpoint.ts';
import { compare, type Decimal, formatMoney, reaches } from '../values/money.ts';
import { type Ceiling, type Mute, matches } from './budget.ts';

/** What a mute may keep back. */
export interface Mutable {
  /** Absent for a group or the organisation. Only a mute of a whole budget mutes those. */
  endpoint?: Endpoint;
  budget: string;
  /** Absent for an alert without an amount, which has no ceiling. */
  spent?: { spend: Decimal; limit: Decimal };
}

/** The mute that keeps back an alert now, if any: of those in force whose ceiling is not reached, the one that ends last. */
export function mutedBy(mutes: Mute[], about: Mutable, now: Date): Mute | undefined {
  return inForce(mutes, about, now).find((mute) => !isPassed(mute, about));
}

/** The mute that would keep back an alert now if its ceiling were not reached; undefined where another one does. */
export function passedMute(mutes: Mute[], about: Mutable, now: Date): Mute | undefined {
  const covering = inForce(mutes, about, now);
  return covering.every((mute) => isPassed(mute, about)) ? covering[0] : undefined;
}

/** Mutes that have ended and can be removed from the file. */
export function expired(mutes: Mute[], now: Date): Mute[] {
  return mutes.filter(({ until, by }) => by === undefined && Date.parse(until) <= now.getTime());
}

/** `"300 % of the limit"`, `"EUR 50.00"` */
export function ceilingInWords(upTo: Ceiling): string {
  return 'pct' in upTo ? `${upTo.pct} % of the limit` : formatMoney(upTo);
}

function inForce(mutes: Mute[], { endpoint, budget }: Mutable, now: Date): Mute[] {
  return mutes
    .filter(
      (mute) =>
        Date.parse(mute.until) > now.getTime() &&
        (mute.budget ?? budget) === budget &&
        (mute.match === undefined || (endpoint !== undefined && matches(endpoint, mute.match))),
    )
    .toSorted((a, b) => b.until.localeCompare(a.until));
}

function isPassed({ upTo }: Mute, { spent }: Mutable): boolean {
  if (!spent) return false;
  return 'pct' in upTo ? reaches(spent.spend, spent.limit, upTo.pct) : compare(spent.spend, upTo.amount) >= 0;
}
