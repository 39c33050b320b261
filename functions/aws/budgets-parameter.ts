import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { SSMClient } from '@aws-sdk/client-ssm';
import { parsePlan } from '../contracts/budgets.ts';
import type { BudgetPlan } from '../domain/budget.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** A change in the console counts within a minute, without a deployment. */
const KEEP_SECONDS = 60;

/** Reads the budgets. @throws {BudgetsError} naming everything that is wrong with them */
export function createBudgetsParameter(
  name: string,
  awsSdkV3Client = new SSMClient(CLIENT_CONFIG),
): () => Promise<BudgetPlan> {
  const parameters = new SSMProvider({ awsSdkV3Client });
  return async () => parsePlan((await parameters.get(name, { maxAge: KEEP_SECONDS })) ?? '', name);
}
