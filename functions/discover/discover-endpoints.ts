import type { CostHistory } from '../contracts/cost-history.ts';
import type { EvaluationRequest } from '../contracts/evaluation-request.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import { messageOf } from '../domain/values/text.ts';

export interface DiscoverDeps {
  emnify: {
    endpointPages(): AsyncIterable<{ endpoints: Endpoint[]; unreadable: number; totalCount?: number }>;
  };
  queue: { send(requests: EvaluationRequest[]): Promise<void> };
  costHistory: Pick<CostHistory, 'writeSweep'>;
  now(): Date;
}

/** What a sweep starts with. `missing` and `unreadable` are endpoints that exist and will not be evaluated. */
export interface SweepStart {
  sweepId: string;
  /** Endpoints that emnify listed, each once. */
  listed: number;
  /** Endpoints whose evaluation was queued. */
  queued: number;
  /** Listed without an id, or with one that is too long for one. */
  unreadable: number;
  /** Counted by emnify's `X-Total-Count`, and on no page of two refreshes. */
  missing: number;
}

export interface SweepOptions {
  /** Leaves endpoints out that need no check in this sweep. */
  isWanted?(endpoint: Endpoint): boolean;
  /** How long a request may wait in the queue before it is dropped. Default: forever. */
  maxQueueSeconds?: number;
  /** Usual cost of a MB of data in the fleet, which goes with each request. */
  fleetPricePerMb?: number;
  /** The sweep that this refresh goes on with. Default: a new one. */
  sweepId?: string;
}

/**
 * Reads emnify's list and queues the evaluation of every endpoint, whatever its status: a device that was disabled
 * in mid-month still carries this month's cost. Pages are passed on as they come, so a failure on page 7 does not
 * take back the first six.
 *
 * @throws after keeping why it broke off
 */
export async function discoverEndpoints(deps: DiscoverDeps, options: SweepOptions = {}): Promise<SweepStart> {
  const sweep: SweepStart = {
    sweepId: options.sweepId ?? deps.now().toISOString(),
    listed: 0,
    queued: 0,
    unreadable: 0,
    missing: 0,
  };
  try {
    await refresh(deps, sweep, options);
  } catch (error) {
    // The reason that counts is emnify's; if the table is away, too, the watchdog says so.
    await keepRecord(deps, sweep, messageOf(error)).catch(() => {});
    throw error;
  }
  await keepRecord(deps, sweep);
  return sweep;
}

/** Counts into `sweep` as it goes, so that a refresh that breaks off still says how far it came. */
async function refresh(
  { emnify, queue }: DiscoverDeps,
  sweep: SweepStart,
  { isWanted = () => true, maxQueueSeconds, fleetPricePerMb }: SweepOptions,
): Promise<void> {
  for await (const { endpoints, unreadable, totalCount } of emnify.endpointPages()) {
    const { sweepId } = sweep;
    const fleet = totalCount === undefined ? {} : { fleetSize: totalCount };
    const limit = maxQueueSeconds === undefined ? {} : { maxQueueSeconds };
    const price = fleetPricePerMb === undefined ? {} : { fleetPricePerMb };
    const wanted = endpoints.filter(isWanted).map((endpoint) => ({ sweepId, ...fleet, ...limit, ...price, endpoint }));
    await queue.send(wanted);
    sweep.queued += wanted.length;
    sweep.unreadable += unreadable;
    sweep.listed += endpoints.length + unreadable;
    sweep.missing = Math.max(0, (totalCount ?? 0) - sweep.listed);
  }
}

async function keepRecord({ costHistory }: DiscoverDeps, sweep: SweepStart, brokeOff?: string): Promise<void> {
  const { sweepId, listed, unreadable, missing } = sweep;
  const record = { sweepId, listed: listed - unreadable, missing: unreadable + missing };
  await costHistory.writeSweep({ ...record, ...(brokeOff !== undefined && { brokeOff }) });
}
