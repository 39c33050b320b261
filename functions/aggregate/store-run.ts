import { leaveAlerts } from '../contracts/outbox.ts';
import { keptBackOf } from '../domain/judging/muted-alerts.ts';
import { finishFleetView } from '../domain/records/build-fleet-view.ts';
import { type GroupMonth, snapshotKind } from '../domain/records/endpoint-month.ts';
import { isSameState } from '../domain/records/fleet-judgement.ts';
import { periodOf } from '../domain/values/month.ts';
import type { AggregateDeps, Aggregation, AggregationContext, JudgedRun, SharedSpend } from './aggregation.ts';
import { sharedViews } from './shared-views.ts';

/**
 * Leaves the alerts for `notify`, stores the months of groups and the organisation, and what the page shows.
 *
 * @returns the aggregations with the alerts that were not stored before
 */
export async function storeRun(
  deps: AggregateDeps,
  context: AggregationContext,
  judged: JudgedRun,
): Promise<Aggregation[]> {
  const { shared, others, fleetState } = judged;
  const stored: Aggregation[] = [];
  for (const { sharedSpend, aggregations } of shared) {
    // Before the month is stored: one that is closed is not judged again.
    for (const aggregation of aggregations) stored.push(await storeAlerts(deps, context, aggregation));
    await storeMonth(deps, context, sharedSpend, aggregations);
  }
  for (const other of others) stored.push(await storeAlerts(deps, context, other));
  if (!isSameState(context.fleetState, fleetState)) {
    await deps.fleet.writeFleetState(periodOf(context.now), fleetState, context.now);
  }
  // At the end: no alert waits for what only the page shows.
  await deps.fleetViews.writeView(finishFleetView(context.view, sharedViews(context, judged)));
  await deps.fleetViews.writeDirectory(context.directory);
  return stored;
}

async function storeAlerts(
  { notificationLog }: AggregateDeps,
  { now }: AggregationContext,
  aggregation: Aggregation,
): Promise<Aggregation> {
  const { alerts, muted, coverage, decision } = aggregation;
  const wasChecked = coverage === undefined || coverage.endpoints > 0;
  const budgets = decision && wasChecked ? [decision.budget] : [];
  return {
    ...aggregation,
    alerts: await leaveAlerts(notificationLog, {
      alerts,
      muted: muted.map(({ alert }) => alert),
      budgets,
      sweepId: now.toISOString(),
    }),
  };
}

async function storeMonth(
  { costHistory }: AggregateDeps,
  { now }: AggregationContext,
  { scope, spend, coverage, before, isOpen, effectiveBudgets }: SharedSpend,
  aggregations: Aggregation[],
): Promise<void> {
  const isLate = spend.period !== periodOf(now);
  // What a mute keeps back of a month that is over is sent when the mute ends.
  const staysOpen = !isLate || isOpen === true || aggregations.some(({ muted }) => muted.length > 0);
  const month: GroupMonth = {
    period: spend.period,
    fetchedAt: now.toISOString(),
    spend,
    coverage,
    isOpen: staysOpen || undefined,
    keptBack: keptBackOf(aggregations.flatMap(({ muted }) => muted)),
    limits: { ...before?.limits, ...Object.fromEntries(effectiveBudgets.map(({ name, limit }) => [name, limit])) },
  };
  await costHistory.writeGroup(scope, month, { snapshot: snapshotKind(before, spend, month.fetchedAt) });
}
