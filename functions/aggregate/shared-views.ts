import type { Budget } from '../domain/budgets/budget.ts';
import type { SharedView } from '../domain/records/fleet-view.ts';
import { ZERO } from '../domain/values/money.ts';
import { periodOf } from '../domain/values/month.ts';
import type { Aggregation, AggregationContext, JudgedRun } from './aggregation.ts';

type SharedBudget = Exclude<Budget, { scope: 'endpoint' }>;

/** The workspace and groups as a run has judged them, in the order of the budgets. */
export function sharedViews(context: AggregationContext, { shared, others }: JudgedRun): SharedView[] {
  const { plan, now } = context;
  const period = periodOf(now);
  const judged = shared.flatMap(({ aggregations }) => aggregations).filter((each) => each.period === period);
  return plan.budgets.flatMap((budget) => {
    if (budget.scope === 'endpoint') return [];
    const found = judged.find(({ decision, scope }) => decision?.budget === budget.name && scope.kind === budget.scope);
    return found ? viewOf(budget, found) : withoutFigures(budget, { ...context, others });
  });
}

function viewOf({ scope: kind, name: budget }: SharedBudget, aggregation: Aggregation): SharedView {
  const { spend = ZERO, limit, ratioPct, kind: verdict, reason } = aggregation.decision ?? {};
  const { coverage, forecastVerdict } = aggregation;
  const hidden = verdict === 'cost-unavailable' || verdict === 'currency-mismatch' ? [reason] : [];
  const remark = [...hidden, ...(coverage?.unseen ?? [])].join('; ');
  return {
    kind,
    budget,
    spend,
    limit,
    ratioPct,
    ...(forecastVerdict && { expectedAtEnd: forecastVerdict.forecast.expectedAtEnd }),
    ...(coverage && { endpoints: coverage.endpoints }),
    ...(remark && { remark }),
  };
}

function withoutFigures(
  { scope: kind, name: budget, limit }: SharedBudget,
  { failure, notJudged, others }: Pick<AggregationContext, 'failure' | 'notJudged'> & Pick<JudgedRun, 'others'>,
): SharedView {
  const all = [...notJudged, ...others];
  const own = all.find(({ alerts }) => alerts.some((alert) => alert.budget === budget)) ?? notJudged[0];
  const why = failure ? 'emnify did not answer about the organisation' : (own?.reason ?? 'not judged yet');
  return { kind, budget, spend: ZERO, ...(limit !== 'emnify' && { limit }), remark: why };
}
