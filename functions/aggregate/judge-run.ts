import type { EffectiveBudget } from '../domain/budgets/budget.ts';
import { ORGANISATION } from '../domain/costs/scope.ts';
import { faultAlert, notYetSent } from '../domain/judging/alert.ts';
import { judgeBudget } from '../domain/judging/judge-budget.ts';
import { type KeptBack, keptBackOf, partMuted } from '../domain/judging/muted-alerts.ts';
import { type FleetJudgement, judgeFleet } from '../domain/records/fleet-judgement.ts';
import { periodOf } from '../domain/values/month.ts';
import type { Aggregation, AggregationContext, JudgedRun, SharedSpend } from './aggregation.ts';

/** Judges every shared budget, and whether the fleet as a whole can be judged. */
export function judgeRun(context: AggregationContext): JudgedRun {
  const { judgement: fleet, state } = judgeFleet(context.count, {
    total: context.fleetTotal,
    state: context.fleetState,
    now: context.now,
    sweepMs: context.sweepMs,
    currency: context.plan.currency,
  });
  const others = [...context.notJudged, ...fleetFindings(context, fleet)].map((other) =>
    withoutMuted(
      context,
      { ...other, alerts: notYetSent(other.alerts, context.organisationClaims) },
      context.fleetState.keptBack,
    ),
  );
  // Without an answer of emnify, it is not known which budgets have no figures.
  const keptBack = context.failure ? context.fleetState.keptBack : keptBackOf(others.flatMap(({ muted }) => muted));
  return {
    shared: context.sharedSpends.map((sharedSpend) => ({
      sharedSpend,
      aggregations: sharedSpend.effectiveBudgets.map((budget) => judgeShared(context, sharedSpend, budget)),
    })),
    others,
    fleet,
    fleetState: { ...state, ...(keptBack && { keptBack }) },
  };
}

function judgeShared(
  context: AggregationContext,
  { scope, spend, lastMonth, coverage, before, claims, points }: SharedSpend,
  effectiveBudget: EffectiveBudget,
): Aggregation {
  const { decision, forecastVerdict, alerts } = judgeBudget(effectiveBudget, {
    currency: context.plan.currency,
    figures: { scope, spend, lastMonth, coverage, fetchedAt: context.now },
    claims,
    points,
  });
  const { period } = spend;
  const { reason } = decision;
  return withoutMuted(
    context,
    { scope, period, reason, spend, coverage, decision, forecastVerdict, alerts, muted: [] },
    before?.keptBack,
  );
}

/** An alert where the fleet cannot be judged for a whole sweep. */
function fleetFindings({ plan, now }: AggregationContext, { trouble, isLasting }: FleetJudgement): Aggregation[] {
  if (!trouble || !isLasting) return [];
  const period = periodOf(now);
  const about = { budget: WHOLE_FLEET, meter: 'total' as const, currency: plan.currency };
  const alert = faultAlert(trouble, about, { scope: ORGANISATION, spend: { period }, fetchedAt: now });
  return [{ scope: ORGANISATION, period, reason: trouble.reason, alerts: [alert], muted: [] }];
}

/** In place of the name of a budget. */
const WHOLE_FLEET = 'whole fleet';

function withoutMuted(
  { plan, now }: AggregationContext,
  aggregation: Aggregation,
  keptBack: KeptBack[] | undefined,
): Aggregation {
  return {
    ...aggregation,
    ...partMuted(aggregation.alerts, { mutes: plan.mutes, acknowledged: plan.acknowledged, now, keptBack }),
  };
}
