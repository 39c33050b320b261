import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../../infra/local/aws/sns.ts';

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:alerts';
const OPS = { TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' };
const FilterPolicy = '{"severity":["critical"]}';
let sns: SnsStandIn;
let client: SNSClient;
let clock: Date;

beforeEach(async () => {
  clock = new Date('2026-10-14T07:00:00.000Z');
  sns = await startSns({ topics: { alerts: [] }, now: () => clock });
  client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await sns.close();
});

const subscribe = async (more: Partial<SubscribeCommandInput> = {}) =>
  (await client.send(new SubscribeCommand({ ...OPS, ...more }))).SubscriptionArn;
const lastToken = (): string => sns.confirmationRequests.at(-1)?.token ?? '';
const confirm = async (AuthenticateOnUnsubscribe?: string, Token = lastToken()): Promise<string> =>
  (await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe }))).SubscriptionArn ??
  '';
const attributesOf = async (SubscriptionArn: string) =>
  (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes ?? {};
const arns = async () => {
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  return Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn);
};
/** What a mail scanner does with a link. */
const open = async (parameters: Record<string, string>) => {
  const answer = await fetch(`${sns.url}/?${new URLSearchParams(parameters)}`);
  return { status: answer.status, body: await answer.text() };
};

async function clicked(): Promise<string> {
  await subscribe();
  const { body } = await open({ Action: 'ConfirmSubscription', TopicArn, Token: lastToken() });
  return /<SubscriptionArn>(.+)<\/SubscriptionArn>/.exec(body)?.[1] ?? '';
}

describe('a mail address', () => {
  test('gets nothing before it is confirmed', async () => {
    expect(await subscribe()).toBe('pending confirmation');
    expect(await arns()).toEqual(['PendingConfirmation']);
    expect(sns.confirmationRequests).toEqual([{ topicArn: TopicArn, endpoint: 'ops@example.com', token: lastToken() }]);
    await client.send(new PublishCommand({ TopicArn, Message: 'early' }));
    const arn = await confirm();
    await client.send(new PublishCommand({ TopicArn, Message: 'hello' }));
    expect(await arns()).toEqual([arn]);
    expect(sns.outbox('email').map(({ body }) => body)).toEqual(['hello']);
  });

  test('that subscribes twice before it confirms gets another token, and the first counts no more', async () => {
    await subscribe();
    const first = lastToken();
    await subscribe();
    await expect(confirm('true', first)).rejects.toThrow('Invalid parameter: Token');
    const arn = await confirm('true');
    await expect(confirm('true')).rejects.toThrow('Invalid parameter: Token');
    expect(await subscribe()).toBe(arn);
    expect(sns.confirmationRequests).toHaveLength(2);
  });

  test('that is not confirmed in two days is deleted, and its token with it', async () => {
    await subscribe();
    clock = new Date('2026-10-16T06:59:59.000Z');
    expect(await arns()).toEqual(['PendingConfirmation']);
    clock = new Date('2026-10-16T07:00:00.000Z');
    expect(await arns()).toEqual([]);
    await expect(confirm()).rejects.toThrow('Invalid parameter: Token');
  });

  test('has the filter policy that it subscribed with, and no other later', async () => {
    await subscribe({ Attributes: { FilterPolicy } });
    await expect(subscribe()).rejects.toThrow('Subscription already exists with different attributes');
    const arn = await confirm();
    expect(await attributesOf(arn)).toMatchObject({ FilterPolicy, FilterPolicyScope: 'MessageAttributes' });
    await client.send(new PublishCommand({ TopicArn, Message: 'without attributes' }));
    expect(sns.outbox('email')).toEqual([]);
  });
});

describe('a subscription that was confirmed by a click', () => {
  test('says so', async () => {
    expect(await attributesOf(await clicked())).toMatchObject({
      TopicArn,
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'false',
    });
  });

  test('is ended by its link without a login and without an error', async () => {
    const arn = await clicked();
    expect(await open({ Action: 'Unsubscribe', SubscriptionArn: arn })).toMatchObject({ status: 200 });
    expect(await arns()).toEqual([]);
    await expect(attributesOf(arn)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('can be made anew so that it lasts', async () => {
    await client.send(new UnsubscribeCommand({ SubscriptionArn: await clicked() }));
    await subscribe();
    const arn = await confirm('true');
    expect(await attributesOf(arn)).toMatchObject({ ConfirmationWasAuthenticated: 'true' });
  });
});

describe('a subscription that was confirmed to last', () => {
  test('is not ended by its link, but with a login', async () => {
    await subscribe();
    const SubscriptionArn = await confirm('true');
    expect(await attributesOf(SubscriptionArn)).toMatchObject({ ConfirmationWasAuthenticated: 'true' });
    expect(await open({ Action: 'Unsubscribe', SubscriptionArn })).toMatchObject({ status: 403 });
    expect(await arns()).toEqual([SubscriptionArn]);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await arns()).toEqual([]);
    await expect(client.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  test('was confirmed with a login: a link cannot ask for it', async () => {
    await subscribe();
    const link = { Action: 'ConfirmSubscription', TopicArn, Token: lastToken(), AuthenticateOnUnsubscribe: 'true' };
    expect(await open(link)).toMatchObject({ status: 403 });
    expect(await arns()).toEqual(['PendingConfirmation']);
  });

  test('without the flag, a login when it is confirmed does not keep the link from ending it', async () => {
    await subscribe();
    const SubscriptionArn = await confirm('false');
    expect(await attributesOf(SubscriptionArn)).toMatchObject({ ConfirmationWasAuthenticated: 'true' });
    expect(await open({ Action: 'Unsubscribe', SubscriptionArn })).toMatchObject({ status: 200 });
    expect(await arns()).toEqual([]);
  });
});

test('a phone number and a queue of the account need no confirmation', async () => {
  const phone = await subscribe({ Protocol: 'sms', Endpoint: '+15555550100' });
  const queue = await subscribe({ Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-central-1:000000000000:trucks' });
  expect(await arns()).toEqual([phone, queue]);
  expect(sns.confirmationRequests).toEqual([]);
});

test.each<[string, Partial<SubscribeCommandInput>]>([
  ['Protocol', { Protocol: 'fax' }],
  ['Endpoint', { Endpoint: 'ops' }],
  ['Endpoint', { Protocol: 'sms', Endpoint: '015555550100' }],
  ['AttributeName', { Attributes: { RawMessageDelivery: 'true' } }],
  ['FilterPolicy', { Attributes: { FilterPolicy: '{"severity":"critical"}' } }],
  ['FilterPolicy', { Attributes: { FilterPolicy: 'severity' } }],
  ['TopicArn', { TopicArn: 'alerts' }],
])('a wrong %s is refused', async (what, more) => {
  await expect(subscribe(more)).rejects.toThrow(`Invalid parameter: ${what}`);
});

test('what is no subscription, and what no link can do, is refused', async () => {
  await expect(attributesOf('PendingConfirmation')).rejects.toThrow('Invalid parameter: SubscriptionArn');
  await expect(attributesOf(`${TopicArn}:9`)).rejects.toMatchObject({ name: 'NotFoundException' });
  await subscribe();
  await expect(confirm('maybe')).rejects.toThrow('Invalid parameter: AuthenticateOnUnsubscribe');
  expect(await open({ Action: 'ListSubscriptionsByTopic', TopicArn })).toMatchObject({ status: 400 });
  const unsigned = await fetch(sns.url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'Subscribe', ...OPS, Endpoint: 'kim@example.com' }),
  });
  expect(unsigned.status).toBe(403);
});
