import type { NoEndpoint } from '../domain/costs/emnify-figures.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import { periodOf } from '../domain/values/month.ts';
import { evaluateEndpoint } from './evaluate-endpoint.ts';
import type { EvaluateDeps, Evaluation } from './evaluation.ts';
import { type EndpointExplanation, type ExplainDeps, explainEndpoint } from './explain-endpoint.ts';
import type { EvaluatePayload } from './payload.ts';

export interface DispatchDeps extends ExplainDeps {
  emnify: EvaluateDeps['emnify'] & {
    endpoint(id: string): Promise<{ kind: 'endpoint'; endpoint: Endpoint } | NoEndpoint>;
  };
}

/** What a person who invokes `evaluate` reads: figures and decisions, endpoint by endpoint. */
export interface EvaluateAnswer {
  dryRun: boolean;
  evaluations: Evaluation[];
}

/** Does what the payload asks for: explains one endpoint, or evaluates some. */
export async function dispatch(
  deps: DispatchDeps,
  { explain, endpointIds = [], dryRun }: EvaluatePayload,
): Promise<EvaluateAnswer | EndpointExplanation | Evaluation> {
  return explain === undefined
    ? await evaluateNow(deps, { endpointIds, dryRun })
    : await withEndpoint(deps, explain, (endpoint) => explainEndpoint(deps, endpoint));
}

/** Evaluates the named endpoints now. */
async function evaluateNow(
  deps: DispatchDeps,
  { endpointIds, dryRun }: { endpointIds: string[]; dryRun: boolean },
): Promise<EvaluateAnswer> {
  const evaluations: Evaluation[] = [];
  for (const id of endpointIds) {
    evaluations.push(await withEndpoint(deps, id, (endpoint) => evaluateEndpoint(deps, { endpoint, dryRun })));
  }
  return { dryRun, evaluations };
}

/** Reads an endpoint's name and tags, which otherwise come with the queue's messages, and goes on with it. */
async function withEndpoint<Answer>(
  deps: DispatchDeps,
  id: string,
  work: (endpoint: Endpoint) => Promise<Answer>,
): Promise<Answer | Evaluation> {
  const answer = await deps.emnify.endpoint(id);
  return answer.kind === 'endpoint' ? await work(answer.endpoint) : unknownEndpoint(id, answer.reason, deps.now());
}

function unknownEndpoint(id: string, reason: string, now: Date): Evaluation {
  const endpoint: Endpoint = { id, name: '', tags: [], status: '' };
  const fetchedAt = now.toISOString();
  const nothing = { decisions: [], forecasts: [], faults: [], alerts: [], muted: [], isLastMonthClosed: false };
  return { endpoint, period: periodOf(now), outcome: 'skipped', reason, fetchedAt, ...nothing };
}
