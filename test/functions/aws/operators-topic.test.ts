import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createOperatorsTopic } from '../../../functions/aws/operators-topic.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../infra/local/aws/sns.ts';

let sns: SnsStandIn;
let client: SNSClient;
beforeEach(async () => {
  sns = await startSns({ topics: { operators: [{ protocol: 'email', endpoint: 'ops@example.com' }] } });
  client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
});

const mail = { subject: 'emnify cost alerts: Token refused (critical)', body: 'CRITICAL: Token refused.' };

test('a mail reaches the operators as it was written', async () => {
  await createOperatorsTopic(sns.topicArns.operators ?? '', client)(mail);
  expect(sns.outbox('email')).toMatchObject([mail]);
});

test('a refusal of SNS is thrown, so that the next run sends what was not sent', async () => {
  sns.inject({ errorCode: 'AuthorizationError', status: 403 });
  await expect(createOperatorsTopic(sns.topicArns.operators ?? '', client)(mail)).rejects.toThrow('injected');
  expect(sns.outbox('email')).toEqual([]);
});
