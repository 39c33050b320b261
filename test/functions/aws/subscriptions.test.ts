import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSubscriptions } from '../../../functions/aws/subscriptions.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../infra/local/aws/sns.ts';

const closing: (() => unknown)[] = [];
let sns: SnsStandIn;
let topicArns: string[];
beforeEach(async () => {
  sns = await startSns({
    topics: {
      mail: [
        { protocol: 'email', endpoint: 'ops@example.com' },
        { protocol: 'email', endpoint: 'kim@example.com' },
      ],
      text: [{ protocol: 'sms', endpoint: '+15555550100' }],
      event: [{ protocol: 'sqs', endpoint: 'trucks' }],
      operators: [{ protocol: 'email', endpoint: 'ops@example.com' }],
    },
  });
  closing.push(sns.close);
  topicArns = ['mail', 'text', 'event'].map((name) => sns.topicArns[name] ?? '');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function clientHere(): SNSClient {
  const client = new SNSClient(localClientSettings(sns.url));
  closing.push(() => client.destroy());
  return client;
}

test('counts who is confirmed on all of the topics named and on no other', async () => {
  expect(await createSubscriptions(topicArns, 3, clientHere())()).toEqual({ confirmed: 4, pending: 0, missing: 0 });
  expect(await createSubscriptions(topicArns.slice(1), 1, clientHere())()).toEqual({
    confirmed: 2,
    pending: 0,
    missing: 0,
  });
});

test('counts the people who were subscribed and are no more, and takes no machine for one of them', async () => {
  expect(await createSubscriptions(topicArns, 5, clientHere())()).toEqual({ confirmed: 4, pending: 0, missing: 2 });
});

test('throws where one of the topics is not there', async () => {
  const subscribers = createSubscriptions([...topicArns, `${sns.topicArns.mail}-gone`], 3, clientHere());
  await expect(subscribers()).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('does not count who has not confirmed, or was deleted, topic by topic and page by page', async () => {
  const pages: Record<string, object[][]> = {
    mail: [
      [
        { SubscriptionArn: 'arn:aws:sns:eu-west-1:1:alerts:1', Protocol: 'email' },
        { SubscriptionArn: 'PendingConfirmation', Protocol: 'email' },
      ],
      [{ SubscriptionArn: 'arn:aws:sns:eu-west-1:1:alerts:2', Protocol: 'email' }],
    ],
    text: [[{ SubscriptionArn: 'Deleted', Protocol: 'sms' }], [], [{ SubscriptionArn: 'arn:3', Protocol: 'sms' }]],
    event: [[{ SubscriptionArn: 'arn:aws:sns:eu-west-1:1:alerts:4', Protocol: 'sqs' }]],
  };
  const client = clientHere();
  client.middlewareStack.add(
    () => async (args) => {
      const { TopicArn, NextToken } = args.input as { TopicArn: string; NextToken?: string };
      const ofTopic = pages[TopicArn.split(':').at(-1) ?? ''] ?? [];
      const page = Number(NextToken ?? 0);
      const isLast = page === ofTopic.length - 1;
      const output = { Subscriptions: ofTopic[page], ...(!isLast && { NextToken: `${page + 1}` }), $metadata: {} };
      return { output, response: {} } as never;
    },
    { step: 'initialize', priority: 'high' },
  );
  expect(await createSubscriptions(topicArns, 5, client)()).toEqual({ confirmed: 4, pending: 1, missing: 1 });
  expect(await createSubscriptions(topicArns, 1, client)()).toMatchObject({ missing: 0 });
});
