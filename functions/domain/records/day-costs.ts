import { amountOn, METERS, type Meter, type Spend } from '../costs/spend.ts';
import { DAY_MS } from '../values/duration.ts';
import { shortened } from '../values/storable.ts';

/** Cost of an endpoint by whole UTC days, as a history of its usual pace. Amounts are numbers in the budgets' currency. */
export interface DayCosts {
  /** The day of the last check, ISO 8601 date. */
  day: string;
  /** Cost of the month at the first check of that day. */
  atStart: Amounts;
  /** Cost of each day before it, the newest last. Days without a check get their part of what was spent meanwhile. */
  before: Partial<Record<Meter, number[]>>;
}

type Amounts = Partial<Record<Meter, number>>;

/** Five weeks have the beginning of the month before in them: some endpoints cost most in the first days of a month. */
const MOST_DAYS = 35;

/**
 * Adds the days that are over to the history, at the first check of a day.
 *
 * @param before the history after the check before, of this month or of the month before
 * @param meters the meters that budgets count on
 * @param ended what the month before came to; absent where it is not known
 */
export function dayCostsAfter(
  before: DayCosts | undefined,
  spend: Spend,
  { now, currency, meters, ended }: { now: Date; currency: string; meters: Meter[]; ended?: Spend },
): DayCosts {
  const day = now.toISOString().slice(0, 10);
  if (before?.day === day) return before;
  const atStart = amountsOf(spend, meters, currency);
  if (!before) return { day, atStart, before: {} };
  const monthStart = `${spend.period}-01`;
  if (before.day >= monthStart)
    return { day, atStart, before: withDays(before, atStart, daysBetween(before.day, day)) };
  // A month begins at zero.
  const lastDays = ended
    ? withDays(before, amountsOf(ended, meters, currency), daysBetween(before.day, monthStart))
    : {};
  const opening = { day: monthStart, atStart: {}, before: lastDays };
  return day === monthStart
    ? opening
    : { day, atStart, before: withDays(opening, atStart, daysBetween(monthStart, day)) };
}

/** What a day has cost so far, as far as its checks show. */
export function costToday({ atStart }: DayCosts, spend: Spend, meter: Meter, currency: string): number {
  return Math.max(0, Number(amountOn(spend, meter, currency)) - (atStart[meter] ?? 0));
}

/** Appends the cost since a day began, in equal parts for each of the days. */
function withDays({ atStart, before }: DayCosts, amounts: Amounts, days: number): DayCosts['before'] {
  const after: DayCosts['before'] = {};
  for (const meter of METERS) {
    const cost = Math.max(0, (amounts[meter] ?? 0) - (atStart[meter] ?? 0));
    const costs = [...(before[meter] ?? []), ...Array<number>(Math.min(days, MOST_DAYS)).fill(shortened(cost / days))];
    if (costs.some((each) => each > 0)) after[meter] = costs.slice(-MOST_DAYS);
  }
  return after;
}

function amountsOf(spend: Spend, meters: Meter[], currency: string): Amounts {
  const amounts = meters.map((meter) => [meter, shortened(Number(amountOn(spend, meter, currency)))] as const);
  return Object.fromEntries(amounts.filter(([, amount]) => amount > 0));
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
