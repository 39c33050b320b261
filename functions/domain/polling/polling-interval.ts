import type { SpendRate } from './spend-rate.ts';

/**
 * The reason for the time of an endpoint's next check.
 * - `rising`: at its recent pace it reaches its next threshold soon. The next check is due after half of that time.
 * - `spending`: it is checked more often, the sooner it can reach its next threshold.
 * - `silent`: it has cost nothing this month.
 * - `unbudgeted`: no budget applies to it.
 */
export type CheckReason = 'rising' | 'spending' | 'silent' | 'unbudgeted';

export interface NextCheck {
  /** Hours after the last check. */
  afterHours: number;
  reason: CheckReason;
}

/**
 * The time between checks, chosen so that all checks together stay within the request quota. A spending endpoint is
 * checked after `factor` times the square root of the hours to its next threshold at its average pace. For example, with
 * a factor of 0.5 and 16 hours to the threshold it is checked after 2 hours. If the chance of a jump grows with pace over
 * headroom, no other division of the same number of requests finds jumps sooner on average.
 */
export interface PollingInterval {
  factor: number;
  /** The longest wait of an endpoint that spends, in hours: the sweep interval, unless the quota is too small for it. */
  atMostHours: number;
}

/** The shortest interval. Checks that are closer together find nothing new: emnify adds up in steps of minutes. */
export const SHORTEST_HOURS = 1 / 12;
/** The shortest interval of an endpoint that is not rising. */
const SHORTEST_BY_CHANCE_HOURS = 1 / 4;
/** The longest interval: every endpoint is checked once a day, with an hour to spare. */
export const LONGEST_HOURS = 23;

/** Calculates when an endpoint is due for its next check. */
export function nextCheck(spendRate: SpendRate, interval: PollingInterval): NextCheck {
  const { headroom, latelyPerHour } = spendRate;
  if (headroom === undefined) return { afterHours: longestWait(interval), reason: 'unbudgeted' };
  if (spendRate.spend === 0) return { afterHours: longestWait(interval), reason: 'silent' };
  const usual = Math.min(
    interval.atMostHours,
    Math.max(SHORTEST_BY_CHANCE_HOURS, interval.factor * sqrtHoursToThreshold(spendRate)),
  );
  const rising = latelyPerHour > 0 ? headroom / latelyPerHour / 2 : Number.POSITIVE_INFINITY;
  return rising < usual
    ? { afterHours: Math.max(SHORTEST_HOURS, rising), reason: 'rising' }
    : { afterHours: usual, reason: 'spending' };
}

/** Whether every endpoint can be checked in every sweep interval. */
export function isEnoughForAll({ atMostHours }: PollingInterval): boolean {
  return atMostHours < LONGEST_HOURS;
}

/**
 * The longest wait, for endpoints that cannot cross a threshold soon: the sweep interval if the quota allows it, or almost
 * a day.
 */
export function longestWait({ atMostHours }: PollingInterval): number {
  return Math.min(LONGEST_HOURS, atMostHours);
}

/** Checks per hour that an endpoint needs with a factor of 1. Their sum over a fleet gives the interval. */
export function demandOf(spendRate: SpendRate): number {
  return spendRate.headroom === undefined || spendRate.spend === 0 ? 0 : 1 / sqrtHoursToThreshold(spendRate);
}

/** The checks that a fleet needs. */
export interface Demand {
  /** The sum of {@link demandOf}. */
  spending: number;
  spendingEndpoints: number;
  /** Number of endpoints that are checked once a day. */
  otherEndpoints: number;
}

/** Share of the requests for usual checks. The rest is for rising endpoints, searches and retries. */
const SHARE_BY_CHANCE = 0.75;
/** The most checks of an endpoint per sweep interval. More would cost a small fleet more at AWS than they find. */
const MOST_SWEEPS = 2;

/** Factor where no requests are left: a number that the stored polling state can hold. */
const SLOWEST = 1e6;

/**
 * Calculates the interval with which a fleet stays within a number of requests.
 *
 * @param requestsPerHour requests for checks
 * @param sweepHours how often every endpoint is checked where the quota allows it
 */
export function pollingIntervalFor(demand: Demand, requestsPerHour: number, sweepHours: number): PollingInterval {
  const { spending, spendingEndpoints, otherEndpoints } = demand;
  const all = (spendingEndpoints + otherEndpoints) / sweepHours;
  const quota = SHARE_BY_CHANCE * requestsPerHour;
  // Every endpoint is checked in every sweep interval where the quota allows it.
  const isEnough = all <= quota;
  const available = isEnough ? Math.min(quota, MOST_SWEEPS * all) : quota;
  const forSpending = Math.max(available / 10, available - otherEndpoints / (isEnough ? sweepHours : LONGEST_HOURS));
  return {
    factor: spending === 0 ? 1 : Math.min(SLOWEST, spending / forSpending),
    atMostHours: isEnough ? sweepHours : LONGEST_HOURS,
  };
}

/** The square root of the hours to the next threshold at the month's average pace. */
function sqrtHoursToThreshold({ headroom = 0, monthPerHour, perHour }: SpendRate): number {
  return Math.sqrt(Math.max(1 / 16, headroom / Math.max(monthPerHour, perHour, 1e-9)));
}
