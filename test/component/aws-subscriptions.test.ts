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

test('counts who is confirmed', async () => {
  const subscribers = createSubscriptions(sns.topicArn, new SNSClient(localClientSettings(sns.url)));
  expect(await subscribers()).toEqual({ confirmed: 2, pending: 0 });
});

test('throws where there is no such topic', async () => {
  const subscribers = createSubscriptions(`${sns.topicArn}-gone`, new SNSClient(localClientSettings(sns.url)));
  await expect(subscribers()).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('does not count who has not confirmed, or was deleted, page by page', async () => {
  const pages = [
    ['arn:aws:sns:eu-west-1:1:alerts:1', 'PendingConfirmation'],
    ['Deleted', 'arn:aws:sns:eu-west-1:1:alerts:2'],
  ];
  const client = new SNSClient(localClientSettings(sns.url));
  client.middlewareStack.add(
    () => async (args) => {
      const { NextToken } = args.input as { NextToken?: string };
      const page = Number(NextToken ?? 0);
      const Subscriptions = pages[page]?.map((SubscriptionArn) => ({ SubscriptionArn }));
      const output = { Subscriptions, ...(page === 0 && { NextToken: '1' }), $metadata: {} };
      return { output, response: {} } as never;
    },
    { step: 'initialize', priority: 'high' },
  );
  expect(await createSubscriptions(sns.topicArn, client)()).toEqual({ confirmed: 2, pending: 1 });
});
