import type { Point } from '../../../functions/domain/judging/forecast.ts';
import { daysIn, type Period, previousPeriod, startOf } from '../../../functions/domain/values/month.ts';
import { BEHAVIOURS, type Month } from './behaviours.ts';
import type { Random } from './random.ts';

/** One device through one month, checked every hour as the product does. */
export interface DeviceMonth {
  behaviour: string;
  period: Period;
  /** The period's first instant, in milliseconds. */
  startsAt: number;
  daysLastMonth: number;
  limit: number;
  /** Absent for a new SIM. */
  lastMonth?: number;
  /** Spend at each hour: the first is 0, the last is what the month came to. */
  spends: number[];
}

/** Months of 28 to 31 days that begin on different weekdays and follow months of different length. */
const PERIODS: Period[] = ['2026-10', '2026-11', '2027-01', '2027-02', '2027-03', '2028-02', '2028-03', '2028-06'];

/** How often a device is heard of. */
export const REPORTS = [
  { everyHours: 1, weight: 50 },
  { everyHours: 6, weight: 30 },
  { everyHours: 24, weight: 20 },
];

/** How many usual months a limit is, evenly on a logarithmic scale: half of the limits are below the square root. */
export const LIMIT_IN_USUAL_MONTHS = { low: 1, high: 3 };
/** A usual month costs 2.50 in the middle of the fleet, and less than 1.12 or more than 5.60 at a third of it. */
export const USUAL_MONTH = { median: 2.5, sigma: 0.8 };

export function deviceMonth(random: Random): DeviceMonth {
  const period = PERIODS[random.whole(0, PERIODS.length - 1)] ?? '2026-10';
  const startsAt = startOf(period);
  const month: Month = {
    hours: daysIn(period) * 24,
    firstWeekday: startsAt.getUTCDay(),
    usual: USUAL_MONTH.median * random.lognormal(USUAL_MONTH.sigma),
    reportsEvery: random.weighted(REPORTS).everyHours,
  };
  const behaviour = random.weighted(BEHAVIOURS);
  const { low, high } = LIMIT_IN_USUAL_MONTHS;
  const limit = Math.ceil(month.usual * random.logBetween(low, high) * 10) / 10;
  const lastMonth = behaviour.lastMonth(random, month);
  const spends = [0];
  for (const cost of behaviour.costs(random, month)) spends.push((spends.at(-1) ?? 0) + cost);
  return {
    behaviour: behaviour.name,
    period,
    startsAt: startsAt.getTime(),
    daysLastMonth: daysIn(previousPeriod(period)),
    limit,
    lastMonth,
    spends,
  };
}

/** The moment of an hour of the month: its first instant is hour 0. */
export function momentOf({ startsAt }: DeviceMonth, hour: number): Date {
  return new Date(startsAt + hour * 3_600_000);
}

/** With the ten decimals that emnify counts in at most. */
export function amount(value: number): string {
  return value.toFixed(10);
}

/** What is stored by an hour: each change of the last 24 hours, of the days before one a day. */
export function storedPoints(device: DeviceMonth, hour: number): Point[] {
  const { spends } = device;
  const recent = Math.max(0, hour - 24);
  const daily = Array.from({ length: Math.ceil(recent / 24) }, (_, day) => day * 24);
  const lastHours = Array.from({ length: hour - recent + 1 }, (_, i) => recent + i);
  const changes = lastHours.filter((at) => at % 24 === 0 || spends[at] !== spends[at - 1]);
  return [...daily, ...changes].map((at) => ({
    at: momentOf(device, at).toISOString(),
    amount: amount(spends[at] ?? 0),
  }));
}
