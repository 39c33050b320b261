import { type BudgetPlan, budgetsFor, budgetsOf } from '../budgets/budget.ts';
import { amountsAt } from '../costs/spend-points.ts';
import type { EndpointHistory } from '../records/endpoint-month.ts';
import { beside, compare, type Decimal, formatMoney, isZero, roundUpTo, times } from '../values/money.ts';
import { plural } from '../values/text.ts';

/** A suggested limit, from the costs of a budget's devices. */
export interface SuggestedLimit {
  budget: string;
  /** Number of devices with a cost. */
  endpoints: number;
  median: Decimal;
  /** 95 of 100 devices cost at most this. */
  p95: Decimal;
  suggested: Decimal;
  words: string;
}

/** Factor on the 95th percentile: room for an ordinary month, but not for a runaway device. */
const ROOM = '1.5';

/**
 * Suggests a limit for every budget with a limit per device, from last month's costs of its devices. A device without
 * them counts with this month's cost so far. Only for the meter `total`: last month's parts are not stored.
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
      `"${budget.name}", ${plural(costs.length, 'device')} with costs: median ${formatMoney({ amount: median, currency })}, ` +
      `95th percentile ${formatMoney({ amount: p95, currency })}; limit ${money(budget.limit)}, suggested ${money(suggested)}.`;
    return { budget: budget.name, endpoints: costs.length, median, p95, suggested, words };
  });
}

function monthCost({ lastMonth, points }: EndpointHistory, currency: string): Decimal | undefined {
  const past = lastMonth?.find((money) => money.currency === currency)?.amount;
  return past ?? amountsAt(points, 'total', currency).at(-1)?.amount;
}

/** The value at a share of a sorted list. */
function at(sorted: Decimal[], share: number): Decimal | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
