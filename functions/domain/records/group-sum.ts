import { type GroupBudget, matches } from '../budgets/budget.ts';
import { METERS, type Meter, named, type Spend } from '../costs/spend.ts';
import type { Coverage } from '../judging/alert.ts';
import { HOUR_MS } from '../values/duration.ts';
import { compare, type Decimal, type Money, sum, ZERO } from '../values/money.ts';
import type { Period } from '../values/month.ts';
import { plural } from '../values/text.ts';
import type { EndpointMonth, SweepRecord } from './endpoint-month.ts';

/** The cost of one group, added up endpoint by endpoint. */
export interface GroupSum {
  budget: GroupBudget;
  endpoints: number;
  /** Number of endpoints whose last check is more than a day old. */
  old: number;
  /** Number of endpoints whose month still has to be judged after its end. A deleted endpoint does not count. */
  open: number;
  meters: Record<Meter, Map<string, Decimal>>;
  costUnavailable: Set<string>;
  lastUpdated?: string;
}

/** Maximum age of a fresh record. Every endpoint is written at least once a day, changed or not. */
const FRESH_MS = 26 * HOUR_MS;

export function emptySum(budget: GroupBudget): GroupSum {
  const meters = { total: new Map(), data: new Map(), sms: new Map() };
  return { budget, endpoints: 0, old: 0, open: 0, meters, costUnavailable: new Set() };
}

export function isFresh({ fetchedAt, skippedSince }: EndpointMonth, now: Date): boolean {
  return now.getTime() - Date.parse(skippedSince ?? fetchedAt) <= FRESH_MS;
}

/** Adds one endpoint to its groups, whatever its status: its cost remains. */
export function addTo(sums: GroupSum[], month: EndpointMonth, now: Date): void {
  const { endpoint, spend } = month;
  for (const group of sums.filter(({ budget }) => matches(endpoint, budget.match))) {
    group.endpoints += 1;
    group.old += isFresh(month, now) ? 0 : 1;
    group.open += month.isOpen && month.outcome !== 'skipped' ? 1 : 0;
    if (!spend) continue;
    for (const meter of METERS) {
      for (const { currency, amount } of spend.meters[meter]) {
        group.meters[meter].set(currency, sum(group.meters[meter].get(currency) ?? ZERO, amount));
      }
    }
    for (const trafficType of spend.costUnavailable) group.costUnavailable.add(trafficType);
    const { lastUpdated = '' } = spend;
    // A time in the future must not hide the age of all other endpoints.
    if (lastUpdated > (group.lastUpdated ?? '') && lastUpdated <= now.toISOString()) group.lastUpdated = lastUpdated;
  }
}

/** Turns a sum into a spend: one amount per currency, the largest first. */
export function spendOfGroup({ meters, costUnavailable, lastUpdated }: GroupSum, period: Period): Spend {
  const amounts = (meter: Meter): Money[] =>
    [...meters[meter]].map(([currency, amount]) => ({ currency, amount })).sort((a, b) => compare(b.amount, a.amount));
  return {
    period,
    meters: { total: amounts('total'), data: amounts('data'), sms: amounts('sms') },
    costUnavailable: named(costUnavailable),
    ...(lastUpdated && { lastUpdated }),
  };
}

/** Says how complete the sum is. @param known number of endpoints of the whole fleet with figures of this month */
export function coverageOf(
  { endpoints, old }: GroupSum,
  { sweep, known }: { sweep?: SweepRecord; known: number },
): Coverage {
  const unlisted = sweep?.brokeOff === undefined ? (sweep?.missing ?? 0) : 0;
  const unseen = Math.max(0, (sweep?.listed ?? 0) - known);
  return {
    endpoints,
    unseen: [
      ...(old > 0
        ? [`${plural(old, 'endpoint')} not checked for more than a day, counted with the last known cost`]
        : []),
      ...(unseen > 0 ? [`${plural(unseen, 'endpoint')} of the fleet without figures for this month`] : []),
      ...(unlisted > 0 ? [`${plural(unlisted, 'endpoint')} that emnify counts but does not list`] : []),
      ...(sweep?.brokeOff === undefined
        ? []
        : [`all endpoints after the first ${sweep.listed} of emnify's list, where the last sweep stopped early`]),
    ],
  };
}
