import { amountOn } from '../costs/spend.ts';
import { type Decimal, decimal, ZERO } from '../values/money.ts';
import type { EndpointMonth } from './endpoint-month.ts';

/** What an endpoint costs in all, in one currency, as the daily report and the page add it up. */
export interface EndpointCost {
  amount: Decimal;
  /** Cost of the month before; absent where it is not known. */
  lastMonth?: Decimal;
  /** Cost of yesterday; absent where it is not known. */
  yesterday?: Decimal;
}

/** @param today ISO 8601 date */
export function costOfEndpoint(
  month: EndpointMonth,
  { currency, today }: { currency: string; today: string },
): EndpointCost {
  const amount = month.spend ? amountOn(month.spend, 'total', currency) : ZERO;
  const lastMonth = month.lastMonth?.find((money) => money.currency === currency)?.amount;
  const yesterday = yesterdayOf(month, today);
  return { amount, ...(lastMonth !== undefined && { lastMonth }), ...(yesterday !== undefined && { yesterday }) };
}

/** The cost of yesterday, of an endpoint that was checked today. Of several days without a check, it is their average. */
function yesterdayOf({ dayCosts }: EndpointMonth, today: string): Decimal | undefined {
  if (dayCosts?.day !== today) return undefined;
  const cost = dayCosts.before.total?.at(-1);
  return cost === undefined ? undefined : decimal(cost);
}
