import type { SpendRate } from './spend-rate.ts';

/**
 * Why an endpoint is looked at when it is.
 * - `rising`: at its pace since the last look it reaches its next threshold soon; half of that time is waited.
 * - `spending`: its turn comes the more often, the nearer its next threshold is for what it spends.
 * - `silent`: it has cost nothing this month.
 * - `unbudgeted`: no budget counts for it.
 */
export type CheckReason = 'rising' | 'spending' | 'silent' | 'unbudgeted';

export interface NextCheck {
  /** Hours after the last look. */
  afterHours: number;
  reason: CheckReason;
}

/**
 * How much time everybody gets, chosen so that all looks together keep within the request quota.
 * A spending endpoint is looked at after `factor` times the square root of the hours that its average pace takes to
 * its next threshold: with chances of a jump that grow with pace over headroom, no other division of the same number
 * of requests finds jumps sooner on average.
 */
export interface PollingInterval {
  factor: number;
  /** The longest wait of an endpoint that spends, in hours: the sweep interval, unless the quota is too small for it. */
  atMostHours: number;
}

/** Looks that are closer together than this find nothing new: emnify adds up in steps of minutes. */
export const SHORTEST_HOURS = 1 / 12;
/** Of an endpoint whose next threshold is near by chance only, and not by its pace. */
const SHORTEST_BY_CHANCE_HOURS = 1 / 4;
/** Everybody is looked at once a day, with an hour to spare. */
export const LONGEST_HOURS = 23;

/** When an endpoint is to be looked at again. */
export function nextCheck(watch: SpendRate, interval: PollingInterval): NextCheck {
  const { headroom, latelyPerHour } = watch;
  if (headroom === undefined) return { afterHours: longestWait(interval), reason: 'unbudgeted' };
  if (watch.spend === 0) return { afterHours: longestWait(interval), reason: 'silent' };
  const inTurn = Math.min(
    interval.atMostHours,
    Math.max(SHORTEST_BY_CHANCE_HOURS, interval.factor * sqrtHoursToThreshold(watch)),
  );
  const rising = latelyPerHour > 0 ? headroom / latelyPerHour / 2 : Number.POSITIVE_INFINITY;
  return rising < inTurn
    ? { afterHours: Math.max(SHORTEST_HOURS, rising), reason: 'rising' }
    : { afterHours: inTurn, reason: 'spending' };
}

/** Whether everybody has a turn in every sweep interval. */
export function isEnoughForAll({ atMostHours }: PollingInterval): boolean {
  return atMostHours < LONGEST_HOURS;
}

/** Of whoever has no headroom to lose: an interval where everybody has a turn in it, or almost a day. */
export function longestWait({ atMostHours }: PollingInterval): number {
  return Math.min(LONGEST_HOURS, atMostHours);
}

/** Looks that an endpoint asks for in an hour, by chance, with a factor of 1. Their sum over a fleet gives the interval. */
export function demandOf(watch: SpendRate): number {
  return watch.headroom === undefined || watch.spend === 0 ? 0 : 1 / sqrtHoursToThreshold(watch);
}

/** What a fleet asks for. */
export interface Demand {
  /** The sum of {@link demandOf}. */
  spending: number;
  spendingEndpoints: number;
  /** Endpoints that are looked at once a day. */
  otherEndpoints: number;
}

/** The rest is for what rises, for searches, and for requests that have to be repeated. */
const SHARE_BY_CHANCE = 0.75;
/** A small fleet could be looked at all the time: more than this many times a sweep costs more at AWS than it finds. */
const MOST_SWEEPS = 2;

/** Where no requests are left at all: a number that the record of the watch can hold. */
const SLOWEST = 1e6;

/**
 * The interval at which a fleet keeps within a number of requests.
 *
 * @param requestsPerHour what may be spent on looks
 * @param sweepHours how often every endpoint is to be looked at where the quota allows it
 */
export function pollingIntervalFor(demand: Demand, requestsPerHour: number, sweepHours: number): PollingInterval {
  const { spending, spendingEndpoints, otherEndpoints } = demand;
  const all = (spendingEndpoints + otherEndpoints) / sweepHours;
  const quota = SHARE_BY_CHANCE * requestsPerHour;
  // Where everybody can have a turn in every interval, everybody has.
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
