import { hasTraffic } from '../domain/costs/spend.ts';
import { FORECAST_METHOD, isPastMiddle } from '../domain/judging/forecast.ts';
import { dayStartsAfter, type EndpointMonth, type MidMonth, snapshotKind } from '../domain/records/endpoint-month.ts';
import type { Period } from '../domain/values/month.ts';
import type { EvaluateDeps, Evaluation } from './evaluation.ts';

type CostHistory = Pick<EvaluateDeps['costHistory'], 'read' | 'write'>;

/** Stores what a check found: of this month, and of the one before while it may still grow. */
export async function storeMonths(
  costHistory: CostHistory,
  evaluation: Evaluation,
  before: EndpointMonth | undefined,
): Promise<void> {
  const { late } = evaluation;
  if (late?.kind === 'judged') await storeLateMonth(costHistory, evaluation, late);
  else if (late && evaluation.lastMonth) await closeMonth(costHistory, evaluation, evaluation.lastMonth.period);
  await storeMonth(costHistory, evaluation, before);
}

async function storeMonth(
  costHistory: CostHistory,
  evaluation: Evaluation,
  before: EndpointMonth | undefined,
): Promise<void> {
  const { endpoint, period, outcome, reason, fetchedAt, spend, lastMonth, decisions, standing, spendRate } = evaluation;
  // What a device had cost before it vanished stays spent, and judged.
  const known = spend ?? before?.spend;
  const dayStarts = spend ? dayStartsAfter(before?.dayStarts, spend, fetchedAt) : before?.dayStarts;
  const midMonth = before?.midMonth ?? midMonthOf(evaluation);
  const cameTo = lastMonth && hasTraffic(lastMonth) ? lastMonth.meters.total : before?.lastMonth;
  const month: EndpointMonth = {
    endpoint,
    period,
    outcome,
    reason,
    fetchedAt,
    ...(known && { spend: known }),
    // Only what was checked: what a device had cost at an unchecked midnight is not known.
    ...(dayStarts && { dayStarts }),
    decisions: spend ? decisions : (before?.decisions ?? []),
    ...(cameTo && { lastMonth: cameTo }),
    isOpen: true,
    ...(evaluation.isLastMonthClosed && { isLastMonthClosed: true }),
    ...(midMonth && { midMonth }),
    ...(standing && { standing }),
    ...(evaluation.unjudged && { unjudged: evaluation.unjudged }),
    ...(outcome === 'skipped' && { skippedSince: before?.skippedSince ?? fetchedAt }),
    ...(spendRate && { watch: spendRate }),
  };
  await write(costHistory, before, month, spend !== undefined);
}

async function storeLateMonth(
  costHistory: CostHistory,
  { endpoint, fetchedAt, isLastMonthClosed }: Evaluation,
  { spend, decisions, forecastErrorPct }: Extract<NonNullable<Evaluation['late']>, { kind: 'judged' }>,
): Promise<void> {
  const before = await costHistory.read(endpoint.id, spend.period);
  if (!before) return;
  const compared = forecastErrorPct === undefined ? {} : { compared: true as const };
  const { midMonth, isOpen: _, ...rest } = before;
  const month: EndpointMonth = {
    ...rest,
    fetchedAt,
    spend,
    decisions,
    ...(midMonth && { midMonth: { ...midMonth, ...compared } }),
    ...(!isLastMonthClosed && { isOpen: true as const }),
  };
  await write(costHistory, before, month, true);
}

/** A month without anything to judge is closed, so that the report does not miss it. */
async function closeMonth(costHistory: CostHistory, { endpoint }: Evaluation, period: Period): Promise<void> {
  const { isOpen, ...month } = (await costHistory.read(endpoint.id, period)) ?? {};
  if (isOpen) await costHistory.write(month as EndpointMonth, {});
}

async function write(
  costHistory: CostHistory,
  before: EndpointMonth | undefined,
  month: EndpointMonth,
  hasNewSpend: boolean,
): Promise<void> {
  const snapshot = hasNewSpend && month.spend ? snapshotKind(before, month.spend, month.fetchedAt) : undefined;
  await costHistory.write(month, { ...(snapshot && { snapshot }) });
}

/** The expectation at the first check in the second half of a month. */
function midMonthOf({ period, fetchedAt, decisions, outlooks }: Evaluation): MidMonth | undefined {
  const [decision] = decisions;
  const [outlook] = outlooks;
  if (!decision || !outlook || !isPastMiddle(period, new Date(fetchedAt))) return undefined;
  const { meter, currency } = decision;
  return { method: FORECAST_METHOD, meter, currency, expectedAtEnd: outlook.verdict.forecast.expectedAtEnd };
}
