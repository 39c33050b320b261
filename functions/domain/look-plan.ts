import type { Watch } from './watch.ts';

/**
 * Why an endpoint is looked at when it is.
 * - `rising`: at its pace since the last look it reaches its next threshold soon; half of that time is waited.
 * - `spending`: its turn comes the more often, the nearer its next threshold is for what it spends.
 * - `silent`: it has cost nothing this month.
 * - `unwatched`: no budget counts for it.
 */
export type LookReason = 'rising' | 'spending' | 'silent' | 'unwatched';

export interface NextLook {
  /** Hours after the last look. */
  afterHours: number;
  reason: LookReason;
}

/**
 * How much time everybody gets, chosen so that all looks together keep within the request quota.
 * A spending endpoint is looked at after `factor` times the square root of the hours that its average pace takes to
 * its next threshold: with chances of a jump that grow with pace over headroom, no other division of the same number
 * of requests finds jumps sooner on average.
 */
export interface Tempo {
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
export function nextLook(watch: Watch, tempo: Tempo): NextLook {
  const { headroom, latelyPerHour } = watch;
  if (headroom === undefined) return { afterHours: longestWait(tempo), reason: 'unwatched' };
  if (watch.spend === 0) return { afterHours: longestWait(tempo), reason: 'silent' };
  const inTurn = Math.min(tempo.atMostHours, Math.max(SHORTEST_BY_CHANCE_HOURS, tempo.factor * restlessness(watch)));
  const rising = latelyPerHour > 0 ? headroom / latelyPerHour / 2 : Number.POSITIVE_INFINITY;
  return rising < inTurn
    ? { afterHours: Math.max(SHORTEST_HOURS, rising), reason: 'rising' }
    : { afterHours: inTurn, reason: 'spending' };
}

/** Whether everybody has a turn in every sweep interval. */
export function isEnoughForAll({ atMostHours }: Tempo): boolean {
  return atMostHours < LONGEST_HOURS;
}

/** Of whoever has no headroom to lose: an interval where everybody has a turn in it, or almost a day. */
export function longestWait({ atMostHours }: Tempo): number {
  return Math.min(LONGEST_HOURS, atMostHours);
}

/** Looks that an endpoint asks for in an hour, by chance, with a factor of 1. Their sum over a fleet gives the tempo. */
export function demandOf(watch: Watch): number {
  return watch.headroom === undefined || watch.spend === 0 ? 0 : 1 / restlessness(watch);
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
 * The tempo at which a fleet keeps within a number of requests.
 *
 * @param requestsPerHour what may be spent on looks
 * @param sweepHours how often every endpoint is to be looked at where the quota allows it
 */
export function tempoFor(demand: Demand, requestsPerHour: number, sweepHours: number): Tempo {
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
function restlessness({ headroom = 0, monthPerHour, perHour }: Watch): number {
  return Math.sqrt(Math.max(1 / 16, headroom / Math.max(monthPerHour, perHour, 1e-9)));
}
