import { DAY_MS, HOUR_MS } from '../values/duration.ts';
import { MOST_LAG_MS, type TotalPoint } from './organisation-total.ts';
import type { MeasuredRate } from './spend-rate.ts';

/** Sums over the last checks of all endpoints. With sums, no single endpoint has to be kept. */
export interface FleetTotals {
  spend: number;
  perHour: number;
  /** The sum of each pace times the moment of its check, in hours since the month began. */
  perHourSeen: number;
}

/**
 * State of the comparison between the organisation's total and the sum of its endpoints. It shows costs that no checked
 * endpoint explains. For example, if the total grows by EUR 10 and the endpoints' paces explain EUR 4, then EUR 6 are
 * unexplained, and a search checks the endpoints that may have caused them.
 *
 * The comparison rests on three assumptions:
 * - The total holds all our endpoints in one currency.
 * - Its other parts (child organisations, deleted endpoints) grow as before.
 * - It is at most an hour behind the endpoints' own figures.
 *
 * They fail where the total is below the endpoints' cost of an hour ago, or where searches in a row find nothing. Then
 * the comparison is not used for a day, and endpoints are checked by their intervals alone.
 */
export interface TotalCheck {
  /** The usual unexplained amount. */
  usual: number;
  /** The usual deviation from `usual`. */
  noise: number;
  /** Start of a search, in milliseconds since 1970; absent while there is none. */
  searchedSince?: number;
  /** Number of searches in a row that checked the fleet and explained nothing. */
  vainSearches: number;
  /** Time until which the comparison is not used. */
  distrustedUntil?: number;
}

export const NEW_TOTAL_CHECK: TotalCheck = { usual: 0, noise: 0, vainSearches: 0 };

/** A jump must be this many times the noise. */
const JUMP = 3;
/** A jump must also be at least this share of a typical headroom: less cannot push an endpoint over its threshold. */
const LEAST_SHARE_OF_HEADROOM = 0.1;
/** How quickly `usual` follows a new amount: slowly upwards, so that a slow leak does not become usual. */
const FOLLOW_UP = 0.03;
const FOLLOW_DOWN = 0.2;
const NOISE_MEMORY = 0.02;
const MOST_VAIN_SEARCHES = 2;
/** Tolerance for sums that were rounded separately. */
const ROUNDING = 0.001;

export function emptyFleetTotals(): FleetTotals {
  return { spend: 0, perHour: 0, perHourSeen: 0 };
}

/** Adds an endpoint to the totals, or removes it with a `sign` of -1. */
export function addToFleetTotals(
  fleetTotals: FleetTotals,
  { spendRate, checkedAt }: MeasuredRate,
  monthStart: number,
  sign: 1 | -1 = 1,
): void {
  fleetTotals.spend += sign * spendRate.spend;
  fleetTotals.perHour += sign * spendRate.perHour;
  fleetTotals.perHourSeen += (sign * spendRate.perHour * (checkedAt - monthStart)) / HOUR_MS;
}

/** The part of the total that the endpoints' last checks and their paces since do not explain. */
export function unexplained(total: number, fleetTotals: FleetTotals, now: number, monthStart: number): number {
  const expected = (fleetTotals.perHour * (now - monthStart)) / HOUR_MS - fleetTotals.perHourSeen;
  return total - fleetTotals.spend - expected;
}

/** The result of one reading of the total. */
export type TotalVerdict =
  /** Everything but the usual amount is explained. */
  | 'quiet'
  /** More was spent than is explained: endpoints that were not checked since may have caused it. */
  | 'search'
  /** The assumptions do not hold. */
  | 'distrusted';

export interface TotalReading {
  total: number;
  fleetTotals: FleetTotals;
  /** Earlier totals of this month, and the endpoints' costs at the time, oldest first. */
  earlier: TotalPoint[];
  /** The typical amount left to the next threshold. A much smaller amount cannot push an endpoint over it. */
  typicalHeadroom: number;
  /** Whether every endpoint has been checked since the search began. */
  searchedAll: boolean;
  now: number;
  monthStart: number;
}

/** Compares the total with the explained part. */
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

/** Whether the endpoints had cost more an hour ago than the organisation has cost by now. */
function isBehind({ total, earlier, now }: TotalReading): boolean {
  const then = earlier.findLast(({ at }) => at <= now - MOST_LAG_MS);
  return then !== undefined && total < then.seen * (1 - ROUNDING);
}

/**
 * Whether an endpoint cannot have crossed a threshold since its last check: the whole organisation has spent less than
 * its headroom since. Only valid while the comparison is trusted.
 *
 * @param grown growth of the total since before the endpoint's last check
 */
export function cannotHaveCrossed(headroom: number | undefined, grown: number | undefined): boolean {
  return headroom !== undefined && grown !== undefined && grown < headroom;
}
