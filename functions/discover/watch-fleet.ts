import type { EvaluationRequest } from '../contracts/evaluation-request.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type Candidate, type FleetLimits, FleetPlan, looksPerSweep } from '../domain/fleet-plan.ts';
import type { FleetWatch } from '../domain/fleet-watch.ts';
import type { EndpointMonth } from '../domain/history.ts';
import { type Period, periodOf } from '../domain/period.ts';
import { readSpend } from '../domain/spend.ts';
import type { OrganisationFigures } from '../domain/stats.ts';
import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';

export interface WatchDeps extends DiscoverDeps {
  emnify: DiscoverDeps['emnify'] & { organisationStats(): Promise<OrganisationFigures['stats']> };
  queue: DiscoverDeps['queue'] & {
    /** Requests that nobody has taken up yet. */
    waiting(): Promise<number>;
  };
  costHistory: DiscoverDeps['costHistory'] & { months(period: Period): AsyncIterable<EndpointMonth> };
  fleet: {
    watch(period: Period): Promise<FleetWatch | undefined>;
    writeWatch(period: Period, watch: FleetWatch): Promise<void>;
    requests(period: Period): Promise<number>;
  };
  limits: FleetLimits;
}

/** What one run of the watch did. */
export type WatchRun =
  /** The requests of an earlier run still wait: more of them would only make them older. */
  | { kind: 'busy'; waiting: number }
  | {
      kind: 'watched';
      /** A walk over emnify's list, once in a sweep interval. */
      sweep?: SweepStart;
      /** Endpoints whose evaluation was asked for, those of the walk included. */
      asked: number;
      /** Of these, by why. */
      reasons: Record<string, number>;
      watch: FleetWatch;
      /** Why the organisation's total could not be read. */
      totalError?: string;
    };

const HOUR_MS = 3_600_000;
/** A few that nobody has taken up yet are no backlog. */
const FEW = 20;

/**
 * Asks for the endpoints that are worth a look now: one walk over what is known of all of them, one look at the
 * organisation's total, and once in a sweep interval a walk over emnify's list, which finds the new ones.
 *
 * @throws when emnify's list or a table cannot be had
 */
export async function watchFleet(deps: WatchDeps): Promise<WatchRun> {
  const { costHistory, fleet, queue, limits } = deps;
  const waiting = await queue.waiting();
  if (waiting > FEW) return { kind: 'busy', waiting };

  const now = deps.now();
  const period = periodOf(now);
  const before = await fleet.watch(period);
  const plan = new FleetPlan<Endpoint>(before, { now, used: await fleet.requests(period) }, limits);
  const known = new Set<string>();
  for await (const { endpoint, watch, fetchedAt } of costHistory.months(period)) {
    plan.see({ item: endpoint, ...(watch && { watch }), seenAt: Date.parse(fetchedAt) });
    known.add(endpoint.id);
  }
  const total = await totalNow(deps, now);
  const { chosen, isEnoughForAll, watch } = plan.decide('amount' in total ? total.amount : undefined);

  const left = new Map(chosen.map((candidate) => [candidate.item.id, candidate]));
  const walked = isWalkDue(before, limits, now)
    ? await walk(deps, before, left, ({ id }) => isEnoughForAll || !known.has(id))
    : undefined;
  const sweep = walked?.sweep;
  const { sweepId, fleetSize } = sweep ? { sweepId: sweep.sweepId, fleetSize: sweep.listed } : (before ?? {});
  const candidates = [...left.values()];
  if (sweepId !== undefined) await ask(deps, candidates, { sweepId, ...(fleetSize && { fleetSize }) });

  const { walkedAt, isUnfinished } = walked ? { walkedAt: now.toISOString(), ...walked } : (before ?? {});
  const after: FleetWatch = {
    ...watch,
    ...(sweepId !== undefined && { sweepId }),
    ...(fleetSize !== undefined && { fleetSize }),
    ...(walkedAt !== undefined && { walkedAt }),
    ...(isUnfinished !== undefined && { isUnfinished }),
  };
  await fleet.writeWatch(period, after);
  return {
    kind: 'watched',
    ...(sweep && { sweep }),
    asked: (sweep?.queued ?? 0) + candidates.length,
    reasons: countReasons(candidates, sweep),
    watch: after,
    ...('error' in total && { totalError: total.error }),
  };
}

/** The organisation's total in one amount, or why it is none. */
async function totalNow({ emnify }: WatchDeps, now: Date): Promise<{ amount: number } | { error: string }> {
  try {
    const reading = readSpend(await emnify.organisationStats(), periodOf(now));
    if (reading.kind === 'stale') return { error: reading.reason };
    const [money, ...others] = reading.spend.meters.total;
    if (others.length > 0) return { error: 'the total of the organisation is in several currencies' };
    return { amount: Number(money?.amount ?? 0) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** A run may come some seconds early, and must not wait for the next one then. */
function isWalkDue(before: FleetWatch | undefined, { sweepHours }: FleetLimits, now: Date): boolean {
  return before?.walkedAt === undefined || now.getTime() - Date.parse(before.walkedAt) >= sweepHours * HOUR_MS - 60_000;
}

/**
 * Walks emnify's list and asks for those of `left`, whom it takes out of it, and for those who are wanted, as many as
 * the workers can do until the next walk. At the beginning of a month, everybody is new.
 */
async function walk(
  deps: WatchDeps,
  before: FleetWatch | undefined,
  left: Map<string, Candidate<Endpoint>>,
  isWanted: (endpoint: Endpoint) => boolean,
): Promise<{ sweep: SweepStart; isUnfinished: boolean }> {
  let room = looksPerSweep(deps.limits) - left.size;
  let isUnfinished = false;
  const sweep = await discoverEndpoints(deps, {
    ...(before?.isUnfinished && before.sweepId !== undefined && { sweepId: before.sweepId }),
    patienceSeconds: patienceSeconds(deps.limits),
    isWanted(endpoint) {
      if (left.delete(endpoint.id)) return true;
      if (!isWanted(endpoint)) return false;
      isUnfinished ||= room <= 0;
      room -= 1;
      return room >= 0;
    },
  });
  return { sweep, isUnfinished };
}

/** A request that waited for longer than a sweep interval is worth nothing: its endpoint is the more urgent by then. */
function patienceSeconds({ sweepHours }: FleetLimits): number {
  return sweepHours * 3600;
}

async function ask(
  { queue, limits }: WatchDeps,
  candidates: Candidate<Endpoint>[],
  sweep: Pick<EvaluationRequest, 'sweepId' | 'fleetSize'>,
): Promise<void> {
  const request = { ...sweep, patienceSeconds: patienceSeconds(limits) };
  await queue.send(candidates.map(({ item: endpoint }) => ({ ...request, endpoint })));
}

function countReasons(candidates: Candidate<Endpoint>[], sweep: SweepStart | undefined): Record<string, number> {
  const reasons: Record<string, number> = sweep ? { sweep: sweep.queued } : {};
  for (const { reason } of candidates) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}
