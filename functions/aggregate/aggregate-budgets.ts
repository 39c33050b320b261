import { leaveAlerts } from '../contracts/outbox.ts';
import { budgetsOf, type GroupBudget } from '../domain/budgets/budget.ts';
import { addToSettingsUse, emptySettingsUse, settingsWithoutEffect } from '../domain/budgets/settings-use.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import { groupScope, ORGANISATION } from '../domain/costs/scope.ts';
import type { Figures } from '../domain/judging/alert.ts';
import { notYetSent } from '../domain/judging/alert.ts';
import { judgeBudget } from '../domain/judging/judge-budget.ts';
import { partMuted } from '../domain/judging/muted-alerts.ts';
import { type EndpointMonth, type GroupMonth, snapshotKind } from '../domain/records/endpoint-month.ts';
import { addToFleetCount, emptyFleetCount } from '../domain/records/fleet-judgement.ts';
import { addTo, coverageOf, emptySum, spendOfGroup } from '../domain/records/group-sum.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { isLateSeason, type Period, periodOf, previousPeriod } from '../domain/values/month.ts';
import type { AggregateDeps, Aggregated, Aggregation, AggregationContext, SharedSpend } from './aggregation.ts';
import { checkFleet } from './check-fleet.ts';
import { readOrganisation } from './read-organisation.ts';

/**
 * Judges the budgets that many endpoints share: groups by what the sweeps have stored, the organisation by emnify's own
 * total. Groups come first, so that a failed request about the organisation does not keep them back.
 *
 * @throws when emnify or a table cannot be had
 */
export async function aggregateBudgets(deps: AggregateDeps, { dryRun }: { dryRun: boolean }): Promise<Aggregated> {
  const plan = await deps.budgets();
  const now = deps.now();
  const period = periodOf(now);
  const context: AggregationContext = { plan, now, dryRun };
  const count = emptyFleetCount();
  const use = emptySettingsUse();
  const add = (month: EndpointMonth): void => {
    addToFleetCount(count, month, plan);
    addToSettingsUse(use, month.endpoint, plan);
  };
  const late = await judgeAll(deps, context, await readGroups(deps, context, previousPeriod(period)));
  const groups = await judgeAll(deps, context, await readGroups(deps, context, period, add));
  const organisation = await deps.emnify.organisation().catch((error: unknown) => ({ error }));
  const { judgement: fleet, findings } = await checkFleet(deps, context, {
    count,
    ...('error' in organisation ? {} : { organisation }),
  });
  const found = await keepFaults(deps, context, findings);
  if ('error' in organisation) throw organisation.error;
  const shared = await aggregateOrganisation(deps, context, organisation);
  const withoutEffect = settingsWithoutEffect(use, plan, now);
  return {
    aggregations: [...late, ...groups, ...shared, ...found],
    fleet,
    withoutEffect,
    ...(plan.kept && { budgetsKept: plan.kept }),
  };
}

/**
 * Adds up every group in one pass over the period's months. Of a month that is over, only groups that have a record,
 * and that may still grow or have something left to judge.
 */
async function readGroups(
  { costHistory }: AggregateDeps,
  { plan, now }: AggregationContext,
  period: Period,
  onMonth?: (month: EndpointMonth) => void,
): Promise<SharedSpend[]> {
  const isLate = period !== periodOf(now);
  const budgets: GroupBudget[] = [];
  for (const budget of budgetsOf('group', plan)) {
    const lastRecord = isLate ? await costHistory.readGroup(groupScope(budget.name), period) : undefined;
    if (!isLate || isToJudge(lastRecord, now)) budgets.push(budget);
  }
  const sums = budgets.map(emptySum);
  if (sums.length === 0 && !onMonth) return [];
  let known = 0;
  for await (const month of costHistory.months(period)) {
    known += 1;
    onMonth?.(month);
    addTo(sums, month, now);
  }
  const sweep = await costHistory.lastSweep();
  const sharedSpends: SharedSpend[] = [];
  for (const group of sums) {
    const scope = groupScope(group.budget.name);
    const lastMonth = isLate ? undefined : (await costHistory.readGroup(scope, previousPeriod(period)))?.spend;
    const coverage = coverageOf(group, { known, ...(sweep && !isLate && { sweep }) });
    const spend = spendOfGroup(group, period);
    const isOpen = isLate && group.open > 0;
    sharedSpends.push({
      effectiveBudget: group.budget,
      scope,
      spend,
      coverage,
      isOpen,
      ...(lastMonth && { lastMonth }),
    });
  }
  return sharedSpends;
}

/** Whether a month that is over has to be judged: it has a record, and it may grow or was not judged to its end yet. */
function isToJudge(lastRecord: GroupMonth | undefined, now: Date): boolean {
  return lastRecord !== undefined && (lastRecord.isOpen === true || isLateSeason(now));
}

async function aggregateOrganisation(
  deps: AggregateDeps,
  context: AggregationContext,
  organisation: OrganisationFigures,
): Promise<Aggregation[]> {
  const budgets = budgetsOf('organisation', context.plan);
  if (budgets.length === 0) return [];
  const { sharedSpends, late, others } = readOrganisation(organisation, budgets, context);
  const lastRecord = await deps.costHistory.readGroup(ORGANISATION, previousPeriod(periodOf(context.now)));
  return [
    ...(await judgeAll(deps, context, isToJudge(lastRecord, context.now) ? late : [])),
    ...(await judgeAll(deps, context, sharedSpends)),
    ...(await keepFaults(deps, context, others)),
  ];
}

async function judgeAll(
  deps: AggregateDeps,
  context: AggregationContext,
  sharedSpends: SharedSpend[],
): Promise<Aggregation[]> {
  const aggregations: Aggregation[] = [];
  for (const sharedSpend of sharedSpends) aggregations.push(await judgeOne(deps, context, sharedSpend));
  return aggregations;
}

async function judgeOne(
  deps: AggregateDeps,
  context: AggregationContext,
  sharedSpend: SharedSpend,
): Promise<Aggregation> {
  const { costHistory, notificationLog } = deps;
  const { plan, now, dryRun } = context;
  const { effectiveBudget, scope, spend, lastMonth, coverage } = sharedSpend;
  const { period } = spend;
  const figures: Figures = {
    scope,
    spend,
    fetchedAt: now,
    ...(lastMonth && { lastMonth }),
    ...(coverage && { coverage }),
  };
  const isLate = period !== periodOf(now);
  const claims = await notificationLog.claims(scope, period);
  const points = isLate ? undefined : await costHistory.points(scope, period, new Date(now.getTime() - DAY_MS));
  const { decision, outlook, alerts } = judgeBudget(effectiveBudget, {
    currency: plan.currency,
    figures,
    claims,
    ...(points && { points }),
  });
  const aggregation = await settle(deps, context, {
    scope,
    period,
    reason: decision.reason,
    spend,
    ...(coverage && { coverage }),
    decision,
    ...(outlook && { outlook }),
    alerts,
    muted: [],
  });
  // What a mute keeps back of a month that is over is sent when the mute ends.
  const isOpen = !isLate || sharedSpend.isOpen === true || aggregation.muted.length > 0;
  if (!dryRun) await storeGroupMonth(deps, sharedSpend, now, isOpen);
  return aggregation;
}

async function storeGroupMonth(
  { costHistory }: AggregateDeps,
  sharedSpend: SharedSpend,
  now: Date,
  isOpen: boolean,
): Promise<void> {
  const { effectiveBudget, scope, spend, coverage } = sharedSpend;
  const before = await costHistory.readGroup(scope, spend.period);
  // By another budget of the same scope, in this very run.
  const isLeftOpen = before?.isOpen === true && before.fetchedAt === now.toISOString();
  const month: GroupMonth = {
    period: spend.period,
    fetchedAt: now.toISOString(),
    spend,
    ...(coverage && { coverage }),
    ...((isOpen || isLeftOpen) && { isOpen: true as const }),
    limits: { ...before?.limits, [effectiveBudget.name]: effectiveBudget.limit },
  };
  const snapshot = snapshotKind(before, spend, month.fetchedAt);
  await costHistory.writeGroup(scope, month, { ...(snapshot && { snapshot }) });
}

/** Faults of budgets that could not be judged at all, sent once per period. */
async function keepFaults(
  deps: AggregateDeps,
  context: AggregationContext,
  others: Aggregation[],
): Promise<Aggregation[]> {
  const kept: Aggregation[] = [];
  for (const other of others) {
    const claims = await deps.notificationLog.claims(other.scope, other.period);
    kept.push(await settle(deps, context, { ...other, alerts: notYetSent(other.alerts, claims) }));
  }
  return kept;
}

/** Leaves for `notify` what is to be sent, and notes what is muted. */
async function settle(
  { notificationLog }: AggregateDeps,
  { plan, now, dryRun }: AggregationContext,
  aggregation: Aggregation,
): Promise<Aggregation> {
  const { alerts, muted } = partMuted(aggregation.alerts, plan.mutes, now);
  const { coverage, decision } = aggregation;
  const wasChecked = coverage === undefined || coverage.endpoints > 0;
  const findings = {
    alerts,
    muted,
    budgets: decision && wasChecked ? [decision.budget] : [],
    sweepId: now.toISOString(),
  };
  return {
    ...aggregation,
    alerts: dryRun ? alerts : await leaveAlerts(notificationLog, findings),
    muted: muted.map(({ alert }) => alert),
  };
}
