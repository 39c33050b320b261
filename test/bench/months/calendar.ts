import { RUN_MINUTES } from '../../../functions/domain/polling/polling-plan.ts';
import { endOf, startOf } from '../../../functions/domain/values/month.ts';

/** The month that is played. Time in it is counted in hours since it began. */
export const PERIOD = '2026-11';
export const HOUR_MS = 3_600_000;
export const MONTH_START_MS = startOf(PERIOD).getTime();
export const MONTH_HOURS = (endOf(PERIOD).getTime() - MONTH_START_MS) / HOUR_MS;
/** The product plans once in a tick. */
export const TICK_HOURS = RUN_MINUTES / 60;

/** Milliseconds since 1970. */
export function momentOf(hours: number): number {
  return MONTH_START_MS + hours * HOUR_MS;
}
