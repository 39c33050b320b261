import type { FleetRecords } from '../contracts/fleet-records.ts';
import { type BudgetExplanation, explain } from '../domain/answers/explain.ts';
import { explainPolling } from '../domain/answers/explain-polling.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import { scopeOf } from '../domain/costs/scope.ts';
import type { EvaluateDeps, Evaluation } from './evaluation.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { readContext } from './read-context.ts';

export interface ExplainDeps extends EvaluateDeps {
  fleet: Pick<FleetRecords, 'pollingState'>;
}

/** The whole answer to "why?": sentences for people, and what they were made of. */
export interface EndpointExplanation extends Evaluation {
  words: string[];
  budgets: BudgetExplanation[];
}

/** Judges one endpoint as a sweep would now, writes nothing, and says why. */
export async function explainEndpoint(deps: ExplainDeps, endpoint: Endpoint): Promise<EndpointExplanation> {
  const context = await readContext(deps, { endpoint, dryRun: true });
  const evaluation = judgeEndpoint(context);
  const { before, fetchedAt } = context;
  const plan = context.kind === 'stats' ? context.plan : await deps.budgets();
  const claims = await deps.notificationLog.claims(scopeOf(endpoint), evaluation.period);
  const fleet = await deps.fleet.pollingState(evaluation.period);
  const polling = explainPolling({ last: before, fleet, currency: plan.currency, now: fetchedAt });
  return { ...explain({ ...evaluation, fetchedAt, plan, claims, polling }), ...evaluation };
}
