import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import { ORGANISATION } from '../domain/costs/scope.ts';
import { amountOn, readSpend } from '../domain/costs/spend.ts';
import { faultAlert } from '../domain/judging/alert.ts';
import {
  type FleetCount,
  type FleetJudgement,
  type FleetTotal,
  judgeFleet,
} from '../domain/records/fleet-judgement.ts';
import { type Period, periodOf } from '../domain/values/month.ts';
import type { AggregateDeps, Aggregation, AggregationContext } from './aggregation.ts';

/**
 * Checks whether the fleet as a whole can be judged.
 *
 * @returns an alert where it cannot for a whole sweep
 */
export async function checkFleet(
  deps: AggregateDeps,
  context: AggregationContext,
  { count, organisation }: { count: FleetCount; organisation?: OrganisationFigures },
): Promise<{ judgement: FleetJudgement; findings: Aggregation[] }> {
  const { plan, now, dryRun } = context;
  const { currency } = plan;
  const period = periodOf(now);
  const before = await deps.fleet.fleetState(period);
  const { judgement, state } = judgeFleet(count, {
    ...(organisation && { total: totalOf(organisation, period, currency) }),
    state: before,
    now,
    sweepMs: deps.sweepMinutes * 60_000,
    currency,
  });
  const isKnown = before.since === state.since && before.unexplainedAtFirst === state.unexplainedAtFirst;
  if (!dryRun && !isKnown) await deps.fleet.writeFleetState(period, state, now);
  const { trouble, isLasting } = judgement;
  if (!trouble || !isLasting) return { judgement, findings: [] };
  const about = { budget: WHOLE_FLEET, meter: 'total' as const, currency };
  const alert = faultAlert(trouble, about, { scope: ORGANISATION, spend: { period }, fetchedAt: now });
  const found = { scope: ORGANISATION, period, reason: trouble.reason, alerts: [alert], muted: [] };
  return { judgement, findings: [found] };
}

/** In place of the name of a budget. */
const WHOLE_FLEET = 'whole fleet';

/** emnify's total of the organisation, where it shows one of this month. */
function totalOf({ stats }: OrganisationFigures, period: Period, currency: string): FleetTotal | undefined {
  const reading = readSpend(stats, period);
  if (reading.kind !== 'spend') return undefined;
  return {
    thisMonth: amountOn(reading.spend, 'total', currency),
    lastMonth: amountOn(reading.lastMonth, 'total', currency),
  };
}
