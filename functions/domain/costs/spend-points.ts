import { Big } from 'big.js';
import { HOUR_MS } from '../values/duration.ts';
import { type Decimal, ZERO } from '../values/money.ts';
import { type Period, startOf } from '../values/month.ts';
import { amountOn, type Meter, type Spend } from './spend.ts';

/** What a period had cost at a moment. */
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
 * A change is stored when it is seen and a quiet endpoint once a day, so between two points the older amount stood
 * until the newer came. From so many hours on that is not certain (no sweep ran, or one point a day was kept), and the
 * spend is read off the straight line between the two.
 */
const CERTAIN_HOURS = 23;

/**
 * What was spent since `hours` ago, never less than zero. A month starts at zero, so in its first hours that is all of
 * it. Absent where the stored points do not reach back so far.
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
  // The month's own beginning counts as seen only where the figures set in soon after it.
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

/** A spend as it was at one moment. */
export interface SpendPoint {
  /** ISO 8601. */
  at: string;
  meters: Spend['meters'];
}

/** Points as a forecast reads them: one meter, one currency. */
export function amountsAt(points: SpendPoint[], meter: Meter, currency: string): { at: string; amount: Decimal }[] {
  return points.map(({ at, meters }) => ({
    at,
    amount: amountOn({ meters }, meter, currency),
  }));
}
