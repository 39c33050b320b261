import type { Endpoint } from '../domain/endpoint.ts';
import { periodOf } from '../domain/period.ts';
import { type EvaluateDeps, type Evaluation, evaluateEndpoint } from './evaluate-endpoint.ts';
import type { EvaluatePayload } from './payload.ts';

export interface ByHandDeps extends EvaluateDeps {
  emnify: EvaluateDeps['emnify'] & {
    endpoint(id: string): Promise<{ kind: 'endpoint'; endpoint: Endpoint } | { kind: 'gone'; reason: string }>;
  };
}

/** What a person who invokes `evaluate` reads: figures and decisions, endpoint by endpoint. */
export interface ByHandAnswer {
  dryRun: boolean;
  evaluations: Evaluation[];
}

/** Judges the named endpoints now. Their names and tags are asked for, as the queue's messages carry them otherwise. */
export async function evaluateByHand(
  deps: ByHandDeps,
  { endpointIds, dryRun }: EvaluatePayload,
): Promise<ByHandAnswer> {
  const evaluations: Evaluation[] = [];
  for (const id of endpointIds) {
    const answer = await deps.emnify.endpoint(id);
    evaluations.push(
      answer.kind === 'endpoint'
        ? await evaluateEndpoint(deps, { endpoint: answer.endpoint, dryRun })
        : unknownEndpoint(id, answer.reason, deps.now()),
    );
  }
  return { dryRun, evaluations };
}

function unknownEndpoint(id: string, reason: string, now: Date): Evaluation {
  const endpoint: Endpoint = { id, name: '', tags: [], status: '' };
  const fetchedAt = now.toISOString();
  return { endpoint, period: periodOf(now), outcome: 'skipped', reason, fetchedAt, decisions: [], alerts: [] };
}
