import type { EvaluationRequest } from '../contracts/evaluation-request.ts';
import type { Endpoint } from '../domain/endpoint.ts';

export interface DiscoverDeps {
  emnify: {
    endpointPages(): AsyncIterable<{ endpoints: Endpoint[]; unreadable: number; totalCount?: number }>;
  };
  queue: { send(requests: EvaluationRequest[]): Promise<void> };
  now(): Date;
}

/** What a sweep starts with. `missing` and `unreadable` are endpoints that exist and will not be evaluated. */
export interface SweepStart {
  sweepId: string;
  /** Endpoints that emnify listed, each once. */
  listed: number;
  queued: number;
  /** Listed without an id. */
  unreadable: number;
  /** Counted by emnify's `X-Total-Count`, and on no page of two walks. */
  missing: number;
}

/**
 * Walks emnify's list and asks for the evaluation of every endpoint, whatever its status: a device that was disabled
 * in mid-month still carries this month's cost. Pages are passed on as they come, so a failure on page 7 does not
 * take back the first six.
 */
export async function discoverEndpoints({ emnify, queue, now }: DiscoverDeps): Promise<SweepStart> {
  const sweepId = now().toISOString();
  const sweep: SweepStart = { sweepId, listed: 0, queued: 0, unreadable: 0, missing: 0 };
  for await (const { endpoints, unreadable, totalCount } of emnify.endpointPages()) {
    await queue.send(endpoints.map((endpoint) => ({ sweepId, endpoint })));
    sweep.queued += endpoints.length;
    sweep.unreadable += unreadable;
    sweep.listed = sweep.queued + sweep.unreadable;
    sweep.missing = Math.max(0, (totalCount ?? 0) - sweep.listed);
  }
  return sweep;
}
