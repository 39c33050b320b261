import type { KnownEndpoints } from '../domain/polling/known-endpoints.ts';
import { checksPerSweep, type PollingLimits } from '../domain/polling/polling-plan.ts';
import type { ListRefresh, PollingState } from '../domain/polling/polling-state.ts';
import { HOUR_MS } from '../domain/values/duration.ts';
import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';

/** Which endpoints a list refresh queues. */
export interface RefreshOptions {
  limits: PollingLimits;
  /** How many endpoints this poll has queued before the refresh. */
  queued: number;
  known: KnownEndpoints;
  /** Usual cost of a MB of data in the fleet; absent where it is not known. */
  fleetPricePerMb?: number;
}

/** What a refresh came to. */
export interface Refreshed {
  sweep: SweepStart;
  refresh: ListRefresh;
}

/** Whether the list is to be refreshed again: once in a sweep interval. */
export function isRefreshDue(before: PollingState | undefined, { sweepHours }: PollingLimits, now: Date): boolean {
  if (!before?.refresh) return true;
  // A poll may come some seconds early, and must not leave the refresh to the next one then.
  return now.getTime() - Date.parse(before.refresh.at) >= sweepHours * HOUR_MS - 60_000;
}

/** What is kept while a refresh goes on, so that the next poll begins no other: reading a long list takes longer. */
export function begunRefresh(last: ListRefresh | undefined, now: Date): ListRefresh {
  const at = now.toISOString();
  return { at, sweepId: last?.isUnfinished ? last.sweepId : at, fleetSize: last?.fleetSize ?? 0, isUnfinished: false };
}

/**
 * Reads emnify's list and queues the endpoints that are new or have changed, as many as the workers can check until
 * the next refresh. At the beginning of a month, all endpoints are new.
 */
export async function refreshList(
  deps: DiscoverDeps,
  begun: ListRefresh,
  { limits, queued, known, fleetPricePerMb }: RefreshOptions,
): Promise<Refreshed> {
  let room = checksPerSweep(limits) - queued;
  let isUnfinished = false;
  const sweep = await discoverEndpoints(deps, {
    sweepId: begun.sweepId,
    maxQueueSeconds: maxQueueSeconds(limits),
    fleetPricePerMb,
    isWanted(endpoint) {
      if (known.has(endpoint)) return false;
      isUnfinished ||= room <= 0;
      room -= 1;
      return room >= 0;
    },
  });
  return { sweep, refresh: { ...begun, fleetSize: sweep.listed, isUnfinished } };
}

/** A request that waited for longer than a sweep interval is dropped: the next poll queues its endpoint again. */
export function maxQueueSeconds({ sweepHours }: PollingLimits): number {
  return sweepHours * 3600;
}
