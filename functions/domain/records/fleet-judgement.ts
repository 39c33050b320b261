import { isDeepStrictEqual } from 'node:util';
import { type BudgetPlan, budgetsFor } from '../budgets/budget.ts';
import { effectiveBudgetFor } from '../budgets/limit-from-tag.ts';
import type { Fault } from '../costs/data-fault.ts';
import { amountOn, hasTraffic } from '../costs/spend.ts';
import type { UnjudgedKind } from '../costs/unjudged.ts';
import type { KeptBack } from '../judging/muted-alerts.ts';
import { compare, type Decimal, formatMoney, isZero, subtract, sum, times, ZERO } from '../values/money.ts';
import { plural } from '../values/text.ts';
import type { EndpointMonth } from './endpoint-month.ts';

/** Totals over the last checks of all endpoints. Amounts are in the currency of the budgets. */
export interface FleetCount {
  /** Endpoints with a cost last month or traffic this month, or whose figures this token may not read. */
  relevant: number;
  /** Relevant endpoints whose last answer could not be judged. */
  unjudged: number;
  kinds: Record<UnjudgedKind, number>;
  /** Cost of all endpoints this month, and in the month before. */
  spend: Decimal;
  lastMonth: Decimal;
  /** The limits of all endpoints together. */
  limits: Decimal;
}

/** The organisation's own total, where emnify shows it. */
export interface FleetTotal {
  thisMonth: Decimal;
  lastMonth: Decimal;
}

/** State that is kept from run to run. */
export interface FleetState {
  /** The part of the month's first total that no endpoint explained. */
  unexplainedAtFirst?: Decimal;
  /** Time since which too many endpoints cannot be judged, or too much of the total is unexplained, ISO 8601. */
  since?: string;
  /** What mutes kept back at the last run of alerts about budgets without figures. */
  keptBack?: KeptBack[];
}

export interface FleetJudgement extends FleetCount {
  /** The problem of the whole fleet; absent where it can be judged. */
  trouble?: Fault;
  /** The trouble has lasted for a whole sweep: the recipients and the operators get an alert. */
  isLasting: boolean;
}

/** Trouble begins above this share of the relevant endpoints, and at this number. */
const UNJUDGED_SHARE = 0.2;
const LEAST_UNJUDGED = 5;
/** Trouble begins above this unexplained growth of the total, as a share of all limits together. */
const UNEXPLAINED_SHARE = '0.1';

export function emptyFleetCount(): FleetCount {
  const kinds = { 'other-month': 0, nothing: 0, refused: 0 };
  return { relevant: 0, unjudged: 0, kinds, spend: ZERO, lastMonth: ZERO, limits: ZERO };
}

/** Adds the last check of one endpoint. */
export function addToFleetCount(count: FleetCount, month: EndpointMonth, plan: BudgetPlan): void {
  const { unjudged, spend, lastMonth = [] } = month;
  const costLastMonth = lastMonth.find(({ currency }) => currency === plan.currency)?.amount ?? ZERO;
  const isRelevant =
    unjudged === 'refused' ||
    (spend !== undefined && hasTraffic(spend)) ||
    lastMonth.some(({ amount }) => !isZero(amount));
  if (isRelevant) count.relevant += 1;
  if (isRelevant && unjudged) {
    count.unjudged += 1;
    count.kinds[unjudged] += 1;
  }
  if (spend) count.spend = sum(count.spend, amountOn(spend, 'total', plan.currency));
  count.lastMonth = sum(count.lastMonth, costLastMonth);
  const [budget] = budgetsFor(month.endpoint, plan);
  if (budget) count.limits = sum(count.limits, effectiveBudgetFor(month.endpoint, budget).effectiveBudget.limit);
}

/**
 * Finds out whether the costs of the fleet as a whole are known. Trouble has to last for a sweep before an alert is sent,
 * because each endpoint is checked once in a sweep.
 */
export function judgeFleet(
  count: FleetCount,
  {
    total,
    state,
    now,
    sweepMs,
    currency,
  }: {
    total?: FleetTotal;
    state: FleetState;
    now: Date;
    sweepMs: number;
    currency: string;
  },
): { judgement: FleetJudgement; state: FleetState } {
  const unexplained = total && subtract(total.thisMonth, count.spend);
  const trouble =
    unjudgedTrouble(count) ?? unexplainedTrouble(count, { total, atFirst: state.unexplainedAtFirst, currency });
  const since = trouble && (state.since ?? now.toISOString());
  // In a fleet with trouble, or without any check yet, the unexplained part is not that of child organisations.
  const atFirst = state.unexplainedAtFirst ?? (trouble || isZero(count.limits) ? undefined : unexplained);
  const isLasting = since !== undefined && now.getTime() - Date.parse(since) >= sweepMs;
  return {
    judgement: { ...count, ...(trouble && { trouble }), isLasting },
    state: { ...(atFirst !== undefined && { unexplainedAtFirst: atFirst }), ...(since !== undefined && { since }) },
  };
}

/** Whether two states are the same, so that nothing has to be stored. */
export function isSameState(before: FleetState, after: FleetState): boolean {
  const partsOf = ({ since, unexplainedAtFirst, keptBack }: FleetState) => [since, unexplainedAtFirst, keptBack];
  return isDeepStrictEqual(partsOf(before), partsOf(after));
}

function unjudgedTrouble({ relevant, unjudged, kinds }: FleetCount): Fault | undefined {
  if (unjudged < LEAST_UNJUDGED || unjudged <= UNJUDGED_SHARE * relevant) return undefined;
  const parts = [
    ...(kinds['other-month'] > 0 ? [`${kinds['other-month']} with figures of another month`] : []),
    ...(kinds.nothing > 0 ? [`${kinds.nothing} without figures that were there before`] : []),
    ...(kinds.refused > 0 ? [`${kinds.refused} that this token may not read (HTTP 403 or 401)`] : []),
  ];
  return {
    kind: 'unjudged',
    reason: `${unjudged} of ${plural(relevant, 'endpoint')} with costs cannot be checked: ${parts.join(', ')}`,
  };
}

/**
 * Finds unexplained costs in the total. The total includes child organisations: where they had costs last month, it says
 * nothing about our endpoints.
 */
function unexplainedTrouble(
  { spend, lastMonth, limits }: FleetCount,
  { total, atFirst, currency }: { total?: FleetTotal; atFirst?: Decimal; currency: string },
): Fault | undefined {
  if (!total) return undefined;
  const limit = times(limits, UNEXPLAINED_SHARE);
  const hasChildren = compare(subtract(total.lastMonth, lastMonth), limit) > 0 && !isZero(lastMonth);
  const unexplained = subtract(total.thisMonth, spend);
  const grown = subtract(unexplained, atFirst ?? ZERO);
  // A first reading is surely wrong only where the endpoints explain less than half of it.
  const isSure = atFirst !== undefined || compare(times(spend, '2'), total.thisMonth) < 0;
  if (hasChildren || !isSure || isZero(limits) || compare(grown, limit) <= 0) return undefined;
  const amount = formatMoney({ amount: grown, currency });
  return {
    kind: 'unjudged',
    reason: `emnify's total has ${amount} that no endpoint explains (it includes child organisations)`,
  };
}
