import { DAY_MS, HOUR_MS } from '../values/duration.ts';

/** The organisation's total at one moment. */
export interface TotalPoint {
  /** Milliseconds since 1970. */
  at: number;
  total: number;
  /** The sum of all endpoints' costs at their last checks before. */
  seen: number;
}

/** The longest tolerated lag of the total behind the endpoints' figures. With a longer lag it is not trusted. */
export const MOST_LAG_MS = HOUR_MS;

/** Adds a point, and keeps the points of the last day, one per hour. */
export function totalsAfter(totals: TotalPoint[], point: TotalPoint): TotalPoint[] {
  const older = totals.filter(({ at }) => at > point.at - DAY_MS);
  const [beforeLast, last] = older.slice(-2);
  const isHourly = beforeLast === undefined || last === undefined || last.at - beforeLast.at >= HOUR_MS;
  return [...(isHourly ? older : older.slice(0, -1)), point];
}

/**
 * The growth of the total since a moment, or a little earlier. Only rises count, because a credit note does not undo a
 * crossing. Undefined where no earlier total is known.
 */
export function grownSince(totals: TotalPoint[], moment: number): number | undefined {
  const first = totals.findLastIndex(({ at }) => at <= moment - MOST_LAG_MS);
  if (first < 0) return undefined;
  let grown = 0;
  for (let index = first + 1; index < totals.length; index++) {
    grown += Math.max(0, (totals[index]?.total ?? 0) - (totals[index - 1]?.total ?? 0));
  }
  return grown;
}
