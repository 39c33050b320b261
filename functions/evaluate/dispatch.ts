import type { NoEndpoint } from '../domain/costs/emnify-figures.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import { periodOf } from '../domain/values/month.ts';
import { evaluateEndpoint } from './evaluate-endpoint.ts';
import type { EvaluateDeps, Evaluation } from './evaluation.ts';
import { type EndpointExplanation, type ExplainDeps, explainEndpoint } from './explain-endpoint.ts';
import type { EvaluatePayload } from './payload.ts';

export interface ByHandDeps extends ExplainDeps {
  emnify: EvaluateDeps['emnify'] & {
    endpoint(id: string): Promise<{ kind: 'endpoint'; endpoint: Endpoint } | NoEndpoint>;
  };
}

/** What a person who invokes `evaluate` reads: figures and decisions, endpoint by endpoint. */
export interface ByHandAnswer {
  dryRun: boolean;
  evaluations: Evaluation[];
}

/** Does what a person asks: explains one endpoint, or judges some. */
export async function answerByHand(
  deps: ByHandDeps,
  { explain, endpointIds = [], dryRun }: EvaluatePayload,
): Promise<ByHandAnswer | EndpointExplanation | Evaluation> {
  return explain === undefined
    ? await evaluateByHand(deps, { endpointIds, dryRun })
    : await withEndpoint(deps, explain, (endpoint) => explainEndpoint(deps, endpoint));
}

/** Judges the named endpoints now. */
async function evaluateByHand(
  deps: ByHandDeps,
  { endpointIds, dryRun }: { endpointIds: string[]; dryRun: boolean },
): Promise<ByHandAnswer> {
  const evaluations: Evaluation[] = [];
  for (const id of endpointIds) {
    evaluations.push(await withEndpoint(deps, id, (endpoint) => evaluateEndpoint(deps, { endpoint, dryRun })));
  }
  return { dryRun, evaluations };
}

/** Asks for an endpoint's name and tags, as the queue's messages carry them otherwise, and goes on with it. */
async function withEndpoint<Answer>(
  deps: ByHandDeps,
  id: string,
  work: (endpoint: Endpoint) => Promise<Answer>,
): Promise<Answer | Evaluation> {
  const answer = await deps.emnify.endpoint(id);
  return answer.kind === 'endpoint' ? await work(answer.endpoint) : unknownEndpoint(id, answer.reason, deps.now());
}

function unknownEndpoint(id: string, reason: string, now: Date): Evaluation {
  const endpoint: Endpoint = { id, name: '', tags: [], status: '' };
  const fetchedAt = now.toISOString();
  const nothing = { decisions: [], outlooks: [], faults: [], alerts: [], muted: [], isLastMonthClosed: false };
  return { endpoint, period: periodOf(now), outcome: 'skipped', reason, fetchedAt, ...nothing };
}
