import type { Point } from '../../../functions/domain/judging/forecast.ts';
import { type DataPrice, dataPriceAfter, dearPrice } from '../../../functions/domain/records/data-price.ts';
import { daysIn, type Period, previousPeriod, startOf } from '../../../functions/domain/values/month.ts';
import { BEHAVIOURS, type Month, total } from './behaviours.ts';
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
  /** Cost of the days of the month before, the newest last. Empty for a new SIM. */
  history: number[];
  /** Spend that the figures show at each hour: the first is 0. */
  spends: number[];
  /** What the month came to, with what is shown after its end. */
  outcome: number;
  /** The hours at which the product finds that data costs more by volume than usual. */
  isDataDear: boolean[];
  incident?: Incident;
}

/** Costs that are none of the device's usual ones. */
export interface Incident {
  /** The hours at which it began and ended.  */
  from: number;
  until: number;
  /**
   * The hour of the first figure that shows it: what it costs more than in the figure before is at the pace of the floor
   * (or any cost, if it is not large). Absent where it is shown after the month.
   */
  shownAt?: number;
  /** Whether any 24 hours of it cost at least 10 % of the limit and 0.50. */
  isLarge: boolean;
  /** What the figures show of it at each hour. */
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

/** One of so many devices has figures that are 1 to 12 hours late, each day another number of hours. */
export const LATE_DEVICES = 0.15;
export const LATE_HOURS = { least: 1, most: 12 };

export const HISTORY_DAYS = 35;

/** What an incident must cost in 24 hours so that an alert is wanted. */
export const LARGE = { shareOfLimit: 0.1, amount: 0.5 };

export function deviceMonth(random: Random): DeviceMonth {
  const period = PERIODS[random.whole(0, PERIODS.length - 1)] ?? '2026-10';
  const startsAt = startOf(period);
  const usual = USUAL_MONTH.median * random.lognormal(USUAL_MONTH.sigma);
  const reportsEvery = random.weighted(REPORTS).everyHours;
  const behaviour = random.weighted(BEHAVIOURS);
  const { low, high } = behaviour.limitInUsualMonths ?? LIMIT_IN_USUAL_MONTHS;
  const limit = Math.ceil(usual * random.logBetween(low, high) * 10) / 10;
  const monthOf = (which: Period): Month => ({
    hours: daysIn(which) * 24,
    firstWeekday: startOf(which).getUTCDay(),
    usual,
    reportsEvery,
    limit,
  });
  const before = previousPeriod(period);
  const course = behaviour.play(random, monthOf(period), monthOf(before));
  const spends = sums(course.costs);
  const isShown = random.between(0, 1) < LATE_DEVICES ? late(random, spends.length) : (hour: number) => hour;
  const shown = (figures: number[]): number[] => figures.map((_, hour) => figures[isShown(hour)] ?? 0);
  return {
    behaviour: behaviour.name,
    period,
    startsAt: startsAt.getTime(),
    daysLastMonth: daysIn(before),
    limit,
    lastMonth: course.before === undefined ? undefined : total(course.before),
    history: course.before === undefined ? [] : perDay(sums(course.before)).slice(-HISTORY_DAYS),
    spends: shown(spends),
    outcome: spends.at(-1) ?? 0,
    isDataDear: course.volume === undefined ? [] : dearHours(shown(spends), shown(sums(course.volume)), period),
    incident: course.incident && incidentOf(sums(course.incident), limit, shown, shown(spends)),
  };
}

/** Spend at each hour: the first is 0. */
function sums(costs: number[]): number[] {
  const spends = [0];
  for (const cost of costs) spends.push((spends.at(-1) ?? 0) + cost);
  return spends;
}

function perDay(spends: number[]): number[] {
  return Array.from({ length: Math.floor((spends.length - 1) / 24) }, (_, day) => {
    return (spends[(day + 1) * 24] ?? 0) - (spends[day * 24] ?? 0);
  });
}

/** The hours at which the product has seen a dear price twice. */
function dearHours(spends: number[], volumes: number[], period: Period): boolean[] {
  let price: DataPrice | undefined;
  return spends.map((spend, hour) => {
    const figures = {
      trafficType: 'data',
      period,
      volume: amount(volumes[hour] ?? 0),
      cost: { amount: amount(spend), currency: 'EUR' },
    };
    price = dataPriceAfter(
      price,
      { currentMonth: spend === 0 ? [] : [figures], lastMonth: [] },
      { period, currency: 'EUR', now: new Date(startOf(period).getTime() + hour * 3_600_000) },
    );
    return price !== undefined && dearPrice(price) !== undefined;
  });
}

/** The hour whose spend is shown at an hour. What was shown once stays. */
function late(random: Random, hours: number): (hour: number) => number {
  let newest = 0;
  let delay = 0;
  const shown = Array.from({ length: hours }, (_, hour) => {
    if (hour % 24 === 0) delay = random.whole(LATE_HOURS.least, LATE_HOURS.most);
    newest = Math.max(newest, hour - delay);
    return newest;
  });
  return (hour) => shown[hour] ?? 0;
}

function incidentOf(
  spends: number[],
  limit: number,
  shown: (figures: number[]) => number[],
  device: number[],
): Incident | undefined {
  const costs = spends.at(-1) ?? 0;
  if (costs === 0) return undefined;
  const floor = Math.max(LARGE.shareOfLimit * limit, LARGE.amount);
  const inADay = (hour: number): number => (spends[hour + 24] ?? costs) - (spends[hour] ?? 0);
  const from = spends.findIndex((spend) => spend > 0) - 1;
  const large = spends.findIndex((_, hour) => inADay(hour) >= floor);
  const largeFrom = Math.max(from, large);
  const figures = shown(spends);
  let figureBefore = 0;
  const shownAt = figures.findIndex((spend, hour) => {
    const rise = spend - Math.max(figures[hour - 1] ?? 0, spends[largeFrom] ?? 0);
    const hours = Math.min(24, hour - figureBefore);
    if (device[hour] !== device[hour - 1]) figureBefore = hour;
    return rise > 0 && (large === -1 || (rise / hours) * 24 >= floor);
  });
  return {
    from,
    until: spends.indexOf(costs),
    shownAt: shownAt === -1 ? undefined : shownAt,
    isLarge: large !== -1,
    spends: figures,
  };
}

/** Cost of each whole day before an hour, as hourly checks saw them, the newest last. */
export function daysBefore({ history, spends }: DeviceMonth, hour: number): number[] {
  const today = Math.floor(hour / 24);
  return [...history, ...perDay(spends.slice(0, today * 24 + 1))].slice(-HISTORY_DAYS);
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
