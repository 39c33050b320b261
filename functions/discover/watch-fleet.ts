import type { Endpoint } from '../domain/endpoint.ts';
import { type Candidate, type FleetLimits, FleetPlan } from '../domain/fleet-plan.ts';
import type { FleetWalk, FleetWatch } from '../domain/fleet-watch.ts';
import type { EndpointMonth } from '../domain/history.ts';
import { type Period, periodOf } from '../domain/period.ts';
import { readSpend } from '../domain/spend.ts';
import type { OrganisationFigures } from '../domain/stats.ts';
import type { DiscoverDeps, SweepStart } from './discover-endpoints.ts';
import { KnownEndpoints } from './known-endpoints.ts';
import { begunWalk, isWalkDue, patienceSeconds, type WalkOptions, walkList } from './walk-list.ts';

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
  const known = new KnownEndpoints();
  for await (const { endpoint, watch, fetchedAt } of costHistory.months(period)) {
    plan.see({ item: endpoint, ...(watch && { watch }), seenAt: Date.parse(fetchedAt) });
    known.add(endpoint);
  }
  const total = await totalNow(deps, now);
  const { chosen, isEnoughForAll: isForAll, watch } = plan.decide('amount' in total ? total.amount : undefined);

  const due = new Map(chosen.map((candidate) => [candidate.item.id, candidate]));
  const begun = isWalkDue(before?.walk, limits, now) ? begunWalk(before?.walk, now) : undefined;
  const walk = begun ?? before?.walk;
  await fleet.writeWatch(period, { ...watch, ...(walk && { walk }) });
  const walked = begun && (await walkOnce(deps, { begun, before, watch, period }, { limits, due, known, isForAll }));

  const candidates = [...due.values()];
  if (walk) await ask(deps, candidates, walked?.walk ?? walk);
  return {
    kind: 'watched',
    ...(walked && { sweep: walked.sweep }),
    asked: (walked?.sweep.queued ?? 0) + candidates.length,
    reasons: countReasons(candidates, walked?.sweep),
    watch,
    ...('error' in total && { totalError: total.error }),
  };
}

/** A walk that is kept when it came to its end, and is due again at once when it did not. */
async function walkOnce(
  deps: WatchDeps,
  { begun, before, watch, period }: { begun: FleetWalk; before?: FleetWatch; watch: FleetWatch; period: Period },
  options: WalkOptions,
): Promise<{ sweep: SweepStart; walk: FleetWalk }> {
  try {
    const walked = await walkList(deps, begun, options);
    await deps.fleet.writeWatch(period, { ...watch, walk: walked.walk });
    return walked;
  } catch (error) {
    // The reason that counts is emnify's; if the table is away, too, its own alarms say so.
    await deps.fleet.writeWatch(period, { ...watch, ...(before?.walk && { walk: before.walk }) }).catch(() => {});
    throw error;
  }
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

async function ask(
  { queue, limits }: WatchDeps,
  candidates: Candidate<Endpoint>[],
  { sweepId, fleetSize }: FleetWalk,
): Promise<void> {
  const request = { sweepId, ...(fleetSize > 0 && { fleetSize }), patienceSeconds: patienceSeconds(limits) };
  await queue.send(candidates.map(({ item: endpoint }) => ({ ...request, endpoint })));
}

function countReasons(candidates: Candidate<Endpoint>[], sweep: SweepStart | undefined): Record<string, number> {
  const reasons: Record<string, number> = sweep ? { sweep: sweep.queued } : {};
  for (const { reason } of candidates) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}
