import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListSMSSandboxPhoneNumbersCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { AwsFault } from '../../../../infra/local/aws/http-stand-in.ts';
import { type SnsStandIn, startSns } from '../../../../infra/local/aws/sns.ts';

let sns: SnsStandIn;
let client: SNSClient;

beforeEach(async () => {
  sns = await startSns({ topics: {} });
  client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
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
