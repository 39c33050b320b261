import { addLocation } from './add-location.ts';
import type { EvaluateDeps, EvaluateInput, Evaluation } from './evaluation.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { readContext } from './read-context.ts';
import { storeEvaluation } from './store-evaluation.ts';

/**
 * Checks one endpoint: reads what it has cost, judges it by its budgets, and stores its alerts, critical ones with where
 * it is. Storing is a conditional put, so that two runs at once, or one run twice, send an alert once.
 *
 * @throws when emnify or a table cannot be had: nothing was decided, and the message comes back
 */
export async function evaluateEndpoint(deps: EvaluateDeps, input: EvaluateInput): Promise<Evaluation> {
  const context = await readContext(deps, input);
  const evaluation = judgeEndpoint(context);
  return input.dryRun ? evaluation : await storeEvaluation(deps, context, await addLocation(deps, evaluation));
}
