import type { BudgetPlan, EffectiveBudget } from '../budgets/budget.ts';
import { limitsFor } from '../budgets/limit-from-tag.ts';
import { displayName, type Endpoint } from '../costs/endpoint.ts';
import { amountOn } from '../costs/spend.ts';
import { forecast } from '../judging/forecast.ts';
import { compare, type Decimal, wholePercent, ZERO } from '../values/money.ts';
import { shorten } from '../values/text.ts';
import { costOfEndpoint, type EndpointCost } from './cost-of-endpoint.ts';
import type { EndpointMonth } from './endpoint-month.ts';
import { type DirectoryEntry, ENDPOINT_STATES, type EndpointState, type FleetRow } from './fleet-view.ts';
import { isFresh } from './group-sum.ts';

/** One endpoint beside each of its budgets. */
export interface RankedRow {
  row: FleetRow;
  cost: EndpointCost;
  budgets: BudgetUse[];
  /** Place of its most urgent state, for the order of lists. */
  urgency: number;
  /** Share of the limit, and cost on all meters, as numbers: for the order of lists, not for sums. */
  share: number;
  total: number;
}

/** What an endpoint has used of one budget. */
export interface BudgetUse {
  budget: EffectiveBudget;
  spend: Decimal;
  ratioPct: number;
  expectedAtEnd: Decimal;
}

/** Longest name and reason in the view: its size must not depend on what an endpoint is called. */
const LONGEST = { name: 100, reason: 200 };

/** What was spent, and not whether alerts were sent: an endpoint stays over its limit when its alert is sent. */
export function rankedRow(month: EndpointMonth, plan: BudgetPlan, now: Date): RankedRow {
  const { currency } = plan;
  const cost = costOfEndpoint(month, { currency, now });
  const budgets = limitsFor(month.endpoint, plan, month.period)
    .map(({ effectiveBudget }) => useOf(effectiveBudget, month, cost, { currency, now }))
    .sort((a, b) => shareOf(b) - shareOf(a));
  const states = statesOf(month, budgets, now);
  const [first] = budgets;
  const perHour = states.includes('unusual') ? month.unusual?.pace?.perHour : undefined;
  const isOfAll = first === undefined || first.budget.meter === 'total';
  return {
    cost,
    budgets,
    urgency: Math.min(...URGENCY.flatMap((state, place) => (states.includes(state) ? place : [])), URGENCY.length),
    share: first ? shareOf(first) : 0,
    total: Number(cost.amount),
    row: {
      ...directoryEntry(month.endpoint),
      ...(first && { budget: first.budget.name, limit: first.budget.limit, ratioPct: first.ratioPct }),
      spend: first?.spend ?? cost.amount,
      ...(isOfAll ? {} : { total: cost.amount }),
      expectedAtEnd: first?.expectedAtEnd ?? cost.expectedAtEnd,
      ...(perHour !== undefined && { perHour }),
      ...(cost.yesterday !== undefined && { yesterday: cost.yesterday }),
      states,
      ...(month.unjudged && { unjudged: shorten(month.reason, LONGEST.reason) }),
      fetchedAt: month.fetchedAt,
    },
  };
}

/** The most urgent first. */
export const URGENCY: EndpointState[] = ['over', 'unusual', 'near', 'fast', 'unchecked'];

/** The more urgent first, then the larger share of the limit, then the dearer. */
export function byUrgency(a: RankedRow, b: RankedRow): number {
  return a.urgency - b.urgency || b.share - a.share || byCost(a, b);
}

/** The dearest first. */
export function byCost(a: RankedRow, b: RankedRow): number {
  return b.total - a.total || (a.row.id < b.row.id ? -1 : 1);
}

/** An endpoint as lists name it. */
export function directoryEntry(endpoint: Endpoint): DirectoryEntry {
  const { id, iccid } = endpoint;
  return { id, name: shorten(displayName(endpoint), LONGEST.name), ...(iccid && { iccid }) };
}

function useOf(
  budget: EffectiveBudget,
  month: EndpointMonth,
  cost: EndpointCost,
  { currency, now }: { currency: string; now: Date },
): BudgetUse {
  const { meter, limit } = budget;
  if (meter === 'total') {
    const { amount: spend, expectedAtEnd } = cost;
    return { budget, spend, ratioPct: wholePercent(spend, limit), expectedAtEnd };
  }
  const spend = month.spend ? amountOn(month.spend, meter, currency) : ZERO;
  // What the month before has cost is known of the meter `total` alone.
  const { expectedAtEnd } = forecast({ period: month.period, now, spend, limit, points: [] });
  return { budget, spend, ratioPct: wholePercent(spend, limit), expectedAtEnd };
}

function shareOf({ spend, budget }: BudgetUse): number {
  return Number(spend) / Number(budget.limit);
}

/** Whether a use is at a threshold below the limit. */
export function isNear({ budget: { thresholds }, ratioPct }: BudgetUse): boolean {
  return ratioPct < 100 && ratioPct >= (thresholds[0] ?? 100);
}

export function isOver({ ratioPct }: BudgetUse): boolean {
  return ratioPct >= 100;
}

function statesOf(month: EndpointMonth, budgets: BudgetUse[], now: Date): EndpointState[] {
  const over = budgets.some(isOver);
  const is: Record<EndpointState, boolean> = {
    over,
    near: !over && budgets.some(isNear),
    fast: !over && budgets.some(({ expectedAtEnd, budget }) => compare(expectedAtEnd, budget.limit) > 0),
    unusual: month.unusual !== undefined && month.unusual.until === undefined,
    unchecked: month.unjudged !== undefined || !isFresh(month, now),
  };
  return ENDPOINT_STATES.filter((state) => is[state]);
}
