import { amountOn } from '../costs/spend.ts';
import { forecast } from '../judging/forecast.ts';
import { type Decimal, decimal, ZERO } from '../values/money.ts';
import type { EndpointMonth } from './endpoint-month.ts';

/** What an endpoint costs in all, in one currency, as the daily report and the page add it up. */
export interface EndpointCost {
  amount: Decimal;
  /** Forecast for the end of the month. */
  expectedAtEnd: Decimal;
  /** Cost of yesterday; absent where it is not known. */
  yesterday?: Decimal;
}

export function costOfEndpoint(month: EndpointMonth, { currency, now }: { currency: string; now: Date }): EndpointCost {
  const amount = month.spend ? amountOn(month.spend, 'total', currency) : ZERO;
  const lastMonth = month.lastMonth?.find((money) => money.currency === currency)?.amount;
  const { period } = month;
  const expected = forecast({ period, now, spend: amount, limit: '1', points: [], ...(lastMonth && { lastMonth }) });
  const yesterday = yesterdayOf(month, now);
  return { amount, expectedAtEnd: expected.expectedAtEnd, ...(yesterday !== undefined && { yesterday }) };
}

/** The cost of yesterday, of an endpoint that was checked today. Of several days without a check, it is their average. */
function yesterdayOf({ dayCosts }: EndpointMonth, now: Date): Decimal | undefined {
  if (dayCosts?.day !== now.toISOString().slice(0, 10)) return undefined;
  const cost = dayCosts.before.total?.at(-1);
  return cost === undefined ? undefined : decimal(cost);
}
