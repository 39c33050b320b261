import type { BudgetPlan, EffectiveBudget } from '../budgets/budget.ts';
import { limitsFor } from '../budgets/limit-from-tag.ts';
import { displayName, type Endpoint } from '../costs/endpoint.ts';
import { amountOn } from '../costs/spend.ts';
import { type Estimator, estimator } from '../judging/forecast.ts';
import { type Decimal, wholePercentFast, ZERO } from '../values/money.ts';
import { periodOf } from '../values/month.ts';
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
  /** Forecast of the cost on all meters. */
  expectedInAll: number;
}

/** What an endpoint has used of one budget. */
export interface BudgetUse {
  budget: EffectiveBudget;
  spend: Decimal;
  ratioPct: number;
  /** As numbers: share of the limit, and the forecast. */
  share: number;
  expectedAtEnd: number;
}

/** Longest name and reason in the view: its size must not depend on what an endpoint is called. */
const LONGEST = { name: 100, reason: 200 };

/** Makes rows of one moment. It goes by what was spent, and not by whether alerts were sent. */
export function rowMaker(plan: BudgetPlan, now: Date): (month: EndpointMonth) => RankedRow {
  const { currency } = plan;
  const moment: Moment = { now, currency, estimate: estimator(periodOf(now), now) };
  const today = now.toISOString().slice(0, 10);
  return (month) => {
    const cost = costOfEndpoint(month, { currency, today });
    const budgets = limitsFor(month.endpoint, plan, month.period).map(({ effectiveBudget }) =>
      useOf(effectiveBudget, month, cost, moment),
    );
    if (budgets.length > 1) budgets.sort((a, b) => b.share - a.share);
    return rankedRow(month, { cost, budgets }, moment);
  };
}

/** What the rows of one run have in common. */
interface Moment {
  now: Date;
  currency: string;
  estimate: Estimator;
}

function rankedRow(
  month: EndpointMonth,
  { cost, budgets }: { cost: EndpointCost; budgets: BudgetUse[] },
  { now, estimate }: Moment,
): RankedRow {
  const { unusual, unjudged, reason, fetchedAt, endpoint } = month;
  const states = statesOf(month, budgets, now);
  const [first] = budgets;
  const isOfAll = first === undefined || first.budget.meter === 'total';
  const total = Number(cost.amount);
  const expectedInAll = estimate(total, cost.lastMonth === undefined ? undefined : Number(cost.lastMonth));
  const perHour = states.includes('unusual') ? unusual?.pace?.perHour : undefined;
  return {
    cost,
    budgets,
    urgency: urgencyOf(states),
    share: first?.share ?? 0,
    total,
    expectedInAll,
    row: {
      ...directoryEntry(endpoint),
      ...(first && { budget: first.budget.name, limit: first.budget.limit, ratioPct: first.ratioPct }),
      spend: first?.spend ?? cost.amount,
      ...(isOfAll ? {} : { total: cost.amount }),
      expectedAtEnd: estimated(first?.expectedAtEnd ?? expectedInAll),
      ...(perHour !== undefined && { perHour }),
      ...(cost.yesterday !== undefined && { yesterday: cost.yesterday }),
      states,
      ...(unjudged && { unjudged: shorten(reason, LONGEST.reason) }),
      fetchedAt,
    },
  };
}

/** An estimate as an amount of money. */
export function estimated(amount: number): Decimal {
  return amount.toFixed(4);
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
  { currency, estimate }: Moment,
): BudgetUse {
  const { meter, limit } = budget;
  const isOfAll = meter === 'total';
  const spend = isOfAll ? cost.amount : month.spend ? amountOn(month.spend, meter, currency) : ZERO;
  // What the month before has cost is known of the meter `total` alone.
  const lastMonth = isOfAll && cost.lastMonth !== undefined ? Number(cost.lastMonth) : undefined;
  const [spent, most] = [Number(spend), Number(limit)];
  return {
    budget,
    spend,
    ratioPct: wholePercentFast(spend, limit),
    share: spent / most,
    expectedAtEnd: estimate(spent, lastMonth),
  };
}

function urgencyOf(states: EndpointState[]): number {
  const place = URGENCY.findIndex((state) => states.includes(state));
  return place < 0 ? URGENCY.length : place;
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
    fast: !over && budgets.some(({ expectedAtEnd, budget }) => expectedAtEnd > Number(budget.limit)),
    unusual: month.unusual !== undefined && month.unusual.until === undefined,
    unchecked: month.unjudged !== undefined || !isFresh(month, now),
  };
  return ENDPOINT_STATES.filter((state) => is[state]);
}
