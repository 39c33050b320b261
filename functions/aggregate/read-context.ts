import { budgetsOf, type GroupBudget } from '../domain/budgets/budget.ts';
import type { BudgetsInForce } from '../domain/budgets/kept-budgets.ts';
import { addToSettingsUse, emptySettingsUse } from '../domain/budgets/settings-use.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import { groupScope, ORGANISATION } from '../domain/costs/scope.ts';
import { amountOn, readSpend } from '../domain/costs/spend.ts';
import { addToFleetView, emptyFleetView } from '../domain/records/build-fleet-view.ts';
import type { EndpointMonth, GroupMonth } from '../domain/records/endpoint-month.ts';
import { addToFleetCount, emptyFleetCount, type FleetTotal } from '../domain/records/fleet-judgement.ts';
import { directoryEntry } from '../domain/records/fleet-row.ts';
import type { DirectoryEntry } from '../domain/records/fleet-view.ts';
import { addTo, coverageOf, emptySum, type GroupSum, spendOfGroup } from '../domain/records/group-sum.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { isLateSeason, type Period, periodOf, previousPeriod } from '../domain/values/month.ts';
import type { AggregateDeps, AggregationContext, SharedSpend } from './aggregation.ts';
import { organisationSpends } from './organisation-spends.ts';

/** A spend before its record, claims and snapshots are read. */
type Unread = Omit<SharedSpend, 'before' | 'claims' | 'points'>;

/**
 * Reads all that the judgement of the shared budgets needs.
 *
 * @throws when a table cannot be had; a failure of emnify is part of the context
 */
export async function readContext(deps: AggregateDeps): Promise<AggregationContext> {
  const plan = await deps.budgets();
  const now = deps.now();
  const period = periodOf(now);
  const count = emptyFleetCount();
  const settingsUse = emptySettingsUse();
  const view = emptyFleetView(plan, now);
  const directory: DirectoryEntry[] = [];
  const add = (month: EndpointMonth): void => {
    addToFleetCount(count, month, plan);
    addToSettingsUse(settingsUse, month.endpoint, plan);
    addToFleetView(view, month);
    directory.push(directoryEntry(month.endpoint));
  };
  const lastRecords = await readLastRecords(deps, plan, period);
  const lateGroups = await addUpLateGroups(deps, lastRecords, now);
  const groups = await addUpGroups(deps, lastRecords, now, add);
  const answer = await deps.emnify.organisation().catch((error: unknown) => ({ error }));
  const failure = 'error' in answer ? answer : undefined;
  const organisation = 'error' in answer ? undefined : answer;
  const { late, current, notJudged } = organisationSpends(organisation, { plan, now });
  return {
    plan,
    now,
    sweepMs: deps.sweepMinutes * 60_000,
    sharedSpends: await readAll(deps, now, [...lateGroups, ...groups, ...late, ...current]),
    notJudged,
    organisationClaims: await deps.notificationLog.claims(ORGANISATION, period),
    count,
    view,
    directory,
    settingsUse,
    fleetState: await deps.fleet.fleetState(period),
    fleetTotal: organisation && totalOf(organisation, period, plan.currency),
    failure,
  };
}

/** A group with its record of the month before. */
interface LastRecord {
  budget: GroupBudget;
  record?: GroupMonth;
}

async function readLastRecords(
  { costHistory }: AggregateDeps,
  plan: BudgetsInForce,
  period: Period,
): Promise<LastRecord[]> {
  const lastRecords: LastRecord[] = [];
  for (const budget of budgetsOf('group', plan)) {
    const record = await costHistory.readGroup(groupScope(budget.name), previousPeriod(period));
    lastRecords.push({ budget, record });
  }
  return lastRecords;
}

/** The groups of the month before that still have to be judged. */
async function addUpLateGroups(deps: AggregateDeps, lastRecords: LastRecord[], now: Date): Promise<Unread[]> {
  const period = previousPeriod(periodOf(now));
  const sums = lastRecords.filter(({ record }) => isToJudge(record, now)).map(({ budget }) => emptySum(budget));
  if (sums.length === 0) return [];
  const known = await addUp(deps, sums, period, now);
  return sums.map((group) => ({
    ...spendOf(group, period),
    coverage: coverageOf(group, { known }),
    isOpen: group.open > 0,
  }));
}

/** All groups of this month. @param onMonth called with the record of each endpoint */
async function addUpGroups(
  deps: AggregateDeps,
  lastRecords: LastRecord[],
  now: Date,
  onMonth: (month: EndpointMonth) => void,
): Promise<Unread[]> {
  const period = periodOf(now);
  const sums = lastRecords.map(({ budget }) => emptySum(budget));
  const known = await addUp(deps, sums, period, now, onMonth);
  const sweep = await deps.costHistory.lastSweep();
  return sums.map((group, index) => ({
    ...spendOf(group, period),
    coverage: coverageOf(group, { known, sweep }),
    lastMonth: lastRecords[index]?.record?.spend,
  }));
}

/** Adds up every group in one pass over the months of a period. @returns the number of months */
async function addUp(
  { costHistory }: AggregateDeps,
  sums: GroupSum[],
  period: Period,
  now: Date,
  onMonth?: (month: EndpointMonth) => void,
): Promise<number> {
  let known = 0;
  for await (const month of costHistory.months(period)) {
    known += 1;
    onMonth?.(month);
    addTo(sums, month, now);
  }
  return known;
}

function spendOf(group: GroupSum, period: Period): Unread {
  const { budget } = group;
  return { scope: groupScope(budget.name), spend: spendOfGroup(group, period), effectiveBudgets: [budget] };
}

/** Whether a month that is over has to be judged: it has a record, and it may grow or was not judged to its end yet. */
function isToJudge(record: GroupMonth | undefined, now: Date): boolean {
  return record !== undefined && (record.isOpen === true || isLateSeason(now));
}

/** Reads what each spend is judged by. A month that is over is left out where nothing of it has to be judged. */
async function readAll(
  { costHistory, notificationLog }: AggregateDeps,
  now: Date,
  spends: Unread[],
): Promise<SharedSpend[]> {
  const read: SharedSpend[] = [];
  for (const unread of spends) {
    const { scope, spend } = unread;
    const { period } = spend;
    const isLate = period !== periodOf(now);
    const before = await costHistory.readGroup(scope, period);
    if (isLate && !isToJudge(before, now)) continue;
    read.push({
      ...unread,
      before,
      claims: await notificationLog.claims(scope, period),
      points: isLate ? undefined : await costHistory.points(scope, period, new Date(now.getTime() - DAY_MS)),
    });
  }
  return read;
}

function totalOf({ stats }: OrganisationFigures, period: Period, currency: string): FleetTotal | undefined {
  const reading = readSpend(stats, period);
  if (reading.kind !== 'spend') return undefined;
  return {
    thisMonth: amountOn(reading.spend, 'total', currency),
    lastMonth: amountOn(reading.lastMonth, 'total', currency),
  };
}
