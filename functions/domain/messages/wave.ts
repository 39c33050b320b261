import { scopeKey } from '../costs/scope.ts';
import type { Alert, AlertKind } from '../judging/alert.ts';
import { HOUR_MS } from '../values/duration.ts';

/** An endpoint that has crossed a threshold, or spends at an unusual pace. */
export interface Crossing {
  scopeId: string;
  /** When it was found, ISO 8601. */
  at: string;
}

/** So many endpoints with alerts within some hours that one common cause is likely. */
export interface Wave {
  endpoints: number;
  /** Number of them that are only in earlier notifications. */
  earlier: number;
  fleetSize?: number;
  /** Time from the first to the last, rounded up. */
  hours: number;
}

/**
 * How far apart two endpoints of one wave are. An update reaches a fleet in several sweeps. It is also how long `notify`
 * knows what it has sent.
 */
export const WAVE_MS = 6 * HOUR_MS;

/** Kinds that many endpoints have at once only for one cause. */
const SUSPICIOUS: ReadonlySet<AlertKind> = new Set(['crossed', 'anomaly']);

/**
 * The part of an alert that counts for a wave; undefined where it does not. An alert of a first check does not, and one
 * that a mute kept back until now does not either: its cause is known.
 */
export function crossingOf({ kind, scope, baseline, mute, run, figures }: Alert): Crossing | undefined {
  const isNews = SUSPICIOUS.has(kind) && run?.checkFrom !== undefined && !baseline && mute?.cause !== 'ended';
  return isNews && scope.kind === 'endpoint' ? { scopeId: scopeKey(scope), at: figures.fetchedAt } : undefined;
}

/**
 * Finds the hours in which the most endpoints got alerts.
 *
 * @param earlier crossings that earlier notifications have reported one by one
 * @returns undefined where these are too few to suggest one common cause
 */
export function waveOf(alerts: Alert[], earlier: Crossing[] = []): Wave | undefined {
  const found = alerts.flatMap((alert) => crossingOf(alert) ?? []);
  const run = alerts.findLast((alert) => crossingOf(alert))?.run;
  const crossings = fullestHours([...found, ...earlier].sort((a, b) => a.at.localeCompare(b.at)));
  const endpoints = endpointsIn(crossings);
  const [first, last] = [crossings.at(0), crossings.at(-1)];
  if (run?.checkFrom === undefined || endpoints.size < run.checkFrom || !first || !last) return undefined;
  return {
    endpoints: endpoints.size,
    earlier: endpoints.difference(endpointsIn(found)).size,
    ...(run.fleetSize !== undefined && { fleetSize: run.fleetSize }),
    hours: Math.max(1, Math.ceil((Date.parse(last.at) - Date.parse(first.at)) / HOUR_MS)),
  };
}

function endpointsIn(crossings: Crossing[]): Set<string> {
  return new Set(crossings.map(({ scopeId }) => scopeId));
}

/** The part of sorted crossings that has the most endpoints, of all parts that are no longer than a wave. */
function fullestHours(sorted: Crossing[]): Crossing[] {
  const inside = new Map<string, number>();
  let from = 0;
  let fullest = { from: 0, to: 0, endpoints: 0 };
  for (const [index, { scopeId, at }] of sorted.entries()) {
    inside.set(scopeId, (inside.get(scopeId) ?? 0) + 1);
    for (let old = sorted[from]; old && Date.parse(at) - Date.parse(old.at) > WAVE_MS; old = sorted[from]) {
      const left = (inside.get(old.scopeId) ?? 0) - 1;
      if (left > 0) inside.set(old.scopeId, left);
      else inside.delete(old.scopeId);
      from++;
    }
    if (inside.size > fullest.endpoints) fullest = { from, to: index + 1, endpoints: inside.size };
  }
  return sorted.slice(fullest.from, fullest.to);
}
