import {
  type ActionExplain,
  type EvaluationResult,
  type ResourceExplain,
  runSimulation,
  type SimulationRequestPrincipal,
  type StatementExplain,
} from '@cloud-copilot/iam-simulate';
import { localAccountId } from '../../../infra/local/aws/client-settings.ts';
import type { PolicyDocument } from './policies.ts';

/** What IAM is asked for: an action on a resource, and the circumstances that conditions name. */
export interface Permission {
  action: string;
  /** An ARN of the account that we deploy to, or `*` for an action that knows no resources. */
  resource: string;
  /** Without a word about it TLS is used. */
  context?: Record<string, string | string[]>;
}

export interface Judgement {
  result: EvaluationResult;
  /** What allows it in the policies of who asks, as `grantsIn` has it. */
  grants: string[];
}

/**
 * Decides as IAM does.
 *
 * @param principal the caller: an ARN, the name of a service, or undefined for any
 * @param identityPolicies what was given to who asks
 * @param resourcePolicy what the resource itself says
 * @throws for an action that AWS does not have, and for a resource that the action is not about
 */
export async function judge(
  principal: SimulationRequestPrincipal,
  { action, resource, context }: Permission,
  identityPolicies: PolicyDocument[],
  resourcePolicy: PolicyDocument | undefined,
): Promise<Judgement> {
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: localAccountId },
        contextVariables: { 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies: identityPolicies.map((policy, index) => ({ name: String(index), policy })),
      resourcePolicy,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  const analysis = analysisIn(outcome);
  if (analysis === undefined || !('overallResult' in outcome)) {
    throw new Error(`${action} on ${resource} cannot be judged: ${JSON.stringify(outcome)}`);
  }
  const { identityAnalysis } = analysis;
  const allowing = identityAnalysis?.allowStatements ?? [];
  return { result: outcome.overallResult, grants: allowing.flatMap(({ explain }) => matchesIn(explain)) };
}

/** The one analysis. An action that may name a resource, and here names all, has one of its kind. */
function analysisIn(outcome: Awaited<ReturnType<typeof runSimulation>>) {
  if (outcome.resultType === 'single') return outcome.result.analysis;
  const [only, ...others] = outcome.resultType === 'wildcard' ? outcome.results : [];
  return others.length === 0 ? only?.analysis : undefined;
}

function matchesIn({ actions = [], resources = [] }: StatementExplain): string[] {
  return matching<ActionExplain>(actions).flatMap(({ action }) =>
    matching<ResourceExplain>(resources).map(({ resource }) => `${action} ${resource}`),
  );
}

function matching<Explain extends { matches: boolean }>(explains: Explain | Explain[]): Explain[] {
  return [explains].flat().filter(({ matches }) => matches) as Explain[];
}
