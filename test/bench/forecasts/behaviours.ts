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
}

export interface Behaviour {
  name: string;
  /** In words, for the table of the mixture. */
  does: string;
  /** How many of a hundred devices. */
  weight: number;
  /** What each hour of the month costs. */
  costs(random: Random, month: Month): number[];
  /** What last month had cost; `undefined` for a SIM that was not there. */
  lastMonth(random: Random, month: Month): number | undefined;
}

export const BEHAVIOURS: readonly Behaviour[] = [
  everyMonth({
    name: 'steady',
    does: 'about the same every hour',
    weight: 26,
    costs: steady,
  }),
  everyMonth({
    name: 'weekdays',
    does: 'works Monday to Friday from 6 to 20 h, an eighth of that at other times',
    weight: 18,
    costs: (random, month) => shaped(random, month, (hour) => (isWorkday(hour, month) && isDaytime(hour) ? 1 : 0.125)),
  }),
  everyMonth({
    name: 'bursty',
    does: 'a fifth steady, the rest in 6 to 14 uploads of very different size',
    weight: 14,
    costs(random, month) {
      const costs = steady(random, { ...month, usual: month.usual * 0.2 });
      const upload = (month.usual * 0.8) / 10;
      for (let left = random.whole(6, 14); left > 0; left--)
        addTransfer(random, costs, upload * random.lognormal(0.6), 6);
      return costs;
    },
  }),
  everyMonth({
    name: 'front-loaded',
    does: 'a third to a half of the month in its first week, every month',
    weight: 5,
    costs(random, month) {
      const share = random.between(1 / 3, 1 / 2);
      const week = 7 * 24;
      return shaped(random, month, (hour) => (hour < week ? share / week : (1 - share) / (month.hours - week)));
    },
  }),
  {
    name: 'firmware update',
    does: 'steady, and once a download of 20 to 80 % of a usual month within 8 hours',
    weight: 9,
    costs(random, month) {
      const costs = steady(random, month);
      addTransfer(random, costs, month.usual * random.between(0.2, 0.8), 8);
      return costs;
    },
    lastMonth: steadyLastMonth,
  },
  {
    name: 'growing',
    does: 'each day 1 to 4 % more than the day before; less last month',
    weight: 8,
    costs(random, month) {
      const growth = random.between(1.01, 1.04);
      const atStart = month.usual * random.between(1, 1.3);
      return shaped(random, { ...month, usual: atStart * growth ** 15 }, (hour) => growth ** (hour / 24));
    },
    lastMonth: (random, month) => month.usual * random.between(0.8, 1),
  },
  {
    name: 'stuck uploader',
    does: 'steady until a random hour; from there on 3 to 20 times as much until the end',
    weight: 6,
    costs(random, month) {
      const from = random.whole(0, month.hours - 1);
      const times = random.logBetween(3, 20);
      return steady(random, month).map((cost, hour) => (hour < from ? cost : cost * times));
    },
    lastMonth: steadyLastMonth,
  },
  {
    name: 'SMS loop',
    does: 'steady, and from a random hour on 1 to 6 SMS of 0.07 an hour for 6 to 72 hours',
    weight: 4,
    costs(random, month) {
      const from = random.whole(0, month.hours - 1);
      const until = from + random.whole(6, 72);
      const perHour = random.whole(1, 6) * 0.07;
      return steady(random, month).map((cost, hour) => (hour >= from && hour < until ? cost + perHour : cost));
    },
    lastMonth: steadyLastMonth,
  },
  {
    name: 'silent, then awake',
    does: 'nothing last month and until a random day, then steady at 1 to 2 times the usual pace',
    weight: 5,
    costs(random, month) {
      const from = random.whole(3, 25) * 24;
      const times = random.between(1, 2);
      return steady(random, month).map((cost, hour) => (hour < from ? 0 : cost * times));
    },
    // emnify shows no last month of a silent device, as of a new SIM.
    lastMonth: () => undefined,
  },
  {
    name: 'new SIM',
    does: 'no last month; activated on one of the first 15 days, then steady at 1 to 3 times the usual pace',
    weight: 5,
    costs(random, month) {
      const from = random.whole(0, 14) * 24;
      const times = random.between(1, 3);
      return steady(random, month).map((cost, hour) => (hour < from ? 0 : cost * times));
    },
    lastMonth: () => undefined,
  },
];

/** What a device does every month, it has done last month. */
function everyMonth(behaviour: Omit<Behaviour, 'lastMonth'>): Behaviour {
  return { ...behaviour, lastMonth: (random, month) => total(behaviour.costs(random, month)) };
}

function steadyLastMonth(random: Random, month: Month): number {
  return total(steady(random, month));
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

function total(costs: number[]): number {
  return costs.reduce((sum, cost) => sum + cost, 0);
}
