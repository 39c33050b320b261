import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  GetSubscriptionAttributesCommand,
  ListSMSSandboxPhoneNumbersCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { AwsFault } from '../../../../infra/local/aws/http-stand-in.ts';
import { type SnsStandIn, startSns } from '../../../../infra/local/aws/sns.ts';

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:emails';

let sns: SnsStandIn;
let client: SNSClient;

beforeEach(async () => {
  sns = await startSns({
    topics: {
      emails: [
        { protocol: 'email', endpoint: 'ann@example.com' },
        { protocol: 'email', endpoint: 'ben@example.com', confirmation: 'credentials' },
        { protocol: 'email', endpoint: 'cem@example.com', confirmation: 'pending' },
      ],
    },
  });
  client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
});

test('a subscription says how it was confirmed', async () => {
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const arns = Subscriptions.map(({ SubscriptionArn = '' }) => SubscriptionArn);
  expect(arns).toEqual([`${TopicArn}:1`, `${TopicArn}:2`, 'PendingConfirmation']);
  const how = arns.slice(0, 2).map(async (SubscriptionArn) => {
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return [Attributes?.Endpoint, Attributes?.ConfirmationWasAuthenticated];
  });
  expect(await Promise.all(how)).toEqual([
    ['ann@example.com', 'false'],
    ['ben@example.com', 'true'],
  ]);
  for (const SubscriptionArn of [`${TopicArn}:3`, `${TopicArn}:4`]) {
    const get = client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    await expect(get).rejects.toBeInstanceOf(NotFoundException);
  }
});

test('a subscription that is not confirmed gets no message', async () => {
  await client.send(new PublishCommand({ TopicArn, Message: 'hello' }));
  expect(sns.outbox('email', 'ben@example.com')).toHaveLength(1);
  expect(sns.outbox('email', 'cem@example.com')).toEqual([]);
});

test('an account has a sandbox, verified numbers and a limit, as they are now', async () => {
  const account = async () => ({
    sandbox: (await client.send(new GetSMSSandboxAccountStatusCommand({}))).IsInSandbox,
    numbers: (await client.send(new ListSMSSandboxPhoneNumbersCommand({}))).PhoneNumbers,
    attributes: (await client.send(new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }))).attributes,
  });
  expect(await account()).toEqual({ sandbox: false, numbers: [], attributes: {} });
  Object.assign(sns.smsAccount, { isInSandbox: true, verifiedNumbers: ['+15555550100'], monthlySpendLimitUsd: 7 });
  expect(await account()).toEqual({
    sandbox: true,
    numbers: [{ PhoneNumber: '+15555550100', Status: 'Verified' }],
    attributes: { MonthlySpendLimit: '7' },
  });
});

test('an action is refused until it is allowed again', async () => {
  sns.refusals.set('GetSMSAttributes', new AwsFault(403, 'AuthorizationError', 'not authorized'));
  const get = () => client.send(new GetSMSAttributesCommand({}));
  await expect(get()).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
  sns.refusals.clear();
  await expect(get()).resolves.toHaveProperty('attributes');
});
