import { HOUR_MS } from '../values/duration.ts';
import { shortened, storable } from '../values/storable.ts';

/**
 * The spend rate of an endpoint, for planning its next check. In the currency of the budgets, as numbers and not decimals,
 * because no message shows them.
 */
export interface SpendRate {
  /** Month to date. */
  spend: number;
  /** Amount left to the next threshold, the nearest of all its budgets; absent where no budget applies. */
  headroom?: number;
  /** Spend per hour since the month began. */
  monthPerHour: number;
  /** Spend per hour since the previous check. */
  latelyPerHour: number;
  /** Spend per hour, smoothed over half a day: the pace expected until the next check. */
  perHour: number;
}

/** A spend rate, and the time of its check in milliseconds since 1970. */
export interface MeasuredRate {
  spendRate: SpendRate;
  checkedAt: number;
}

const SMOOTHING_HOURS = 12;
/** Minimum time between checks for a pace: closer checks say little. */
const LEAST_HOURS = 1 / 12;

/**
 * Updates a spend rate with one more check.
 *
 * @param before the previous check, in the same month
 * @param periodStart when the month began
 */
export function spendRateAfter(
  before: MeasuredRate | undefined,
  check: { spend: number; headroom?: number; checkedAt: number },
  periodStart: number,
): SpendRate {
  const spend = storable(check.spend);
  const headroom = check.headroom === undefined ? undefined : shortened(check.headroom);
  const { checkedAt } = check;
  const monthPerHour = perHour(spend, checkedAt - periodStart);
  const common = { spend, ...(headroom !== undefined && { headroom }), monthPerHour };
  if (!before) return { ...common, latelyPerHour: monthPerHour, perHour: monthPerHour };
  const since = checkedAt - before.checkedAt;
  // Costs can be taken back; a pace cannot be below zero.
  const latelyPerHour = Math.max(0, perHour(spend - before.spendRate.spend, since));
  const weight = 1 - Math.exp(-hours(since) / SMOOTHING_HOURS);
  const expected = before.spendRate.perHour + weight * (latelyPerHour - before.spendRate.perHour);
  return { ...common, latelyPerHour, perHour: shortened(expected) };
}

function perHour(amount: number, milliseconds: number): number {
  return shortened(amount / hours(milliseconds));
}

function hours(milliseconds: number): number {
  return Math.max(LEAST_HOURS, milliseconds / HOUR_MS);
}
