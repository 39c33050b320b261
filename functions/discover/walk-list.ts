import { HOUR_MS } from '../domain/duration.ts';

import { type FleetLimits, looksPerSweep } from '../domain/fleet-plan.ts';
import type { FleetWalk, FleetWatch } from '../domain/fleet-watch.ts';
import type { KnownEndpoints } from '../domain/known-endpoints.ts';
import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';

/** Whom a walk over emnify's list asks for. */
export interface WalkOptions {
  limits: FleetLimits;
  /** How many endpoints this run has asked for before the walk. */
  asked: number;
  known: KnownEndpoints;
}

/** What a walk came to. */
export interface Walked {
  sweep: SweepStart;
  walk: FleetWalk;
}

/** Whether the list is to be walked again: once in a sweep interval. */
export function isWalkDue(before: FleetWatch | undefined, { sweepHours }: FleetLimits, now: Date): boolean {
  if (!before?.walk) return true;
  // A run may come some seconds early, and must not wait for the next one then.
  return now.getTime() - Date.parse(before.walk.at) >= sweepHours * HOUR_MS - 60_000;
}

/** What is kept while a walk goes on, so that no other run begins one: a long list takes longer than to the next run. */
export function begunWalk(last: FleetWalk | undefined, now: Date): FleetWalk {
  const at = now.toISOString();
  return { at, sweepId: last?.isUnfinished ? last.sweepId : at, fleetSize: last?.fleetSize ?? 0, isUnfinished: false };
}

/**
 * Walks emnify's list and asks for those who are new or have changed, as many as the workers can do until the next walk.
 * At the beginning of a month, all endpoints are new.
 */
export async function walkList(
  deps: DiscoverDeps,
  begun: FleetWalk,
  { limits, asked, known }: WalkOptions,
): Promise<Walked> {
  let room = looksPerSweep(limits) - asked;
  let isUnfinished = false;
  const sweep = await discoverEndpoints(deps, {
    sweepId: begun.sweepId,
    patienceSeconds: patienceSeconds(limits),
    isWanted(endpoint) {
      if (known.has(endpoint)) return false;
      isUnfinished ||= room <= 0;
      room -= 1;
      return room >= 0;
    },
  });
  return { sweep, walk: { ...begun, fleetSize: sweep.listed, isUnfinished } };
}

/** A request that waited for longer than a sweep interval is worth nothing: its endpoint is the more urgent by then. */
export function patienceSeconds({ sweepHours }: FleetLimits): number {
  return sweepHours * 3600;
}
