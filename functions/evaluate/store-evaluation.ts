import type { CostHistory } from '../contracts/cost-history.ts';
import { leaveAlerts } from '../contracts/outbox.ts';
import { imeiChangeOf } from '../domain/costs/imei.ts';
import { hasTraffic } from '../domain/costs/spend.ts';
import { FORECAST_METHOD, isPastMiddle } from '../domain/judging/forecast.ts';
import { type KeptBack, keptBackOf } from '../domain/judging/muted-alerts.ts';
import { type EndpointMonth, type MidMonth, snapshotKind } from '../domain/records/endpoint-month.ts';
import { isUnchanged } from '../domain/records/last-check.ts';
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
  await storeMonth(deps, context, evaluation);
  return { ...evaluation, alerts: claimed };
}

async function storeMonth(
  { costHistory }: Pick<EvaluateDeps, 'costHistory'>,
  context: CheckContext,
  evaluation: Evaluation,
): Promise<void> {
  const { before } = context;
  const { endpoint, period, outcome, reason, fetchedAt, spend, lastMonth, decisions, standstill, spendRate } =
    evaluation;
  // What a device had cost before it vanished stays spent, and judged.
  const known = spend ?? before?.spend;
  const midMonth = before?.midMonth ?? midMonthOf(evaluation);
  const cameTo = lastMonth && hasTraffic(lastMonth) ? lastMonth.meters.total : before?.lastMonth;
  const earlier = before ?? lastMonthOf(context);
  const month: EndpointMonth = {
    endpoint,
    period,
    outcome,
    reason,
    fetchedAt,
    spend: known,
    decisions: spend ? decisions : (before?.decisions ?? []),
    lastMonth: cameTo,
    isOpen: true,
    isLastMonthClosed: evaluation.isLastMonthClosed || undefined,
    dayCosts: evaluation.dayCosts ?? before?.dayCosts,
    dataPrice: evaluation.dataPrice ?? before?.dataPrice,
    unusual: evaluation.unusual,
    midMonth,
    standstill,
    imei: endpoint.imei ?? earlier?.imei,
    imeiChange: imeiChangeOf(earlier?.imei, endpoint.imei, fetchedAt) ?? earlier?.imeiChange,
    unjudged: evaluation.unjudged,
    skippedSince: outcome === 'skipped' ? (before?.skippedSince ?? fetchedAt) : undefined,
    spendRate: spendRate,
    keptBack: keptBackIn(evaluation, before),
  };
  await write(costHistory, before, month, spend !== undefined);
}

/** The record of the month before, at the first check of a month. */
function lastMonthOf(context: CheckContext): EndpointMonth | undefined {
  return context.kind === 'stats' && context.late.kind !== 'unchanged' ? context.late.record : undefined;
}

async function storeLateMonth(
  { costHistory }: Pick<EvaluateDeps, 'costHistory'>,
  { late }: FiguresContext,
  { fetchedAt, isLastMonthClosed, late: judged, muted }: Evaluation,
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
    keptBack: keptBackOf(muted.filter(({ alert }) => alert.period === spend.period)),
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
  await costHistory.write(month, { snapshot, isUnchanged: snapshot === undefined && isUnchanged(before, month) });
}

/** What mutes keep back of this month. Where it was not judged, that of the check before stays so. */
function keptBackIn({ period, spend, muted }: Evaluation, before: EndpointMonth | undefined): KeptBack[] | undefined {
  const now = keptBackOf(muted.filter(({ alert }) => alert.period === period)) ?? [];
  const places = new Set(now.map(({ place }) => place));
  const kept = spend ? now : [...now, ...(before?.keptBack ?? []).filter(({ place }) => !places.has(place))];
  return kept.length > 0 ? kept : undefined;
}

/** The expectation at the first check in the second half of a month. */
function midMonthOf({ period, fetchedAt, decisions, forecasts }: Evaluation): MidMonth | undefined {
  const [decision] = decisions;
  const [forecastVerdict] = forecasts;
  if (!decision || !forecastVerdict || !isPastMiddle(period, new Date(fetchedAt))) return undefined;
  const { meter, currency } = decision;
  return { method: FORECAST_METHOD, meter, currency, expectedAtEnd: forecastVerdict.verdict.forecast.expectedAtEnd };
}
