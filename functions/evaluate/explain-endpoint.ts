import type { Endpoint } from '../domain/endpoint.ts';
import { type BudgetExplanation, explain } from '../domain/explain.ts';
import { scopeOf } from '../domain/scope.ts';
import { type EvaluateDeps, type Evaluation, evaluateEndpoint } from './evaluate-endpoint.ts';

/** The whole answer to "why?": sentences for people, and what they were made of. */
export interface EndpointExplanation extends Evaluation {
  words: string[];
  budgets: BudgetExplanation[];
}

/** Judges one endpoint as a sweep would now, writes nothing, and says why. */
export async function explainEndpoint(deps: EvaluateDeps, endpoint: Endpoint): Promise<EndpointExplanation> {
  const evaluation = await evaluateEndpoint(deps, { endpoint, dryRun: true });
  const plan = await deps.budgets();
  const claims = await deps.notificationLog.claims(scopeOf(endpoint), evaluation.period);
  const fetchedAt = new Date(evaluation.fetchedAt);
  return { ...explain({ ...evaluation, fetchedAt, plan, claims }), ...evaluation };
}
