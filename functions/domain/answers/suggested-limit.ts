import { type BudgetPlan, budgetsFor, budgetsOf } from '../budgets/budget.ts';
import { amountsAt } from '../costs/spend-points.ts';
import type { EndpointHistory } from '../records/endpoint-month.ts';
import { beside, compare, type Decimal, isZero, roundUpTo, times } from '../values/money.ts';
import { plural } from '../values/text.ts';

/** What a limit could be, by what the devices of a budget cost. */
export interface SuggestedLimit {
  budget: string;
  /** Devices with a cost. */
  endpoints: number;
  median: Decimal;
  /** 95 of 100 devices cost at most this. */
  p95: Decimal;
  suggested: Decimal;
  words: string;
}

/** Half as much again as nineteen of twenty devices need: room for an ordinary month, none for a runaway. */
const ROOM = '1.5';

/**
 * Suggests a limit for every budget with a limit per device, by what its devices cost last month, and this month so
 * far where they had none. Only of the meter `total`: last month's parts are not stored.
 */
export function suggestLimits(histories: EndpointHistory[], plan: BudgetPlan): SuggestedLimit[] {
  const { currency } = plan;
  return budgetsOf('endpoint', plan).flatMap((budget) => {
    if (budget.meter !== 'total') return [];
    const costs = histories
      .filter(({ endpoint }) => budgetsFor(endpoint, plan).includes(budget))
      .map((history) => monthCost(history, currency))
      .filter((cost): cost is Decimal => cost !== undefined && !isZero(cost))
      .sort(compare);
    const median = at(costs, 0.5);
    const p95 = at(costs, 0.95);
    if (median === undefined || p95 === undefined) return [];
    const suggested = roundUpTo(times(p95, ROOM));
    const money = (amount: Decimal): string => `${currency} ${beside(amount, amount)}`;
    const words =
      `"${budget.name}", ${plural(costs.length, 'device')} with costs: half cost at most ${money(median)} a month, ` +
      `95 of 100 at most ${money(p95)}; its limit is ${money(budget.limit)}, suggested ${money(suggested)}.`;
    return { budget: budget.name, endpoints: costs.length, median, p95, suggested, words };
  });
}

function monthCost({ lastMonth, points }: EndpointHistory, currency: string): Decimal | undefined {
  const past = lastMonth?.find((money) => money.currency === currency)?.amount;
  return past ?? amountsAt(points, 'total', currency).at(-1)?.amount;
}

/** The value that a share of a sorted list stays at or below. */
function at(sorted: Decimal[], share: number): Decimal | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
