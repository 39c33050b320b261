import type { Endpoint } from '../domain/endpoint.ts';
import { type FleetLimits, looksPerSweep } from '../domain/fleet-plan.ts';
import type { FleetWalk, FleetWatch } from '../domain/fleet-watch.ts';
import type { KnownEndpoints } from '../domain/known-endpoints.ts';
import type { ListedUsage, ListWith } from '../domain/listed-usage.ts';
import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';
import type { KnownUsage } from './known-usage.ts';

const HOUR_MS = 3_600_000;

/** Whom a walk over emnify's list asks for. */
export interface WalkOptions {
  limits: FleetLimits;
  /** Who is asked for already, by id. */
  due: Set<string>;
  known: KnownEndpoints;
  knownUsage: KnownUsage;
  /** So many may be asked for because of their usage. */
  mostForUsage: number;
}

/** What a walk came to. */
export interface Walked {
  sweep: SweepStart;
  walk: FleetWalk;
  /** Of those who were asked for, because of their usage. */
  forUsage: number;
}

/** As long as Lambda lets a walk take, so that no two of them go on at the same time. */
const SEARCH_HOURS = 1 / 4;
/** Of what may be asked in a sweep interval, each walk has this for those whose usage is telling. */
const LEAST_FOR_USAGE = 0.1;

/**
 * Whether the list is to be walked again: once in a sweep interval, and sooner where somebody spends whom nobody knows
 * and the list says what everybody uses.
 */
export function isWalkDue(
  before: FleetWatch | undefined,
  { sweepHours }: FleetLimits,
  { now, listWith }: { now: Date; listWith: ListWith | undefined },
): boolean {
  if (!before?.walk) return true;
  const isSearch = listWith === 'graphql' && before.verdict === 'search';
  const hours = isSearch ? Math.min(SEARCH_HOURS, sweepHours) : sweepHours;
  // A run may come some seconds early, and must not wait for the next one then.
  return now.getTime() - Date.parse(before.walk.at) >= hours * HOUR_MS - 60_000;
}

/**
 * How many a walk may ask for because of their usage: all that may be sent at once, and some even where nothing may.
 *
 * @param asked for so many, this run has asked before the walk
 */
export function mostForUsage({ saved, ratePerHour }: FleetWatch, asked: number, { sweepHours }: FleetLimits): number {
  return Math.max(saved - asked, LEAST_FOR_USAGE * ratePerHour * sweepHours);
}

/** What is kept while a walk goes on, so that no other run begins one: a long list takes longer than to the next run. */
export function begunWalk(last: FleetWalk | undefined, now: Date): FleetWalk {
  const at = now.toISOString();
  return { at, sweepId: last?.isUnfinished ? last.sweepId : at, fleetSize: last?.fleetSize ?? 0, isUnfinished: false };
}

/**
 * Walks emnify's list and asks for those who are new or have changed, as many as the workers can do until the next walk;
 * where the list has usage, also for those whose usage is telling. At the beginning of a month, everybody is new.
 */
export async function walkList(
  deps: DiscoverDeps,
  begun: FleetWalk,
  { limits, due, known, knownUsage, mostForUsage }: WalkOptions,
): Promise<Walked> {
  let room = looksPerSweep(limits) - due.size;
  let isUnfinished = false;
  let forUsage = 0;
  const isTelling = ({ id }: Endpoint, usage: ListedUsage | undefined): boolean => {
    if (!usage || forUsage >= mostForUsage || !knownUsage.isTelling(id, usage)) return false;
    forUsage += 1;
    return true;
  };
  const sweep = await discoverEndpoints(deps, {
    sweepId: begun.sweepId,
    patienceSeconds: patienceSeconds(limits),
    isWanted(endpoint, usage) {
      if (known.has(endpoint)) return !due.has(endpoint.id) && isTelling(endpoint, usage);
      isUnfinished ||= room <= 0;
      room -= 1;
      return room >= 0;
    },
  });
  return { sweep, walk: { ...begun, fleetSize: sweep.listed, isUnfinished }, forUsage };
}

/** A request that waited for longer than a sweep interval is worth nothing: its endpoint is the more urgent by then. */
export function patienceSeconds({ sweepHours }: FleetLimits): number {
  return sweepHours * 3600;
}
