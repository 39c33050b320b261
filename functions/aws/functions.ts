import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CLIENT_CONFIG } from './client-config.ts';

/** A check of an endpoint takes this long at most where emnify is slow; a lost answer must not start it again. */
const INVOKE_CONFIG = { maxAttempts: 1, requestHandler: { ...CLIENT_CONFIG.requestHandler, socketTimeout: 50_000 } };

/** Invokes another of our functions, and waits for its answer. @throws with the function's own message where it fails */
export function createInvoker(
  lambda = new LambdaClient(INVOKE_CONFIG),
): (arn: string, event: object) => Promise<unknown> {
  return async (FunctionName, event) => {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    const answer: unknown = JSON.parse(new TextDecoder().decode(Payload) || 'null');
    if (FunctionError === undefined) return answer;
    throw new Error((answer as { errorMessage?: string } | null)?.errorMessage ?? FunctionError);
  };
}
