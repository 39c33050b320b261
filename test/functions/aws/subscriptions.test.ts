import {
  AuthorizationErrorException,
  ConfirmSubscriptionCommand,
  NotFoundException,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSubscriptions } from '../../../functions/aws/subscriptions.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../infra/local/aws/sns.ts';

const closing: (() => unknown)[] = [];
let sns: SnsStandIn;
let topicArns: Record<'mail' | 'text' | 'event', string>;
beforeEach(async () => {
  sns = await startSns({
    topics: {
      mail: [
        { protocol: 'email', endpoint: 'ops@example.com' },
        {
          protocol: 'email',
          endpoint: 'kim@example.com',
          confirmed: 'by-link',
          filterPolicy: { severity: ['critical'] },
        },
        { protocol: 'email', endpoint: 'sam@example.com', confirmed: 'not-yet' },
      ],
      text: [{ protocol: 'sms', endpoint: '+15555550100' }],
      event: [{ protocol: 'sqs', endpoint: 'trucks' }],
      operators: [{ protocol: 'email', endpoint: 'ops@example.com' }],
    },
  });
  closing.push(sns.close);
  const { mail = '', text = '', event = '' } = sns.topicArns;
  topicArns = { mail, text, event };
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function clientHere(): SNSClient {
  const client = new SNSClient(localClientSettings(sns.url));
  closing.push(() => client.destroy());
  return client;
}

/** Answers some operations without SNS. */
function clientThat(
  answers: (operation: string, input: Record<string, string>) => object | Error | undefined,
): SNSClient {
  const client = clientHere();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const output = answers(String(context.commandName), args.input as Record<string, string>);
      if (output instanceof Error) throw output;
      return output ? ({ output: { ...output, $metadata: {} }, response: {} } as never) : await next(args);
    },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

test('reads who is subscribed to the topics named and to no other, and how people were confirmed', async () => {
  expect(await createSubscriptions(topicArns, clientHere())()).toEqual([
    {
      topic: 'mail',
      protocol: 'email',
      endpoint: 'ops@example.com',
      isConfirmed: true,
      wasAuthenticated: true,
    },
    {
      topic: 'mail',
      protocol: 'email',
      endpoint: 'kim@example.com',
      isConfirmed: true,
      wasAuthenticated: false,
    },
    { topic: 'mail', protocol: 'email', endpoint: 'sam@example.com', isConfirmed: false },
    {
      topic: 'text',
      protocol: 'sms',
      endpoint: '+15555550100',
      isConfirmed: true,
      wasAuthenticated: true,
    },
    { topic: 'event', protocol: 'sqs', endpoint: 'trucks', isConfirmed: true },
  ]);
});

test('throws where one of the topics is not there', async () => {
  const gone = createSubscriptions({ ...topicArns, operators: `${topicArns.mail}-gone` }, clientHere());
  await expect(gone()).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('goes on without the attributes where the role may not read them', async () => {
  const denied = new AuthorizationErrorException({ message: 'not authorized', $metadata: {} });
  const client = clientThat((operation) => (operation === 'GetSubscriptionAttributesCommand' ? denied : undefined));
  const [first] = await createSubscriptions(topicArns, client)();
  expect(first).toEqual({
    topic: 'mail',
    protocol: 'email',
    endpoint: 'ops@example.com',
    isConfirmed: true,
  });
});

test('throws what else SNS answers about attributes', async () => {
  const away = Object.assign(new Error('away'), { name: 'InternalErrorException' });
  const client = clientThat((operation) => (operation === 'GetSubscriptionAttributesCommand' ? away : undefined));
  await expect(createSubscriptions(topicArns, client)()).rejects.toThrow('away');
});

test('leaves out what ends while it reads', async () => {
  const client = clientThat((operation, { SubscriptionArn }) =>
    operation === 'GetSubscriptionAttributesCommand' && SubscriptionArn?.endsWith('mail:1')
      ? new NotFoundException({ message: 'gone', $metadata: {} })
      : undefined,
  );
  const found = await createSubscriptions(topicArns, client)();
  expect(found.map(({ endpoint }) => endpoint)).toEqual([
    'kim@example.com',
    'sam@example.com',
    '+15555550100',
    'trucks',
  ]);
});

test('reads page by page, and leaves out what was deleted', async () => {
  const pages = [
    [
      { SubscriptionArn: 'arn:1', Protocol: 'sqs' },
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email' },
    ],
    [],
    [
      { SubscriptionArn: 'Deleted', Protocol: 'email' },
      { SubscriptionArn: 'arn:2', Protocol: 'sqs' },
    ],
  ];
  const client = clientThat((_, { NextToken }) => {
    const page = Number(NextToken ?? 0);
    return { Subscriptions: pages[page], ...(page < pages.length - 1 && { NextToken: `${page + 1}` }) };
  });
  const found = await createSubscriptions({ mail: topicArns.mail }, client)();
  expect(found.map(({ protocol, isConfirmed }) => [protocol, isConfirmed])).toEqual([
    ['sqs', true],
    ['email', false],
    ['sqs', true],
  ]);
});

test('a recipient who is subscribed again with a filter policy lasts once confirmed by the command', async () => {
  const client = clientHere();
  const operators = sns.topicArns.operators ?? '';
  const address = 'ops@example.com';
  const filterPolicy = '{"severity":["critical"]}';
  await client.send(new UnsubscribeCommand({ SubscriptionArn: `${topicArns.mail}:1` }));
  const email = { Protocol: 'email' };
  await client.send(
    new SubscribeCommand({
      ...email,
      TopicArn: topicArns.mail,
      Endpoint: address,
      Attributes: { FilterPolicy: filterPolicy },
    }),
  );
  await client.send(new SubscribeCommand({ ...email, TopicArn: operators, Endpoint: 'kim@example.com' }));
  expect(sns.confirmationRequests.slice(-2)).toMatchObject([
    { topicArn: topicArns.mail, endpoint: address },
    { topicArn: operators, endpoint: 'kim@example.com' },
  ]);
  const Token = sns.confirmationRequests.at(-2)?.token;
  await client.send(
    new ConfirmSubscriptionCommand({ TopicArn: topicArns.mail, Token, AuthenticateOnUnsubscribe: 'true' }),
  );
  const found = await createSubscriptions({ mail: topicArns.mail, operators }, client)();
  expect(found.filter(({ endpoint }) => endpoint === address)).toMatchObject([
    { topic: 'mail', isConfirmed: true, wasAuthenticated: true },
    { topic: 'operators' },
  ]);
  expect(found).toContainEqual({
    topic: 'operators',
    protocol: 'email',
    endpoint: 'kim@example.com',
    isConfirmed: false,
  });
});
