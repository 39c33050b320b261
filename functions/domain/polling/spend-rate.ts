import { HOUR_MS } from '../values/duration.ts';

/**
 * How the spend of an endpoint moves, for planning when to look again. Numbers and not decimals, in the currency of
 * the budgets: nobody is told any of them.
 */
export interface SpendRate {
  /** Month to date. */
  spend: number;
  /** What is missing to the next threshold, the nearest of all its budgets; absent where no budget counts. */
  headroom?: number;
  /** Spend per hour since the month began. */
  monthPerHour: number;
  /** Spend per hour since the look before. */
  latelyPerHour: number;
  /** Spend per hour, smoothed over half a day: what is expected of the time until the next look. */
  perHour: number;
}

/** A watch, and when its endpoint was looked at, in milliseconds since 1970. */
export interface MeasuredRate {
  watch: SpendRate;
  seenAt: number;
}

const SMOOTHING_HOURS = 12;
/** Two looks that are closer together say little about a pace. */
const LEAST_HOURS = 1 / 12;

/**
 * The watch after one more look.
 *
 * @param before the look before, in the same month
 * @param periodStart when the month began
 */
export function spendRateAfter(
  before: MeasuredRate | undefined,
  look: { spend: number; headroom?: number; seenAt: number },
  periodStart: number,
): SpendRate {
  const spend = storable(look.spend);
  const headroom = look.headroom === undefined ? undefined : storable(look.headroom);
  const { seenAt } = look;
  const monthPerHour = perHour(spend, seenAt - periodStart);
  const common = { spend, ...(headroom !== undefined && { headroom }), monthPerHour };
  if (!before) return { ...common, latelyPerHour: monthPerHour, perHour: monthPerHour };
  const since = seenAt - before.seenAt;
  // Costs can be taken back; a pace cannot be below zero.
  const latelyPerHour = Math.max(0, perHour(spend - before.watch.spend, since));
  const weight = 1 - Math.exp(-hours(since) / SMOOTHING_HOURS);
  const expected = before.watch.perHour + weight * (latelyPerHour - before.watch.perHour);
  return { ...common, latelyPerHour, perHour: storable(expected) };
}

/** Below this, an amount moves nothing that is planned. */
const LEAST = 1e-9;

/** A table takes no number beyond the exact ones, and none that is smaller than 1e-130. */
function storable(amount: number): number {
  if (Math.abs(amount) < LEAST) return 0;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, amount));
}

function perHour(amount: number, milliseconds: number): number {
  return storable(amount / hours(milliseconds));
}

function hours(milliseconds: number): number {
  return Math.max(LEAST_HOURS, milliseconds / HOUR_MS);
}
