import type { Endpoint } from '../domain/endpoint.ts';
import { type Candidate, type FleetLimits, FleetPlan } from '../domain/fleet-plan.ts';
import type { FleetWalk, FleetWatch } from '../domain/fleet-watch.ts';
import type { EndpointMonth } from '../domain/history.ts';
import { KnownEndpoints } from '../domain/known-endpoints.ts';
import { type Period, periodOf } from '../domain/period.ts';
import { readSpend } from '../domain/spend.ts';
import type { OrganisationFigures } from '../domain/stats.ts';
import { messageOf } from '../domain/text.ts';
import type { DiscoverDeps, SweepStart } from './discover-endpoints.ts';
import type { RecentlyAsked } from './recently-asked.ts';
import { begunWalk, isWalkDue, patienceSeconds, type Walked, type WalkOptions, walkList } from './walk-list.ts';

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
  /** Who need not be asked for again yet. Default: nobody. */
  asked?: RecentlyAsked;
}

/** What one run of the watch did. */
export type WatchRun =
  /** So many requests of earlier runs wait that workers have enough to do: more of them would only make them older. */
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

/**
 * Asks for the endpoints that are worth a look now: one walk over what is known of all of them, one look at the
 * organisation's total, and once in a sweep interval a walk over emnify's list, which finds the new ones.
 *
 * @throws when emnify's list or a table cannot be had
 */
export async function watchFleet(deps: WatchDeps): Promise<WatchRun> {
  const { costHistory, fleet, queue, limits } = deps;
  const waiting = await queue.waiting();
  if (waiting >= limits.looksPerRun) return { kind: 'busy', waiting };

  const now = deps.now();
  const period = periodOf(now);
  const before = await fleet.watch(period);
  const left = { ...limits, looksPerRun: limits.looksPerRun - waiting };
  const plan = new FleetPlan<Endpoint>(before, { now, used: await fleet.requests(period) }, left);
  const isWalk = isWalkDue(before, limits, now);
  const known = new KnownEndpoints();
  for await (const { endpoint, watch, fetchedAt } of costHistory.months(period)) {
    const seenAt = Date.parse(fetchedAt);
    const isAsked = deps.asked?.isWaiting(endpoint.id, seenAt, now.getTime()) ?? false;
    plan.see({ item: endpoint, ...(watch && { watch }), seenAt, isAsked });
    if (isWalk) known.add(endpoint);
  }
  const total = await totalNow(deps, now);
  const { chosen, watch } = plan.decide('amount' in total ? total.amount : undefined);

  const begun = isWalk ? begunWalk(before?.walk, now) : undefined;
  const walk = begun ?? before?.walk;
  if (walk) await ask(deps, chosen, walk);
  await fleet.writeWatch(period, { ...watch, ...(walk && { walk }) });
  const walked = begun && (await walkOnce(deps, begun, before?.walk, { limits, asked: chosen.length, known }));
  return {
    kind: 'watched',
    ...(walked && { sweep: walked.sweep }),
    asked: (walked?.sweep.queued ?? 0) + chosen.length,
    reasons: countReasons(chosen, walked),
    watch,
    ...('error' in total && { totalError: total.error }),
  };
}

/** A walk that is kept when it came to its end, and is due again at once when it did not. */
async function walkOnce(
  deps: WatchDeps,
  begun: FleetWalk,
  before: FleetWalk | undefined,
  options: WalkOptions,
): Promise<Walked> {
  try {
    const walked = await walkList(deps, begun, options);
    await keepWalk(deps, begun, walked.walk);
    return walked;
  } catch (error) {
    // The reason that counts is emnify's; if the table is away, too, its own alarms say so.
    await keepWalk(deps, begun, before).catch(() => {});
    throw error;
  }
}

/** Beside what other runs have found meanwhile: a long list takes longer than to the next run. */
async function keepWalk({ fleet }: WatchDeps, begun: FleetWalk, walk: FleetWalk | undefined): Promise<void> {
  const period = periodOf(new Date(begun.at));
  const watch = await fleet.watch(period);
  if (!watch) return;
  const { walk: _, ...others } = watch;
  await fleet.writeWatch(period, { ...others, ...(walk && { walk }) });
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
    return { error: messageOf(error) };
  }
}

async function ask(
  { queue, limits, asked, now }: WatchDeps,
  candidates: Candidate<Endpoint>[],
  { sweepId, fleetSize }: FleetWalk,
): Promise<void> {
  const request = { sweepId, ...(fleetSize > 0 && { fleetSize }), patienceSeconds: patienceSeconds(limits) };
  await queue.send(candidates.map(({ item: endpoint }) => ({ ...request, endpoint })));
  asked?.add(
    candidates.map(({ item }) => item.id),
    now().getTime(),
  );
}

function countReasons(candidates: Candidate<Endpoint>[], walked: Walked | undefined): Record<string, number> {
  const reasons: Record<string, number> = {};
  if (walked) reasons.sweep = walked.sweep.queued;
  for (const { reason } of candidates) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}
