import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { AwsFault } from '../../../../infra/local/aws/http-stand-in.ts';
import { type LambdaStandIn, startLambda } from '../../../../infra/local/aws/lambda.ts';

let lambda: LambdaStandIn;
let client: LambdaClient;

beforeEach(async () => {
  lambda = await startLambda({
    functions: {
      evaluate: { variables: { SWEEP_MINUTES: '60' }, invoke: async (payload) => ({ seen: payload }) },
      broken: { variables: {}, invoke: () => Promise.reject(new TypeError('no token')) },
    },
    mappings: { 'a-mapping': 'Enabled' },
  });
  client = new LambdaClient({ ...localClientSettings(lambda.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await lambda.close();
});

const invoke = async (FunctionName: string) => {
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: '{"dryRun":true}' }));
  return { error: answer.FunctionError, answer: JSON.parse(answer.Payload?.transformToString() ?? '') };
};

test('invokes a function and answers with what it says', async () => {
  expect(await invoke('evaluate')).toEqual({ error: undefined, answer: { seen: { dryRun: true } } });
  expect(lambda.payloads).toEqual([{ dryRun: true }]);
});

test('answers with the error of a function as Lambda does', async () => {
  expect(await invoke('broken')).toEqual({
    error: 'Unhandled',
    answer: { errorType: 'TypeError', errorMessage: 'no token', trace: [] },
  });
});

test('shows the environment of a function, and the state of a mapping', async () => {
  const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'evaluate' }));
  expect(configuration.Environment?.Variables).toEqual({ SWEEP_MINUTES: '60' });
  const mapping = await client.send(new GetEventSourceMappingCommand({ UUID: 'a-mapping' }));
  expect(mapping.State).toBe('Enabled');
});

test('knows no other function, mapping or action', async () => {
  await expect(invoke('other')).rejects.toBeInstanceOf(ResourceNotFoundException);
  const mapping = client.send(new GetEventSourceMappingCommand({ UUID: 'other' }));
  await expect(mapping).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(client.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

test('refuses an action, and does not run the function then', async () => {
  lambda.refusals.set('Invoke', new AwsFault(403, 'AccessDeniedException', 'not authorized'));
  await expect(invoke('evaluate')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(lambda.payloads).toEqual([]);
});
