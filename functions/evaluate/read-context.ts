import { limitsFor } from '../domain/budgets/limit-from-tag.ts';
import { scopeOf } from '../domain/costs/scope.ts';
import { readSpend, type Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import { needsPoints } from '../domain/judging/judge-budget.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { periodOf } from '../domain/values/month.ts';
import type { CheckContext, EvaluateDeps, EvaluateInput, FiguresContext, LateContext } from './evaluation.ts';
import { lateKindOf, mayHaveLateMonth } from './late-month.ts';

/**
 * Reads all that the judgement of one endpoint needs, each thing once.
 *
 * @throws when emnify or a table cannot be had
 */
export async function readContext(deps: EvaluateDeps, input: EvaluateInput): Promise<CheckContext> {
  const { endpoint } = input;
  const answer = await deps.emnify.endpointStats(endpoint.id);
  const fetchedAt = deps.now();
  const period = periodOf(fetchedAt);
  const before = await deps.costHistory.read(endpoint.id, period);
  if (answer.kind !== 'stats') return { input, fetchedAt, before, ...answer };

  const plan = await deps.budgets();
  const reading = readSpend(answer.stats, period);
  const check = { input, fetchedAt, before, ...answer, reading, plan, limits: limitsFor(endpoint, plan) };
  return {
    ...check,
    claims: await deps.notificationLog.claims(scopeOf(endpoint), period),
    points: await readPoints(deps, check),
    late: await readLateMonth(deps, check, reading.lastMonth),
  };
}

type Check = Omit<FiguresContext, 'claims' | 'points' | 'late'>;

/** The last day's snapshots, where a limit is near enough for them to matter. */
async function readPoints(
  { costHistory }: EvaluateDeps,
  { input, fetchedAt, reading, plan, limits }: Check,
): Promise<SpendPoint[]> {
  if (reading.kind !== 'spend') return [];
  const { spend } = reading;
  const isNear = limits.some(({ effectiveBudget }) => needsPoints(effectiveBudget, plan.currency, spend));
  const since = new Date(fetchedAt.getTime() - DAY_MS);
  return isNear ? await costHistory.points(scopeOf(input.endpoint), spend.period, since) : [];
}

async function readLateMonth(
  { costHistory, notificationLog }: EvaluateDeps,
  { input, fetchedAt, before }: Check,
  spend: Spend,
): Promise<LateContext> {
  if (!mayHaveLateMonth(before, fetchedAt)) return { kind: 'unchanged' };
  const record = await costHistory.read(input.endpoint.id, spend.period);
  const kind = lateKindOf(record, spend, fetchedAt);
  if (kind !== 'to-judge' || !record) return { kind: kind === 'unchanged' ? kind : 'nothing-to-judge', record };
  return { kind, record, claims: await notificationLog.claims(scopeOf(input.endpoint), spend.period) };
}
