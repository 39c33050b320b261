import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createInvoker } from '../../../functions/aws/functions.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type LambdaStandIn, startLambda } from '../../../infra/local/aws/lambda.ts';

let lambda: LambdaStandIn;
let client: LambdaClient;

beforeEach(async () => {
  lambda = await startLambda({
    functions: {
      evaluate: { variables: {}, invoke: async (payload) => ({ seen: payload }) },
      silent: { variables: {}, invoke: async () => undefined },
      broken: { variables: {}, invoke: () => Promise.reject(new Error('emnify did not answer')) },
    },
    mappings: {},
  });
  client = new LambdaClient({ ...localClientSettings(lambda.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await lambda.close();
});

test('gives the answer of a function, by its ARN', async () => {
  const invoke = createInvoker(client);
  const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:evaluate';
  expect(await invoke(arn, { endpointIds: ['ü'] })).toEqual({ seen: { endpointIds: ['ü'] } });
  expect(await invoke('silent', {})).toBeNull();
});

test("throws with the function's own message where it fails, and with AWS's where there is none", async () => {
  const invoke = createInvoker(client);
  await expect(invoke('broken', {})).rejects.toThrow('emnify did not answer');
  await expect(invoke('other', {})).rejects.toThrow('Function not found');
  expect(lambda.payloads).toHaveLength(1);
});
