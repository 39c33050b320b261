import type { Delivery } from '../contracts/delivery.ts';
import { parseRequest } from '../contracts/evaluation-request.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type EvaluateDeps, type Evaluation, evaluateEndpoint } from './evaluate-endpoint.ts';

/** A request that waited for longer than it is worth: its endpoint is among the first of the next run. */
export interface OutdatedRequest {
  endpoint: Endpoint;
  outcome: 'outdated';
  waitedSeconds: number;
}

/**
 * Evaluates the endpoint of a message from the queue, unless nobody came to it in time. One that was tried before is
 * tried again however old it is: else what fails would never be a dead letter.
 */
export async function evaluateMessage(
  deps: EvaluateDeps,
  body: string,
  { waitedSeconds, isFirst }: Delivery,
): Promise<Evaluation | OutdatedRequest> {
  const request = parseRequest(body);
  const { endpoint, patienceSeconds = Number.POSITIVE_INFINITY } = request;
  if (isFirst && waitedSeconds > patienceSeconds) return { endpoint, outcome: 'outdated', waitedSeconds };
  return await evaluateEndpoint(deps, request);
}
