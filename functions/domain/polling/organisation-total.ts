import { DAY_MS, HOUR_MS } from '../values/duration.ts';

/** The organisation's total at one moment. */
export interface TotalPoint {
  /** Milliseconds since 1970. */
  at: number;
  total: number;
  /** The sum of what all endpoints had cost at their last looks by then. */
  seen: number;
}

/** The total may be so much behind the endpoints' own figures. Where it is further behind, it is not trusted. */
export const MOST_LAG_MS = HOUR_MS;

/** The points of the last day, one an hour, and the newest. */
export function totalsAfter(totals: TotalPoint[], point: TotalPoint): TotalPoint[] {
  const older = totals.filter(({ at }) => at > point.at - DAY_MS);
  const [beforeLast, last] = older.slice(-2);
  const isHourly = beforeLast === undefined || last === undefined || last.at - beforeLast.at >= HOUR_MS;
  return [...(isHourly ? older : older.slice(0, -1)), point];
}

/**
 * What was spent since some time before a moment: the rises of the total, as a credit note takes back no crossing.
 * Unknown where the total was not looked at so early.
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
