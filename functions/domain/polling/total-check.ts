import { DAY_MS, HOUR_MS } from '../values/duration.ts';
import { MOST_LAG_MS, type TotalPoint } from './organisation-total.ts';
import type { MeasuredRate } from './spend-rate.ts';

/** What all looks so far say of the fleet together: sums over its endpoints, so that none of them has to be kept. */
export interface FleetTotals {
  spend: number;
  perHour: number;
  /** The sum of pace times moment of the reading, in hours since the month began. */
  perHourSeen: number;
}

/**
 * What the organisation's total is compared with, from run to run.
 *
 * The totalCheck rests on assumptions: the total holds every endpoint of ours in one currency, whatever else it holds (child
 * organisations, endpoints that were deleted) grows as it did before, and it is at most an hour behind the endpoints'
 * own figures. Where the total is below what the endpoints had cost together an hour ago, or searches find nothing
 * again and again, they do not hold, and the totalCheck is not trusted for a day: turns alone decide then.
 */
export interface TotalCheck {
  /** What usually stays unexplained. */
  usual: number;
  /** How far the unexplained part usually is from that. */
  noise: number;
  /** Since when the total has been above what is explained, in milliseconds since 1970; absent while it is not. */
  searchedSince?: number;
  /** Searches in a row that went through the fleet and explained nothing. */
  vainSearches: number;
  /** Until when the totalCheck is not trusted. */
  distrustedUntil?: number;
}

export const NEW_TOTAL_CHECK: TotalCheck = { usual: 0, noise: 0, vainSearches: 0 };

/** A jump has to be so many times the noise. */
const JUMP = 3;
/** And at least so much of the smallest headroom matters: less than this share of a typical limit is nobody's crossing. */
const LEAST_SHARE_OF_HEADROOM = 0.1;
/** How quickly what is usual follows what is: slowly upwards, so that a slow leak is not taken for usual. */
const FOLLOW_UP = 0.03;
const FOLLOW_DOWN = 0.2;
const NOISE_MEMORY = 0.02;
const MOST_VAIN_SEARCHES = 2;
/** For sums that were rounded apart. */
const ROUNDING = 0.001;

export function emptyFleetTotals(): FleetTotals {
  return { spend: 0, perHour: 0, perHourSeen: 0 };
}

/** Adds an endpoint to a fleetTotals, or with `sign` -1 takes it out again. */
export function addToFleetTotals(
  fleetTotals: FleetTotals,
  { watch, seenAt }: MeasuredRate,
  monthStart: number,
  sign: 1 | -1 = 1,
): void {
  fleetTotals.spend += sign * watch.spend;
  fleetTotals.perHour += sign * watch.perHour;
  fleetTotals.perHourSeen += (sign * watch.perHour * (seenAt - monthStart)) / HOUR_MS;
}

/** What of the total no endpoint explains, by its last reading and its pace since. */
export function unexplained(total: number, fleetTotals: FleetTotals, now: number, monthStart: number): number {
  const expected = (fleetTotals.perHour * (now - monthStart)) / HOUR_MS - fleetTotals.perHourSeen;
  return total - fleetTotals.spend - expected;
}

/** What one more reading at the total came to. */
export type TotalVerdict =
  /** All is explained, as far as usual. */
  | 'quiet'
  /** More was spent than is explained: whoever was not looked at since may have spent it. */
  | 'search'
  /** The assumptions do not hold. */
  | 'distrusted';

export interface TotalReading {
  total: number;
  fleetTotals: FleetTotals;
  /** The total and the fleetTotals's spend at earlier looks of this month, oldest first. */
  earlier: TotalPoint[];
  /** The usual distance to the next threshold: what is far below it is nobody's crossing. */
  typicalHeadroom: number;
  /** Whether everybody has been looked at since the search began. */
  searchedAll: boolean;
  now: number;
  monthStart: number;
}

/** Compares the total with what is explained. */
export function checkTotal(
  totalCheck: TotalCheck,
  reading: TotalReading,
): { totalCheck: TotalCheck; verdict: TotalVerdict } {
  const { total, fleetTotals, now, monthStart, typicalHeadroom, searchedAll } = reading;
  if (totalCheck.distrustedUntil !== undefined && totalCheck.distrustedUntil > now)
    return { totalCheck, verdict: 'distrusted' };
  const rest = unexplained(total, fleetTotals, now, monthStart);
  if (isBehind(reading) || totalCheck.vainSearches >= MOST_VAIN_SEARCHES) {
    return { totalCheck: { ...NEW_TOTAL_CHECK, usual: rest, distrustedUntil: now + DAY_MS }, verdict: 'distrusted' };
  }
  const isFirst = totalCheck.noise === 0;
  const jump = rest - totalCheck.usual;
  const threshold = Math.max(LEAST_SHARE_OF_HEADROOM * typicalHeadroom, JUMP * totalCheck.noise);
  if (!isFirst && jump > threshold) {
    if (!searchedAll)
      return { totalCheck: { ...totalCheck, searchedSince: totalCheck.searchedSince ?? now }, verdict: 'search' };
    return {
      totalCheck: { usual: rest, noise: totalCheck.noise, vainSearches: totalCheck.vainSearches + 1 },
      verdict: 'quiet',
    };
  }
  const wasSearching = totalCheck.searchedSince !== undefined;
  const follow = jump < 0 ? FOLLOW_DOWN : FOLLOW_UP;
  const usual = isFirst ? rest : totalCheck.usual + follow * jump;
  const limited = Math.max(-JUMP * totalCheck.noise, Math.min(JUMP * totalCheck.noise, jump));
  const noise = isFirst
    ? LEAST_SHARE_OF_HEADROOM * typicalHeadroom
    : Math.sqrt((1 - NOISE_MEMORY) * totalCheck.noise ** 2 + NOISE_MEMORY * limited ** 2);
  return { totalCheck: { usual, noise, vainSearches: wasSearching ? 0 : totalCheck.vainSearches }, verdict: 'quiet' };
}

/** The endpoints had cost more an hour ago than the organisation has cost by now. */
function isBehind({ total, earlier, now }: TotalReading): boolean {
  const then = earlier.findLast(({ at }) => at <= now - MOST_LAG_MS);
  return then !== undefined && total < then.seen * (1 - ROUNDING);
}

/**
 * Whether an endpoint cannot have crossed since it was seen: all of the organisation together has grown by less than
 * it lacks. Only where the totalCheck is trusted.
 *
 * @param grown what the total has grown by since before the endpoint was seen
 */
export function cannotHaveCrossed(headroom: number | undefined, grown: number | undefined): boolean {
  return headroom !== undefined && grown !== undefined && grown < headroom;
}
