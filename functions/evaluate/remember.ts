import { FORECAST_METHOD, isPastMiddle } from '../domain/forecast.ts';
import { dayStartsAfter, type EndpointMonth, type MidMonth, snapshotKind } from '../domain/history.ts';
import { hasTraffic } from '../domain/spend.ts';
import type { EvaluateDeps, Evaluation } from './evaluate-endpoint.ts';

type CostHistory = Pick<EvaluateDeps['costHistory'], 'read' | 'write'>;

/** Keeps what was seen: of this month, and of the one before while it may still grow. */
export async function rememberMonths(
  costHistory: CostHistory,
  evaluation: Evaluation,
  before: EndpointMonth | undefined,
): Promise<void> {
  const { late } = evaluation;
  if (late) await rememberLate(costHistory, { ...evaluation, ...late, period: late.spend.period }, late);
  await rememberMonth(costHistory, evaluation, before);
}

async function rememberMonth(
  costHistory: CostHistory,
  evaluation: Evaluation,
  before: EndpointMonth | undefined,
): Promise<void> {
  const { endpoint, period, outcome, reason, fetchedAt, spend, lastMonth, decisions, standing, watch } = evaluation;
  const listed = evaluation.listed ?? before?.listed;
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
    // Only what was seen: a device that nobody saw at midnight has cost nothing that we know of.
    ...(dayStarts && { dayStarts }),
    decisions: spend ? decisions : (before?.decisions ?? []),
    ...(cameTo && { lastMonth: cameTo }),
    ...(midMonth && { midMonth }),
    ...(standing && { standing }),
    ...(outcome === 'skipped' && { skippedSince: before?.skippedSince ?? fetchedAt }),
    ...(watch && { watch }),
    ...(listed && { listed }),
  };
  await write(costHistory, before, month, spend !== undefined);
}

async function rememberLate(
  costHistory: CostHistory,
  { endpoint, period, fetchedAt }: Evaluation,
  { spend, decisions, forecastErrorPct }: NonNullable<Evaluation['late']>,
): Promise<void> {
  const before = await costHistory.read(endpoint.id, period);
  if (!before) return;
  const compared = forecastErrorPct === undefined ? {} : { compared: true as const };
  const { midMonth } = before;
  const month = { ...before, fetchedAt, spend, decisions, ...(midMonth && { midMonth: { ...midMonth, ...compared } }) };
  await write(costHistory, before, month, true);
}

async function write(
  costHistory: CostHistory,
  before: EndpointMonth | undefined,
  month: EndpointMonth,
  seen: boolean,
): Promise<void> {
  const snapshot = seen && month.spend ? snapshotKind(before, month.spend, month.fetchedAt) : undefined;
  await costHistory.write(month, { ...(snapshot && { snapshot }) });
}

/** The expectation at the first look in the second half of a month. */
function midMonthOf({ period, fetchedAt, decisions, outlooks }: Evaluation): MidMonth | undefined {
  const [decision] = decisions;
  const [outlook] = outlooks;
  if (!decision || !outlook || !isPastMiddle(period, new Date(fetchedAt))) return undefined;
  const { meter, currency } = decision;
  return { method: FORECAST_METHOD, meter, currency, expectedAtEnd: outlook.verdict.forecast.expectedAtEnd };
}
