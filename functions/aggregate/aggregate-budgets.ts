import { leaveAlerts, type Outbox } from '../contracts/outbox.ts';
import type { Alert, Claim, Coverage, Figures } from '../domain/alert.ts';
import { type Allowance, type BudgetPlan, budgetsOf } from '../domain/budget.ts';
import type { Decision } from '../domain/crossing.ts';
import type { ForecastVerdict } from '../domain/forecast.ts';
import { addTo, coverageOf, emptySum, spendOfGroup } from '../domain/group.ts';
import {
  type EndpointMonth,
  type GroupMonth,
  type SnapshotKind,
  type SpendPoint,
  type SweepRecord,
  snapshotKind,
} from '../domain/history.ts';
import { judgeAllowance } from '../domain/judgement.ts';
import { mutedBy } from '../domain/mute.ts';
import { type Period, periodOf, previousPeriod } from '../domain/period.ts';
import { groupScope, ORGANISATION, type Scope } from '../domain/scope.ts';
import type { Spend } from '../domain/spend.ts';
import type { OrganisationFigures } from '../domain/stats.ts';
import { readOrganisation } from './read-organisation.ts';

export interface AggregateDeps {
  emnify: { organisation(): Promise<OrganisationFigures> };
  budgets(): Promise<BudgetPlan>;
  costHistory: {
    months(period: Period): AsyncIterable<EndpointMonth>;
    readGroup(scope: Scope, period: Period): Promise<GroupMonth | undefined>;
    writeGroup(scope: Scope, month: GroupMonth, options: { snapshot?: SnapshotKind }): Promise<void>;
    points(scope: Scope, period: Period, since: Date): Promise<SpendPoint[]>;
    lastSweep(): Promise<SweepRecord | undefined>;
  };
  notificationLog: Outbox & { claims(scope: Scope, period: Period): Promise<Claim[]> };
  now(): Date;
}

/** What one shared budget comes to. */
export interface Aggregation {
  scope: Scope;
  period: Period;
  /** What a person reads of it. */
  reason: string;
  spend?: Spend;
  coverage?: Coverage;
  decision?: Decision;
  outlook?: ForecastVerdict;
  /** Alerts that were stored to be told or, in a dry run, that would be. */
  alerts: Alert[];
  muted: Alert[];
}

/** A shared budget with what is known of its spend, before it is judged. */
export interface Sighting {
  allowance: Allowance;
  scope: Scope;
  spend: Spend;
  lastMonth?: Spend;
  coverage?: Coverage;
}

/** Charges land late: on days 1 and 2 the month before is added up once more. */
const LATE_DAYS = 2;

/**
 * Judges the budgets that many endpoints share: groups by what the sweeps have stored, the organisation by emnify's own
 * total. Groups come first, so that emnify's silence about the organisation does not keep them back.
 *
 * @throws when emnify or a table cannot be had
 */
export async function aggregateBudgets(deps: AggregateDeps, { dryRun }: { dryRun: boolean }): Promise<Aggregation[]> {
  const plan = await deps.budgets();
  const now = deps.now();
  const period = periodOf(now);
  const look: Look = { plan, now, dryRun };
  const late = now.getUTCDate() <= LATE_DAYS ? await sightGroups(deps, look, previousPeriod(period)) : [];
  return [
    ...(await judgeAll(deps, look, late)),
    ...(await judgeAll(deps, look, await sightGroups(deps, look, period))),
    ...(await aggregateOrganisation(deps, look)),
  ];
}

interface Look {
  plan: BudgetPlan;
  now: Date;
  dryRun: boolean;
}

/** Adds up every group in one walk over the period's months. Of a month that is over, only groups that were watched. */
async function sightGroups({ costHistory }: AggregateDeps, { plan, now }: Look, period: Period): Promise<Sighting[]> {
  const sums = budgetsOf('group', plan).map(emptySum);
  if (sums.length === 0) return [];
  let known = 0;
  for await (const month of costHistory.months(period)) {
    known += 1;
    addTo(sums, month, now);
  }
  const sweep = await costHistory.lastSweep();
  const sightings: Sighting[] = [];
  for (const group of sums) {
    const scope = groupScope(group.budget.name);
    const isLate = period !== periodOf(now);
    if (isLate && !(await costHistory.readGroup(scope, period))) continue;
    const lastMonth = isLate ? undefined : (await costHistory.readGroup(scope, previousPeriod(period)))?.spend;
    const coverage = coverageOf(group, { known, ...(sweep && !isLate && { sweep }) });
    const spend = spendOfGroup(group, period);
    sightings.push({ allowance: group.budget, scope, spend, coverage, ...(lastMonth && { lastMonth }) });
  }
  return sightings;
}

async function aggregateOrganisation(deps: AggregateDeps, look: Look): Promise<Aggregation[]> {
  const budgets = budgetsOf('organisation', look.plan);
  if (budgets.length === 0) return [];
  const { sightings, late, others } = readOrganisation(await deps.emnify.organisation(), budgets, look);
  const watched = await deps.costHistory.readGroup(ORGANISATION, previousPeriod(periodOf(look.now)));
  const isLate = watched !== undefined && look.now.getUTCDate() <= LATE_DAYS;
  return [
    ...(await judgeAll(deps, look, isLate ? late : [])),
    ...(await judgeAll(deps, look, sightings)),
    ...(await keepFaults(deps, look, others)),
  ];
}

async function judgeAll(deps: AggregateDeps, look: Look, sightings: Sighting[]): Promise<Aggregation[]> {
  const aggregations: Aggregation[] = [];
  for (const sighting of sightings) aggregations.push(await judgeOne(deps, look, sighting));
  return aggregations;
}

async function judgeOne(deps: AggregateDeps, look: Look, sighting: Sighting): Promise<Aggregation> {
  const { costHistory, notificationLog } = deps;
  const { plan, now, dryRun } = look;
  const { allowance, scope, spend, lastMonth, coverage } = sighting;
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
  const { decision, outlook, alerts } = judgeAllowance(allowance, {
    currency: plan.currency,
    figures,
    claims,
    ...(points && { points }),
  });
  if (!dryRun) await remember(deps, sighting, now);
  return await settle(deps, look, {
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
}

const DAY_MS = 86_400_000;

async function remember({ costHistory }: AggregateDeps, sighting: Sighting, now: Date): Promise<void> {
  const { allowance, scope, spend, coverage } = sighting;
  const before = await costHistory.readGroup(scope, spend.period);
  const month: GroupMonth = {
    period: spend.period,
    fetchedAt: now.toISOString(),
    spend,
    ...(coverage && { coverage }),
    limits: { ...before?.limits, [allowance.name]: allowance.limit },
  };
  const snapshot = snapshotKind(before, spend, month.fetchedAt);
  await costHistory.writeGroup(scope, month, { ...(snapshot && { snapshot }) });
}

/** Faults of budgets that could not be judged at all, told once per period. */
async function keepFaults(deps: AggregateDeps, look: Look, others: Aggregation[]): Promise<Aggregation[]> {
  const kept: Aggregation[] = [];
  for (const other of others) {
    const claims = await deps.notificationLog.claims(other.scope, other.period);
    const news = other.alerts.filter(({ kind }) => !claims.some((claim) => claim.kind === kind));
    kept.push(await settle(deps, look, { ...other, alerts: news }));
  }
  return kept;
}

/** Parts what is muted from what is to be told, and leaves that for `notify`. */
async function settle(
  { notificationLog }: AggregateDeps,
  { plan, now, dryRun }: Look,
  aggregation: Aggregation,
): Promise<Aggregation> {
  const judged = aggregation.alerts.map((alert) => ({ alert, mute: mutedBy(plan.mutes, alert, now) }));
  const muted = judged.flatMap(({ alert, mute }) => (mute ? { alert, mute } : []));
  const alerts = judged.flatMap(({ alert, mute }) => (mute ? [] : alert));
  const { coverage, decision } = aggregation;
  const hasSeen = coverage === undefined || coverage.endpoints > 0;
  const findings = { alerts, muted, budgets: decision && hasSeen ? [decision.budget] : [], sweepId: now.toISOString() };
  return {
    ...aggregation,
    alerts: dryRun ? alerts : await leaveAlerts(notificationLog, findings),
    muted: muted.map(({ alert }) => alert),
  };
}
