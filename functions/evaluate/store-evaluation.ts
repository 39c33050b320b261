import type { CostHistory } from '../contracts/cost-history.ts';
import { leaveAlerts } from '../contracts/outbox.ts';
import { hasTraffic } from '../domain/costs/spend.ts';
import { FORECAST_METHOD, isPastMiddle } from '../domain/judging/forecast.ts';
import { dayStartsAfter, type EndpointMonth, type MidMonth, snapshotKind } from '../domain/records/endpoint-month.ts';
import type { CheckContext, EvaluateDeps, Evaluation, FiguresContext } from './evaluation.ts';

/** Stores what a check found: its alerts, this month, and the one before while it may still grow. */
export async function storeEvaluation(
  deps: EvaluateDeps,
  context: CheckContext,
  evaluation: Evaluation,
): Promise<Evaluation> {
  const { alerts, muted, decisions } = evaluation;
  const budgets = [...decisions, ...alerts].map(({ budget }) => budget);
  // Before the month is stored: one that is closed is not judged again.
  const claimed = await leaveAlerts(deps.notificationLog, {
    alerts,
    muted: muted.map(({ alert }) => alert),
    budgets,
    sweepId: context.input.sweepId,
  });
  if (context.kind === 'stats') await storeLateMonth(deps, context, evaluation);
  await storeMonth(deps, context.before, evaluation);
  return { ...evaluation, alerts: claimed };
}

async function storeMonth(
  { costHistory }: Pick<EvaluateDeps, 'costHistory'>,
  before: EndpointMonth | undefined,
  evaluation: Evaluation,
): Promise<void> {
  const { endpoint, period, outcome, reason, fetchedAt, spend, lastMonth, decisions, standstill, spendRate } =
    evaluation;
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
    spend: known,
    // Only what was checked: what a device had cost at an unchecked midnight is not known.
    dayStarts,
    decisions: spend ? decisions : (before?.decisions ?? []),
    lastMonth: cameTo,
    isOpen: true,
    isLastMonthClosed: evaluation.isLastMonthClosed || undefined,
    midMonth,
    standstill,
    unjudged: evaluation.unjudged,
    skippedSince: outcome === 'skipped' ? (before?.skippedSince ?? fetchedAt) : undefined,
    spendRate: spendRate,
  };
  await write(costHistory, before, month, spend !== undefined);
}

async function storeLateMonth(
  { costHistory }: Pick<EvaluateDeps, 'costHistory'>,
  { late }: FiguresContext,
  { fetchedAt, isLastMonthClosed, late: judged }: Evaluation,
): Promise<void> {
  if (late.kind === 'unchanged' || !late.record) return;
  const { midMonth, isOpen, ...rest } = late.record;
  if (judged?.kind !== 'judged') {
    // A month without anything to judge is closed, so that the report does not miss it.
    if (isOpen) await costHistory.write({ ...rest, midMonth }, {});
    return;
  }
  const { spend, decisions, forecastErrorPct } = judged;
  const compared = forecastErrorPct === undefined ? midMonth?.compared : true;
  const month: EndpointMonth = {
    ...rest,
    fetchedAt,
    spend,
    decisions,
    midMonth: midMonth && { ...midMonth, compared },
    isOpen: isLastMonthClosed ? undefined : true,
  };
  await write(costHistory, late.record, month, true);
}

async function write(
  costHistory: Pick<CostHistory, 'write'>,
  before: EndpointMonth | undefined,
  month: EndpointMonth,
  hasNewSpend: boolean,
): Promise<void> {
  const snapshot = hasNewSpend && month.spend ? snapshotKind(before, month.spend, month.fetchedAt) : undefined;
  await costHistory.write(month, { snapshot });
}

/** The expectation at the first check in the second half of a month. */
function midMonthOf({ period, fetchedAt, decisions, forecasts }: Evaluation): MidMonth | undefined {
  const [decision] = decisions;
  const [forecastVerdict] = forecasts;
  if (!decision || !forecastVerdict || !isPastMiddle(period, new Date(fetchedAt))) return undefined;
  const { meter, currency } = decision;
  return { method: FORECAST_METHOD, meter, currency, expectedAtEnd: forecastVerdict.verdict.forecast.expectedAtEnd };
}
