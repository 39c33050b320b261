import type { Random } from './random.ts';

/** The month of a device, before it is known what the device does in it. */
export interface Month {
  hours: number;
  /** The weekday that the month begins on, 0 for Sunday. */
  firstWeekday: number;
  /** What the device costs in a usual month. */
  usual: number;
  /** Hours between two reports of the device: what the hours between cost is seen with the next report. */
  reportsEvery: number;
  limit: number;
}

/** What each hour of a month costs. */
export interface Course {
  costs: number[];
  /** What each hour costs because of an incident; it is part of `costs`. */
  incident?: number[];
  /** What each hour of the month before had cost, without an incident; absent for a SIM that was not there. */
  before?: number[];
  /** MB of each hour, where their price changes. Otherwise data costs the same each hour. */
  volume?: number[];
}

export interface Behaviour {
  name: string;
  /** In words, for the table of the mixture. */
  does: string;
  /** How many of a hundred devices. */
  weight: number;
  /** How many usual months the limit of such a device is; default: as for all devices. */
  limitInUsualMonths?: { low: number; high: number };
  play(random: Random, month: Month, monthBefore: Month): Course;
}

type Costs = (random: Random, month: Month) => number[];

const ORDINARY: { name: string; does: string; weight: number; costs: Costs }[] = [
  {
    name: 'steady',
    does: 'about the same every hour',
    weight: 24,
    costs: steady,
  },
  {
    name: 'weekdays',
    does: 'works Monday to Friday from 6 to 20 h, an eighth of that at other times',
    weight: 16,
    costs: (random, month) => shaped(random, month, (hour) => (isWorkday(hour, month) && isDaytime(hour) ? 1 : 0.125)),
  },
  {
    name: 'bursty',
    does: 'a fifth steady, the rest in 6 to 14 uploads of very different size',
    weight: 12,
    costs(random, month) {
      const costs = steady(random, { ...month, usual: month.usual * 0.2 });
      const upload = (month.usual * 0.8) / 10;
      for (let left = random.whole(6, 14); left > 0; left--)
        addTransfer(random, costs, upload * random.lognormal(0.6), 6);
      return costs;
    },
  },
  {
    name: 'front-loaded',
    does: 'a third to a half of the month in its first week, every month',
    weight: 5,
    costs(random, month) {
      const share = random.between(1 / 3, 1 / 2);
      const week = 7 * 24;
      return shaped(random, month, (hour) => (hour < week ? share / week : (1 - share) / (month.hours - week)));
    },
  },
];

/** What a device with an incident does otherwise: as the most usual devices do. */
const OTHERWISE = ORDINARY.filter(({ name }) => name !== 'front-loaded');

export const BEHAVIOURS: readonly Behaviour[] = [
  ...ORDINARY.map(
    ({ costs, ...behaviour }): Behaviour => ({
      ...behaviour,
      play: (random, month, monthBefore) => ({ costs: costs(random, month), before: costs(random, monthBefore) }),
    }),
  ),
  {
    name: 'growing',
    does: 'each day 1 to 4 % more than the day before; less last month',
    weight: 7,
    play(random, month, monthBefore) {
      const growth = random.between(1.01, 1.04);
      const atStart = month.usual * random.between(1, 1.3);
      return {
        costs: shaped(random, { ...month, usual: atStart * growth ** 15 }, (hour) => growth ** (hour / 24)),
        before: steady(random, { ...monthBefore, usual: month.usual * random.between(0.8, 1) }),
      };
    },
  },
  {
    name: 'silent, then awake',
    does: 'nothing last month and until a random day, then steady at 1 to 2 times the usual pace',
    weight: 5,
    play(random, month) {
      const from = random.whole(3, 25) * 24;
      const times = random.between(1, 2);
      // emnify shows no last month of a silent device, as of a new SIM.
      return { costs: steady(random, month).map((cost, hour) => (hour < from ? 0 : cost * times)) };
    },
  },
  {
    name: 'new SIM',
    does: 'no last month; activated on one of the first 15 days, then steady at 1 to 3 times the usual pace',
    weight: 5,
    play(random, month) {
      const from = random.whole(0, 14) * 24;
      const times = random.between(1, 3);
      return { costs: steady(random, month).map((cost, hour) => (hour < from ? 0 : cost * times)) };
    },
  },
  withIncident({
    name: 'firmware update',
    does: 'steady, and once a download of 20 to 80 % of a usual month within 8 hours',
    weight: 7,
    base: steady,
    incident(random, { costs, month }) {
      const extra = costs.map(() => 0);
      addTransfer(random, extra, month.usual * random.between(0.2, 0.8), 8);
      return extra;
    },
  }),
  withIncident({
    name: 'firmware weekend',
    does: 'on the second Saturday and Sunday a download of 30 to 150 % of a usual month',
    weight: 3,
    incident(random, { costs, month }) {
      const saturday = 7 + ((6 - month.firstWeekday + 7) % 7);
      const from = saturday * 24 + random.whole(0, 12);
      const until = (saturday + 2) * 24;
      const perHour = (month.usual * random.between(0.3, 1.5)) / (until - from);
      return costs.map((_, hour) => (hour >= from && hour < until ? perHour : 0));
    },
  }),
  withIncident({
    name: 'stuck uploader',
    does: 'steady until a random hour; from there on 3 to 20 times as much until the end',
    weight: 5,
    base: steady,
    incident(random, { costs, month }) {
      const from = random.whole(0, month.hours - 1);
      const times = random.logBetween(3, 20);
      return costs.map((cost, hour) => (hour < from ? 0 : cost * (times - 1)));
    },
  }),
  withIncident({
    name: 'price jump',
    does: 'abroad for 1 to 14 days: 3 to 20 times the price for the same volume',
    weight: 3,
    isPrice: true,
    incident(random, { costs, month }) {
      const from = random.whole(0, month.hours - 1);
      const until = from + random.whole(1, 14) * 24;
      const times = random.logBetween(3, 20);
      return costs.map((cost, hour) => (hour >= from && hour < until ? cost * (times - 1) : 0));
    },
  }),
  withIncident({
    name: 'SMS loop',
    does: 'steady, and from a random hour on 1 to 6 SMS of 0.07 an hour for 6 to 72 hours',
    weight: 3,
    base: steady,
    incident(random, { costs, month }) {
      const from = random.whole(0, month.hours - 1);
      const until = from + random.whole(6, 72);
      const perHour = random.whole(1, 6) * 0.07;
      return costs.map((_, hour) => (hour >= from && hour < until ? perHour : 0));
    },
  }),
  withIncident({
    name: 'thief',
    does: 'a SIM used elsewhere for 3 hours to 17 days: 0.50 to 30 an hour, or 10 to 20 % of the limit a day; a third of them in bursts',
    weight: 3,
    incident: (random, { month }) =>
      theft(
        random,
        month,
        random.between(0, 1) < 0.5 ? random.logBetween(0.5, 30) : (month.limit * random.between(0.1, 0.2)) / 24,
      ),
  }),
  withIncident({
    name: 'slow thief',
    does: 'the same at 2 to 15 % of the limit a day; the limit is 10 to 30 usual months',
    weight: 1,
    limitInUsualMonths: { low: 10, high: 30 },
    incident: (random, { month }) => theft(random, month, (month.limit * random.between(0.02, 0.15)) / 24),
  }),
  withIncident({
    name: 'doubling',
    does: 'from one of the first 11 days on twice as much each week',
    weight: 1,
    incident(random, { costs }) {
      const from = random.whole(0, 10) * 24;
      return costs.map((cost, hour) => (hour < from ? 0 : cost * (2 ** ((hour - from) / (7 * 24)) - 1)));
    },
  }),
];

interface Incident extends Omit<Behaviour, 'play'> {
  /** What the device does otherwise; default: one of the ordinary behaviours. */
  base?: Costs;
  /** Whether it is the price that the incident changes, and not the volume. */
  isPrice?: boolean;
  /** What each hour costs because of the incident. */
  incident(random: Random, device: { costs: number[]; month: Month }): number[];
}

/** What a MB usually costs. */
export const PRICE_PER_MB = 0.1;

function withIncident({ base, isPrice = false, incident, ...behaviour }: Incident): Behaviour {
  return {
    ...behaviour,
    play(random, month, monthBefore) {
      const ordinary = base ?? random.weighted(OTHERWISE).costs;
      const costs = ordinary(random, month);
      const extra = incident(random, { costs, month });
      return {
        costs: costs.map((cost, hour) => cost + (extra[hour] ?? 0)),
        incident: extra,
        before: ordinary(random, monthBefore),
        volume: isPrice ? costs.map((cost) => cost / PRICE_PER_MB) : undefined,
      };
    },
  };
}

function theft(random: Random, month: Month, perHour: number): number[] {
  const from = random.whole(0, month.hours - 1);
  const until = from + random.logBetween(3, 400);
  const inBursts = random.between(0, 1) < 1 / 3;
  return Array.from({ length: month.hours }, (_, hour) => {
    if (hour < from || hour >= until) return 0;
    if (!inBursts) return perHour * random.between(0.5, 1.5);
    return hour === from || random.between(0, 1) < 0.3 ? perHour / 0.3 : 0;
  });
}

function steady(random: Random, month: Month): number[] {
  return shaped(random, month, () => 1);
}

/** A month of about `usual` cost, spread over its hours by `weightOf`. Days differ by a quarter, hours by a half. */
function shaped(random: Random, month: Month, weightOf: (hour: number) => number): number[] {
  const weights = Array.from({ length: month.hours }, (_, hour) => weightOf(hour));
  const scale = (month.usual * random.lognormal(0.1)) / total(weights);
  const offset = random.whole(0, month.reportsEvery - 1);
  let today = 1;
  let unseen = 0;
  return weights.map((weight, hour) => {
    if (hour % 24 === 0) today = random.lognormal(0.25);
    unseen += weight * scale * today * random.between(0.5, 1.5);
    if (hour % month.reportsEvery !== offset) return 0;
    const seen = unseen;
    unseen = 0;
    return seen;
  });
}

/** Spreads `amount` over 1 to `longest` hours from a random one on. */
function addTransfer(random: Random, costs: number[], amount: number, longest: number): void {
  const length = random.whole(1, longest);
  const from = random.whole(0, costs.length - length);
  for (let hour = from; hour < from + length; hour++) costs[hour] = (costs[hour] ?? 0) + amount / length;
}

function isWorkday(hour: number, { firstWeekday }: Month): boolean {
  const weekday = (firstWeekday + Math.floor(hour / 24)) % 7;
  return weekday > 0 && weekday < 6;
}

function isDaytime(hour: number): boolean {
  return hour % 24 >= 6 && hour % 24 < 20;
}

export function total(costs: number[]): number {
  return costs.reduce((sum, cost) => sum + cost, 0);
}
