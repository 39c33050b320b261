import { type BudgetPlan, budgetsFor, type EffectiveBudget } from '../domain/budgets/budget.ts';
import { effectiveBudgetFor } from '../domain/budgets/limit-from-tag.ts';
import { type Fault, type Standstill, staleness } from '../domain/costs/data-fault.ts';
import type { EndpointStats } from '../domain/costs/emnify-figures.ts';
import { type Scope, scopeOf } from '../domain/costs/scope.ts';
import { amountOn, hasTraffic, type Meter, type Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import { type Alert, type Figures, faultAlert, notYetSent, runOf } from '../domain/judging/alert.ts';
import { errorPct } from '../domain/judging/forecast.ts';
import { judgeBudget, needsPoints } from '../domain/judging/judge-budget.ts';
import { headroomOf } from '../domain/judging/thresholds.ts';
import { type SpendRate, spendRateAfter } from '../domain/polling/spend-rate.ts';
import type { EndpointMonth } from '../domain/records/endpoint-month.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { ZERO } from '../domain/values/money.ts';
import { isLateSeason, periodOf, startOf } from '../domain/values/month.ts';
import type { EvaluateDeps, EvaluateInput, Evaluation, LateMonth } from './evaluation.ts';

/** What one check of an endpoint begins with: the request, and the record of the check before. */
export interface CheckInput {
  input: EvaluateInput;
  fetchedAt: Date;
  before: EndpointMonth | undefined;
}

/** What an endpoint is judged by. */
export interface EndpointContext extends CheckInput {
  plan: BudgetPlan;
  stats: EndpointStats;
}

/** One spend by every budget that counts for the endpoint, against what was claimed in that spend's period. */
export async function judgeSpend(
  deps: EvaluateDeps,
  context: EndpointContext,
  spend: Spend,
  lastMonth?: Spend,
): Promise<Pick<Evaluation, 'decisions' | 'outlooks' | 'faults' | 'alerts'>> {
  const { input, plan, fetchedAt, stats } = context;
  const { endpoint } = input;
  const scope = scopeOf(endpoint);
  const run = runOf(input, plan.checkMe);
  const figures: Figures = {
    scope,
    tags: endpoint.tags,
    spend,
    // Without any traffic, emnify does not distinguish a silent month from one before the SIM was there.
    ...(lastMonth && hasTraffic(lastMonth) && { lastMonth }),
    activeLastHour: stats.activeLastHour,
    fetchedAt,
    ...(run && { run }),
  };
  const held = budgetsFor(endpoint, plan).map((budget) => effectiveBudgetFor(endpoint, budget));
  const effectiveBudgets = held.map(({ effectiveBudget }) => effectiveBudget);
  const claims = await deps.notificationLog.claims(scope, spend.period);
  const points = lastMonth && (await pointsFor(deps, scope, spend, effectiveBudgets, context));
  const judgements = effectiveBudgets.map((effectiveBudget) =>
    judgeBudget(effectiveBudget, { currency: plan.currency, figures, claims, ...(points && { points }) }),
  );
  const tagAlerts = held.flatMap(({ effectiveBudget, faults }) =>
    lastMonth
      ? notYetSent(faults, claims).map((fault) => faultAlert(fault, aboutOf(effectiveBudget, plan), figures))
      : [],
  );
  return {
    decisions: judgements.map(({ decision }) => decision),
    outlooks: judgements.flatMap(({ decision: { budget }, outlook }) => (outlook ? { budget, verdict: outlook } : [])),
    faults: held.flatMap(({ faults }) => faults),
    alerts: [...judgements.flatMap(({ alerts }) => alerts), ...tagAlerts],
  };
}

/** The last days' snapshots, where a limit is near enough for them to matter. */
async function pointsFor(
  { costHistory }: EvaluateDeps,
  scope: Scope,
  spend: Spend,
  effectiveBudgets: EffectiveBudget[],
  { plan, fetchedAt }: EndpointContext,
): Promise<SpendPoint[]> {
  const near = effectiveBudgets.some((effectiveBudget) => needsPoints(effectiveBudget, plan.currency, spend));
  return near ? await costHistory.points(scope, spend.period, new Date(fetchedAt.getTime() - DAY_MS)) : [];
}

/** Figures that stand still, and the alert about them if it was not sent yet. */
export async function judgeStandstill(
  { notificationLog }: EvaluateDeps,
  { input, plan, fetchedAt, stats }: EndpointContext,
  spend: Pick<Spend, 'period' | 'lastUpdated'>,
  standing: Standstill | undefined,
): Promise<{ faults: Fault[]; alerts: Alert[] }> {
  const faults = staleness(standing, stats.activeLastHour, fetchedAt);
  const [effectiveBudget] = budgetsFor(input.endpoint, plan);
  if (faults.length === 0 || !effectiveBudget) return { faults, alerts: [] };
  const { tags } = input.endpoint;
  const scope = scopeOf(input.endpoint);
  const claims = await notificationLog.claims(scope, spend.period);
  return {
    faults,
    alerts: notYetSent(faults, claims).map((fault) =>
      faultAlert(fault, aboutOf(effectiveBudget, plan), { scope, tags, spend, fetchedAt }),
    ),
  };
}

/** How fast an endpoint spends, for planning its next check. Without a budget it has no headroom. */
export function spendRateOf({ input, fetchedAt, before, plan }: EndpointContext, spend?: Spend): SpendRate {
  const period = periodOf(fetchedAt);
  const amount = (meter: Meter) => (spend ? amountOn(spend, meter, plan.currency) : ZERO);
  const headrooms = budgetsFor(input.endpoint, plan)
    .map((budget) => effectiveBudgetFor(input.endpoint, budget).effectiveBudget)
    .map((effectiveBudget) => headroomOf(effectiveBudget, amount(effectiveBudget.meter)));
  return spendRateAfter(
    before?.watch && { watch: before.watch, seenAt: Date.parse(before.fetchedAt) },
    {
      spend: Number(amount('total')),
      ...(headrooms.length > 0 && { headroom: Math.min(...headrooms) }),
      seenAt: fetchedAt.getTime(),
    },
    startOf(period).getTime(),
  );
}

function aboutOf({ name, meter }: EffectiveBudget, { currency }: BudgetPlan) {
  return { budget: name, meter, currency };
}

/**
 * Judges last month, if it has a record and may still grow, or was not yet judged with good figures after its end: an
 * outage over the end of a month must lose nothing. A first run sends nothing about the month before it.
 */
export async function judgeLate(
  deps: EvaluateDeps,
  context: EndpointContext,
  spend: Spend,
): Promise<LateMonth | undefined> {
  const { input, fetchedAt, before } = context;
  const mayGrow = isLateSeason(fetchedAt);
  if (!mayGrow && before?.isLastMonthClosed) return undefined;
  const lastRecord = await deps.costHistory.read(input.endpoint.id, spend.period);
  if (!lastRecord || (!mayGrow && !lastRecord.isOpen)) return { kind: 'nothing-to-judge' };
  // An answer without last month is no reason to drop what it came to.
  if (!hasTraffic(spend))
    return lastRecord.spend && hasTraffic(lastRecord.spend) ? undefined : { kind: 'nothing-to-judge' };
  const { decisions, alerts } = await judgeSpend(deps, context, spend);
  const { midMonth } = lastRecord;
  const forecastErrorPct =
    isFinal(fetchedAt) && midMonth && !midMonth.compared
      ? errorPct(midMonth.expectedAtEnd, amountOn(spend, midMonth.meter, midMonth.currency))
      : undefined;
  return { kind: 'judged', spend, decisions, alerts, ...(forecastErrorPct !== undefined && { forecastErrorPct }) };
}

/** From the last late day on, a month that is over is what it came to. */
function isFinal(now: Date): boolean {
  return !isLateSeason(new Date(now.getTime() + DAY_MS));
}
