import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTopic } from '../../functions/aws/topic.ts';
import { makeDigest, makeTest } from '../../functions/domain/digest.ts';
import { type Message, renderMessage } from '../../functions/domain/message.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { startHttpStandIn } from '../../infra/local/aws/http-stand-in.ts';
import { type SnsStandIn, startSns } from '../../infra/local/aws/sns.ts';
import { alertsOf, anAlert, aScope, NOW } from '../fakes/samples.ts';

let sns: SnsStandIn;
let client: SNSClient;
beforeEach(async () => {
  sns = await startSns({
    topicName: 'alerts',
    subscriptions: [
      { protocol: 'email', endpoint: 'ops@example.com' },
      { protocol: 'sms', endpoint: '+15555550100', filterPolicy: { severity: ['critical'] } },
      { protocol: 'sqs', endpoint: 'trucks', filterPolicy: { budget: ['trucks'] } },
    ],
  });
  client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
});

const message = renderMessage(makeDigest([anAlert()], NOW));
const publish = (what: Message = message) => createTopic(sns.topicArn, client).publish(what);

describe('the topic', () => {
  test('gives each kind of recipient its own body, and machines the JSON', async () => {
    const messageId = await publish();
    expect(sns.publications).toMatchObject([
      {
        messageId,
        subject: message.subject,
        bodies: { default: message.json, email: message.email, sms: message.sms },
      },
    ]);
    expect(sns.outbox('email')).toEqual([{ messageId, subject: message.subject, body: message.email }]);
    expect(sns.outbox('sms')).toEqual([{ messageId, body: message.sms }]);
  });

  test('says severity, event and budgets in attributes that filter policies understand', async () => {
    const alerts = [anAlert({ budget: 'trucks' }), anAlert({ budget: 'every-device', reachedPct: 150 })] as const;
    await publish(renderMessage(makeDigest([...alerts], NOW)));
    expect(sns.publications[0]?.attributes).toEqual({
      severity: { dataType: 'String', value: 'critical' },
      event: { dataType: 'String', value: 'digest' },
      budget: { dataType: 'String.Array', value: '["every-device","trucks"]' },
    });
    expect(sns.outbox('sqs')).toHaveLength(1);
  });

  test('leaves the phone in peace for a warning', async () => {
    await publish(renderMessage(makeDigest([anAlert({ severity: 'warning', reachedPct: 80 })], NOW)));
    expect([sns.outbox('email').length, sns.outbox('sms').length, sns.outbox('sqs').length]).toEqual([1, 0, 0]);
  });

  test.each([
    ['1,000 devices', makeDigest([anAlert(), ...alertsOf(999)], NOW)],
    [
      'a device with an odd name',
      makeDigest([anAlert({ scope: aScope('1', { name: 'Ü\u0007❄️"\\\n$'.repeat(40) }) })], NOW),
    ],
    ['a test', makeTest(NOW)],
  ])('takes what we say about %s', async (_, notification) => {
    await publish(renderMessage(notification));
    expect(sns.publications).toHaveLength(1);
  });

  test.each([
    ['a line break', 'one\ntwo'],
    ['a letter that is not ASCII', 'Kühl'],
    ['100 characters', 'x'.repeat(100)],
    ['nothing', ''],
  ])('throws what SNS says about a subject with %s', async (_, subject) => {
    await expect(publish({ ...message, subject })).rejects.toThrow(/Subject/);
    expect(sns.publications).toEqual([]);
  });

  test('throws when SNS refuses', async () => {
    sns.inject({ errorCode: 'AuthorizationError', status: 403 });
    await expect(publish()).rejects.toMatchObject({ name: expect.stringContaining('AuthorizationError') });
  });

  test('throws when there is no such topic', async () => {
    const other = createTopic(`${sns.topicArn}-of-yesterday`, client);
    await expect(other.publish(message)).rejects.toThrow('Topic does not exist');
  });

  test('does not take an answer without a message id for a publication', async () => {
    const body = '<PublishResponse><PublishResult></PublishResult></PublishResponse>';
    const answer = () => ({ status: 200, contentType: 'text/xml', body });
    const empty = await startHttpStandIn(answer, answer);
    const asking = new SNSClient(localClientSettings(empty.url));
    await expect(createTopic(sns.topicArn, asking).publish(message)).rejects.toThrow('SNS gave no message id');
    asking.destroy();
    await empty.close();
  });
});
