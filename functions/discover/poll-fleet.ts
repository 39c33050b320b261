import type { CostHistory } from '../contracts/cost-history.ts';
import type { FleetRecords } from '../contracts/fleet-records.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import { readSpend } from '../domain/costs/spend.ts';
import { KnownEndpoints } from '../domain/polling/known-endpoints.ts';
import { type Candidate, type PollingLimits, PollingPlan } from '../domain/polling/polling-plan.ts';
import type { ListRefresh, PollingState } from '../domain/polling/polling-state.ts';
import { FleetPrice } from '../domain/records/fleet-price.ts';
import { periodOf } from '../domain/values/month.ts';
import { messageOf } from '../domain/values/text.ts';
import type { DiscoverDeps, SweepStart } from './discover-endpoints.ts';
import { FleetMemory } from './fleet-memory.ts';
import { RecentlyQueued } from './recently-queued.ts';
import {
  begunRefresh,
  isRefreshDue,
  maxQueueSeconds,
  type Refreshed,
  type RefreshOptions,
  refreshList,
} from './refresh-list.ts';

export interface PollingDeps extends DiscoverDeps {
  emnify: DiscoverDeps['emnify'] & { organisationStats(): Promise<OrganisationFigures['stats']> };
  queue: DiscoverDeps['queue'] & {
    /** Requests that no worker has taken up yet. */
    waiting(): Promise<number>;
  };
  costHistory: Pick<CostHistory, 'writeSweep' | 'months' | 'read'>;
  fleet: Pick<FleetRecords, 'pollingState' | 'writePollingState' | 'requests'>;
  limits: PollingLimits;
  /** Endpoints that need not be queued again yet. Default: none. */
  recentlyQueued?: RecentlyQueued;
  /** The last checks that this process knows. Default: none. */
  memory?: FleetMemory;
}

/** What one polling run did. */
export type PollingRun =
  /** The backlog already fills the workers until the next poll: more requests would only wait longer. */
  | { kind: 'busy'; waiting: number }
  | {
      kind: 'polled';
      /** A refresh of emnify's list, once in a sweep interval. */
      sweep?: SweepStart;
      /** Endpoints whose evaluation was queued, those of the refresh included. */
      queued: number;
      /** Of these, by why. */
      reasons: Record<string, number>;
      state: PollingState;
      /** Why the organisation's total could not be read. */
      totalError?: string;
    };

/**
 * Queues the endpoints that are due: one pass over what is known of all of them, one reading of the organisation's
 * total, and once in a sweep interval a refresh of emnify's list, which finds the new ones.
 *
 * @throws when emnify's list or a table cannot be had
 */
export async function pollFleet(given: PollingDeps): Promise<PollingRun> {
  const deps = remembering(given);
  const { fleet, queue, limits, memory } = deps;
  const waiting = await queue.waiting();
  if (waiting >= limits.checksPerRun) return { kind: 'busy', waiting };

  const now = deps.now();
  const period = periodOf(now);
  const before = await fleet.pollingState(period);
  const left = { ...limits, checksPerRun: limits.checksPerRun - waiting };
  const plan = new PollingPlan<Endpoint>(before, { now, used: await fleet.requests(period) }, left);
  const isRefresh = isRefreshDue(before, limits, now);
  const known = new KnownEndpoints();
  const fleetPrice = new FleetPrice();
  const lastChecks = await memory.lastChecks({ now, lastRunAt: before?.at, isWhole: isRefresh });
  for (const { endpoint, spendRate, fetchedAt, dataPrice } of lastChecks) {
    const checkedAt = Date.parse(fetchedAt);
    const isQueued = given.recentlyQueued?.isWaiting(endpoint.id, checkedAt, now.getTime()) ?? false;
    plan.see({ item: endpoint, ...(spendRate && { spendRate }), checkedAt: checkedAt, isQueued });
    if (isRefresh) known.add(endpoint);
    fleetPrice.add(dataPrice);
  }
  const fleetPricePerMb = fleetPrice.perMb();
  const total = await totalNow(deps, now);
  const { chosen, state } = plan.decide('amount' in total ? total.amount : undefined);

  const begun = isRefresh ? begunRefresh(before?.refresh, now) : undefined;
  const refresh = begun ?? before?.refresh;
  if (refresh) await queueChosen(deps, chosen, refresh, fleetPricePerMb);
  await fleet.writePollingState(period, { ...state, ...(refresh && { refresh }) });
  const refreshed =
    begun &&
    (await refreshOnce(deps, begun, before?.refresh, { limits, queued: chosen.length, known, fleetPricePerMb }));
  return {
    kind: 'polled',
    ...(refreshed && { sweep: refreshed.sweep }),
    queued: (refreshed?.sweep.queued ?? 0) + chosen.length,
    reasons: countReasons(chosen, refreshed),
    state,
    ...('error' in total && { totalError: total.error }),
  };
}

/** With a memory of what is queued, by whichever way. */
function remembering(deps: PollingDeps): Required<PollingDeps> {
  const { costHistory, queue, now, recentlyQueued = new RecentlyQueued(0) } = deps;
  const { memory = new FleetMemory(costHistory, recentlyQueued) } = deps;
  return {
    ...deps,
    recentlyQueued,
    memory,
    queue: {
      waiting: () => queue.waiting(),
      async send(requests) {
        await queue.send(requests);
        recentlyQueued.add(
          requests.map(({ endpoint }) => endpoint.id),
          now().getTime(),
        );
      },
    },
  };
}

/** Keeps a refresh that came to its end. One that broke off is due again at once. */
async function refreshOnce(
  deps: PollingDeps,
  begun: ListRefresh,
  before: ListRefresh | undefined,
  options: RefreshOptions,
): Promise<Refreshed> {
  try {
    const refreshed = await refreshList(deps, begun, options);
    await keepRefresh(deps, begun, refreshed.refresh);
    return refreshed;
  } catch (error) {
    // The reason that counts is emnify's; if the table is away, too, the watchdog says so.
    await keepRefresh(deps, begun, before).catch(() => {});
    throw error;
  }
}

/** Keeps what other polls have found meanwhile: a long list is still being read when the next poll begins. */
async function keepRefresh(
  { fleet }: PollingDeps,
  begun: ListRefresh,
  refresh: ListRefresh | undefined,
): Promise<void> {
  const period = periodOf(new Date(begun.at));
  const state = await fleet.pollingState(period);
  if (!state) return;
  const { refresh: _, ...others } = state;
  await fleet.writePollingState(period, { ...others, ...(refresh && { refresh }) });
}

/** The organisation's total in one amount, or why it is none. */
async function totalNow({ emnify }: PollingDeps, now: Date): Promise<{ amount: number } | { error: string }> {
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

async function queueChosen(
  { queue, limits }: PollingDeps,
  candidates: Candidate<Endpoint>[],
  { sweepId, fleetSize }: ListRefresh,
  fleetPricePerMb: number | undefined,
): Promise<void> {
  const request = {
    sweepId,
    ...(fleetSize > 0 && { fleetSize }),
    maxQueueSeconds: maxQueueSeconds(limits),
    ...(fleetPricePerMb !== undefined && { fleetPricePerMb }),
  };
  await queue.send(candidates.map(({ item: endpoint }) => ({ ...request, endpoint })));
}

function countReasons(candidates: Candidate<Endpoint>[], refreshed: Refreshed | undefined): Record<string, number> {
  const reasons: Record<string, number> = {};
  if (refreshed) reasons.sweep = refreshed.sweep.queued;
  for (const { reason } of candidates) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}
