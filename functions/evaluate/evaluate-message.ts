import { parseRequest, type QueueDelivery } from '../contracts/evaluation-request.ts';
import type { NoEndpoint } from '../domain/costs/emnify-figures.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import { periodOf } from '../domain/values/month.ts';
import { evaluateEndpoint } from './evaluate-endpoint.ts';
import type { EvaluateDeps, Evaluation } from './evaluation.ts';

export type MessageDeps = EvaluateDeps & {
  emnify: { endpoint(id: string): Promise<{ kind: 'endpoint'; endpoint: Endpoint } | NoEndpoint> };
};

/** A request that expired in the queue: its endpoint is among the first of the next poll. */
export interface OutdatedRequest {
  endpoint: Endpoint;
  outcome: 'outdated';
  waitedSeconds: number;
}

/**
 * Evaluates the endpoint of a message from the queue, unless it expired there. Retries never expire: a failing message
 * must reach the dead-letter queue.
 */
export async function evaluateMessage(
  deps: MessageDeps,
  body: string,
  { waitedSeconds, isFirst }: QueueDelivery,
): Promise<Evaluation | OutdatedRequest> {
  const request = parseRequest(body);
  const { endpoint, sweepId, maxQueueSeconds } = request;
  if (isFirst && waitedSeconds > (maxQueueSeconds ?? Number.POSITIVE_INFINITY)) {
    return { endpoint, outcome: 'outdated', waitedSeconds };
  }
  const ageSeconds = (deps.now().getTime() - Date.parse(sweepId)) / 1000;
  if (!(ageSeconds > (maxQueueSeconds ?? LONGEST_SWEEP_SECONDS))) return await evaluateEndpoint(deps, request);
  // A dead letter that was sent back days later: its tags and its name are of then, and must neither judge nor be kept.
  const answer = await deps.emnify.endpoint(endpoint.id);
  if (answer.kind === 'endpoint') return await evaluateEndpoint(deps, { ...request, endpoint: answer.endpoint });
  const stored = await deps.costHistory.read(endpoint.id, periodOf(deps.now()));
  const withoutStats: EvaluateDeps = { ...deps, emnify: { ...deps.emnify, endpointStats: async () => answer } };
  return await evaluateEndpoint(withoutStats, { ...request, endpoint: stored?.endpoint ?? endpoint });
}

/** A request that never expires may be of a sweep by hand over a large fleet. */
const LONGEST_SWEEP_SECONDS = 6 * 3600;
