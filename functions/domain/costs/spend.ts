import { compare, type Decimal, isZero, type Money, sum, ZERO } from '../values/money.ts';
import { type Period, previousPeriod } from '../values/month.ts';
import type { EndpointStats, TrafficFigures } from './emnify-figures.ts';

/** The costs that a limit can be set on: all traffic, or emnify's `data` or `sms` alone. */
export const METERS = ['total', 'data', 'sms'] as const;
export type Meter = (typeof METERS)[number];

/** Cost of an endpoint in one period, per meter, one amount per currency. */
export interface Spend {
  period: Period;
  meters: Record<Meter, Money[]>;
  /** Traffic types that have volume without cost: their cost is unknown, not zero. At most ten are named. */
  costUnavailable: string[];
  /** The newest time stamp of the traffic types: emnify updates a type only when it has traffic. ISO 8601. */
  lastUpdated?: string;
}

/** The most traffic types or months to name. All of them count, named or not. */
const MOST_NAMED = 10;

/** Spends to judge, or the reason why there are none. */
export type Reading = (
  | { kind: 'spend'; spend: Spend; lastMonth: Spend }
  | { kind: 'stale'; reason: string; lastMonth: Spend }
) & {
  /** The newest time stamp in emnify's answer, ISO 8601. */
  asOf?: string;
  /** The month as emnify writes it, where it is in another time zone than UTC. */
  localMonth?: string;
};

/**
 * Reads the spend of `period`. Figures count for the month that they carry themselves: right after midnight on the first,
 * emnify may still answer with the old month. That is neither this month's spend nor zero.
 */
export function readSpend(stats: Omit<EndpointStats, 'activeLastHour'>, period: Period): Reading {
  const lastMonth = spendOf(closedFigures(stats), previousPeriod(period));
  const asOf = newest([...stats.currentMonth, ...stats.lastMonth]);
  const months = [...new Set(stats.currentMonth.map((line) => line.period))];
  if (months.length > 0 && !months.includes(period)) {
    const reason = `emnify's current month is ${months.slice(0, MOST_NAMED).join(', ')}, not ${period}`;
    return { kind: 'stale', reason, lastMonth, ...(asOf && { asOf }) };
  }
  const localMonth = stats.currentMonth.find((line) => line.localMonth)?.localMonth;
  const about = { lastMonth, ...(asOf && { asOf }), ...(localMonth && { localMonth }) };
  return { kind: 'spend', spend: spendOf(stats.currentMonth, period), ...about };
}

/** The amount on a meter in one currency, zero where there is none. */
export function amountOn(spend: Pick<Spend, 'meters'>, meter: Meter, currency: string): Decimal {
  return spend.meters[meter].find((money) => money.currency === currency)?.amount ?? ZERO;
}

/** The amounts on a meter in other currencies than the given one. */
export function otherCurrencies(spend: Spend, meter: Meter, currency: string): Money[] {
  return spend.meters[meter].filter((money) => money.currency !== currency && !isZero(money.amount));
}

/** The traffic types that count on a meter and whose cost is unknown. */
export function hiddenOn(spend: Spend, meter: Meter): string[] {
  return spend.costUnavailable.filter((trafficType) => meter === 'total' || meter === trafficType);
}

/** Picks the traffic types to name: those with a meter of their own first. */
export function named(trafficTypes: Iterable<string>): string[] {
  const all = [...new Set(trafficTypes)];
  if (all.length <= MOST_NAMED) return all;
  const { metered = [], others = [] } = Object.groupBy(all, (trafficType) =>
    METERS.some((meter) => meter === trafficType) ? 'metered' : 'others',
  );
  return [...metered, ...others].slice(0, MOST_NAMED);
}

export function hasTraffic(spend: Spend): boolean {
  return spend.meters.total.length > 0 || spend.costUnavailable.length > 0;
}

/** `last_month`, and lines that only a `current_month` of the old month has. */
function closedFigures({ currentMonth, lastMonth }: Omit<EndpointStats, 'activeLastHour'>): TrafficFigures[] {
  const known = new Set(lastMonth.map((line) => `${line.trafficType} ${line.period}`));
  return [...lastMonth, ...currentMonth.filter((line) => !known.has(`${line.trafficType} ${line.period}`))];
}

function spendOf(figures: TrafficFigures[], period: Period): Spend {
  const ours = figures.filter((line) => line.period === period);
  const lastUpdated = newest(ours);
  return {
    period,
    meters: {
      total: addUp(ours),
      data: addUp(ours.filter((line) => line.trafficType === 'data')),
      sms: addUp(ours.filter((line) => line.trafficType === 'sms')),
    },
    costUnavailable: named(ours.filter(lacksCost).map((line) => line.trafficType)),
    ...(lastUpdated && { lastUpdated }),
  };
}

function newest(figures: TrafficFigures[]): string | undefined {
  return figures
    .flatMap((line) => line.lastUpdated ?? [])
    .sort()
    .at(-1);
}

function lacksCost(line: TrafficFigures): boolean {
  return !isZero(line.volume) && (line.cost === undefined || isZero(line.cost.amount));
}

function addUp(lines: TrafficFigures[]): Money[] {
  const byCurrency = new Map<string, Decimal>();
  for (const { cost } of lines) {
    if (cost) byCurrency.set(cost.currency, sum(byCurrency.get(cost.currency) ?? ZERO, cost.amount));
  }
  return [...byCurrency]
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => compare(b.amount, a.amount));
}
