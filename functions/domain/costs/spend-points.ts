import { Big } from 'big.js';
import { HOUR_MS } from '../values/duration.ts';
import { type Decimal, ZERO } from '../values/money.ts';
import { type Period, startOf } from '../values/month.ts';
import { amountOn, type Meter, type Spend } from './spend.ts';

/** Cost of a period up to a moment. */
export interface Point {
  /** ISO 8601. */
  at: string;
  /** Month to date. */
  amount: Decimal;
}

interface Seen {
  at: number;
  amount: Decimal;
}

/**
 * Longest gap between two points in which the older amount held until the newer one. A change is stored at once, and an
 * unchanged endpoint once a day. After a longer gap that is not certain (no sweep ran, or only one point a day is kept):
 * then the spend is taken from the straight line between the two points.
 */
const CERTAIN_HOURS = 23;

/**
 * The spend of the last `hours`, never less than zero. A month starts at zero, so in its first hours that is the whole
 * spend. Undefined where the stored points do not go back far enough.
 */
export function spentSince(
  { period, now, spend, points }: { period: Period; now: Date; spend: Decimal; points: Point[] },
  hours: number,
): Decimal | undefined {
  const start: Seen = { at: startOf(period).getTime(), amount: ZERO };
  const moment = now.getTime() - hours * HOUR_MS;
  if (moment <= start.at) return spend;

  let before: Seen | undefined;
  let after: Seen = { at: now.getTime(), amount: spend };
  for (const point of points) {
    const seen = { at: Date.parse(point.at), amount: point.amount };
    if (seen.at < start.at || seen.at >= now.getTime()) continue;
    if (seen.at <= moment && (before === undefined || seen.at >= before.at)) before = seen;
    if (seen.at > moment && seen.at < after.at) after = seen;
  }
  // The start of the month counts as a point only where figures follow within a day.
  if (before === undefined && after.at - start.at <= 24 * HOUR_MS) before = start;
  if (before === undefined) return undefined;

  const then = isCertain(before, after) ? new Big(before.amount) : onTheLine(before, after, moment);
  const spent = new Big(spend).minus(then);
  return spent.lt(0) ? ZERO : spent.toFixed();
}

function isCertain(before: Seen, after: Seen): boolean {
  return after.at - before.at < CERTAIN_HOURS * HOUR_MS;
}

function onTheLine(before: Seen, after: Seen, moment: number): Big {
  const way = (moment - before.at) / (after.at - before.at);
  return new Big(after.amount).minus(before.amount).times(way).plus(before.amount);
}

/** A spend at one moment. */
export interface SpendPoint {
  /** ISO 8601. */
  at: string;
  meters: Spend['meters'];
}

/** Reduces points to one meter and one currency, for a forecast. */
export function amountsAt(points: SpendPoint[], meter: Meter, currency: string): { at: string; amount: Decimal }[] {
  return points.map(({ at, meters }) => ({
    at,
    amount: amountOn({ meters }, meter, currency),
  }));
}
