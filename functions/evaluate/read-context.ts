import { limitsFor } from '../domain/budgets/limit-from-tag.ts';
import { scopeOf } from '../domain/costs/scope.ts';
import { hasTraffic, type Meter, readSpend, type Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import { isNearLimit } from '../domain/judging/judge-budget.ts';
import { type DayCosts, dayCostsAfter } from '../domain/records/day-costs.ts';
import { mayBeUnusual } from '../domain/records/may-be-unusual.ts';
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
  const limits = limitsFor(endpoint, plan, period);
  const asked = { input, fetchedAt, before, ...answer, reading, plan, limits };
  const late = await readLateMonth(deps, asked, reading.lastMonth);
  const check = { ...asked, late, dayCosts: dayCosts(asked, late) };
  return {
    ...check,
    claims: await deps.notificationLog.claims(scopeOf(endpoint), period),
    points: await readPoints(deps, check),
  };
}

type Check = Omit<FiguresContext, 'claims' | 'points'>;

/** Cost by days. A new month goes on with the days of the month before. */
function dayCosts(
  { fetchedAt, before, reading, plan, limits }: Omit<Check, 'late' | 'dayCosts'>,
  late: LateContext,
): DayCosts | undefined {
  if (reading.kind !== 'spend') return before?.dayCosts;
  const { spend, lastMonth } = reading;
  return dayCostsAfter(before?.dayCosts ?? late.record?.dayCosts, spend, {
    now: fetchedAt,
    currency: plan.currency,
    meters: [...new Set<Meter>(['total', ...limits.map(({ effectiveBudget }) => effectiveBudget.meter)])],
    ended: hasTraffic(lastMonth) ? lastMonth : undefined,
  });
}

/** The last day's snapshots, where a limit is near or the spend grows fast enough for them to matter. */
async function readPoints(
  { costHistory }: EvaluateDeps,
  { input, fetchedAt, before, reading, plan, limits, dayCosts }: Check,
): Promise<SpendPoint[]> {
  if (reading.kind !== 'spend') return [];
  const { spend } = reading;
  const matter = limits.some(
    ({ effectiveBudget }) =>
      isNearLimit(effectiveBudget, plan.currency, spend) ||
      mayBeUnusual(effectiveBudget, spend, { now: fetchedAt, currency: plan.currency, dayCosts, before }),
  );
  const since = new Date(fetchedAt.getTime() - DAY_MS);
  return matter ? await costHistory.points(scopeOf(input.endpoint), spend.period, since) : [];
}

async function readLateMonth(
  { costHistory, notificationLog }: EvaluateDeps,
  { input, fetchedAt, before, plan }: Pick<Check, 'input' | 'fetchedAt' | 'before' | 'plan'>,
  spend: Spend,
): Promise<LateContext> {
  if (!mayHaveLateMonth(before, fetchedAt)) return { kind: 'unchanged' };
  const record = await costHistory.read(input.endpoint.id, spend.period);
  const kind = lateKindOf(record, spend, fetchedAt);
  if (kind !== 'to-judge' || !record) return { kind: kind === 'unchanged' ? kind : 'nothing-to-judge', record };
  const limits = limitsFor(input.endpoint, plan, spend.period);
  return { kind, record, limits, claims: await notificationLog.claims(scopeOf(input.endpoint), spend.period) };
}
