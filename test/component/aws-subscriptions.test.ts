import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSubscriptions } from '../../functions/aws/subscriptions.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../infra/local/aws/sns.ts';

let sns: SnsStandIn;
beforeAll(async () => {
  const subscriptions = [
    { protocol: 'email' as const, endpoint: 'ops@example.com' },
    { protocol: 'sms' as const, endpoint: '+15555550100' },
  ];
  sns = await startSns({ topicName: 'alerts', subscriptions });
});
afterAll(async () => sns.close());

test('counts who is confirmed, and who was subscribed and is no more', async () => {
  const subscribers = createSubscriptions(sns.topicArn, 3, new SNSClient(localClientSettings(sns.url)));
  expect(await subscribers()).toEqual({ confirmed: 2, pending: 0, missing: 1 });
});

test('throws where there is no such topic', async () => {
  const subscribers = createSubscriptions(`${sns.topicArn}-gone`, 2, new SNSClient(localClientSettings(sns.url)));
  await expect(subscribers()).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('does not count who has not confirmed, or was deleted, page by page', async () => {
  const pages = [
    [
      { SubscriptionArn: 'arn:aws:sns:eu-west-1:1:alerts:1', Protocol: 'email' },
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email' },
    ],
    [
      { SubscriptionArn: 'Deleted', Protocol: 'sms' },
      { SubscriptionArn: 'arn:aws:sns:eu-west-1:1:alerts:2', Protocol: 'sqs' },
    ],
  ];
  const client = new SNSClient(localClientSettings(sns.url));
  client.middlewareStack.add(
    () => async (args) => {
      const { NextToken } = args.input as { NextToken?: string };
      const page = Number(NextToken ?? 0);
      const output = { Subscriptions: pages[page], ...(page === 0 && { NextToken: '1' }), $metadata: {} };
      return { output, response: {} } as never;
    },
    { step: 'initialize', priority: 'high' },
  );
  expect(await createSubscriptions(sns.topicArn, 3, client)()).toEqual({ confirmed: 2, pending: 1, missing: 1 });
  expect(await createSubscriptions(sns.topicArn, 1, client)()).toMatchObject({ missing: 0 });
});
