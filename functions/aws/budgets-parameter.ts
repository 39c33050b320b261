import { GetParameterError } from '@aws-lambda-powertools/parameters/errors';
import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_CONFIG } from './client-config.ts';

/** The text of the budgets as a deployment or a person has written it. */
export interface BudgetsParameter {
  name: string;
  /** @throws {Error} that names the parameter and has SSM's words, when it cannot be had */
  read(): Promise<string>;
}

/** Reads the parameter each time: what was read is kept by `budgetsInForce`. */
export function createBudgetsParameter(name: string, awsSdkV3Client = new SSMClient(CLIENT_CONFIG)): BudgetsParameter {
  const parameters = new SSMProvider({ awsSdkV3Client });
  return {
    name,
    async read() {
      try {
        return (await parameters.get(name, { maxAge: 0 })) ?? '';
      } catch (error) {
        const cause = error instanceof GetParameterError ? error.cause : error;
        throw new Error(`${name} cannot be read: ${wordsOf(cause)}`, { cause });
      }
    },
  };
}

/** Of a parameter that is not there, SSM says nothing but the code. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === 'UnknownError' ? cause.name : `${cause.name}: ${cause.message}`;
}
