import type { EffectiveBudget } from '../budgets/budget.ts';
import { amountOn, type Spend } from '../costs/spend.ts';
import { ANOMALY_DEFAULT } from '../judging/anomaly.ts';
import { DAY_MS } from '../values/duration.ts';
import { costToday, type DayCosts } from './day-costs.ts';
import type { EndpointMonth } from './endpoint-month.ts';

/**
 * Whether the pace of an endpoint may be unusual, by its record alone. Only then the snapshots are read: today cost at
 * least half of the floor of an anomaly, or the last check showed a pace that reaches the floor in a day.
 */
export function mayBeUnusual(
  { meter, limit, anomaly }: EffectiveBudget,
  spend: Spend,
  {
    now,
    currency,
    dayCosts,
    before,
  }: { now: Date; currency: string; dayCosts: DayCosts | undefined; before: EndpointMonth | undefined },
): boolean {
  if (!anomaly) return false;
  if (before?.unusual && before.unusual.until === undefined) return true;
  const floor = Math.max((Number(limit) * ANOMALY_DEFAULT.fromPct) / 100, Number(ANOMALY_DEFAULT.fromAmount));
  const today = dayCosts ? costToday(dayCosts, spend, meter, currency) : 0;
  if (today >= floor / 2) return true;
  if (!before?.spend) return false;
  const grown = Number(amountOn(spend, meter, currency)) - Number(amountOn(before.spend, meter, currency));
  const days = (now.getTime() - Date.parse(before.fetchedAt)) / DAY_MS;
  return days > 0 && grown / Math.min(days, 1) >= floor;
}
