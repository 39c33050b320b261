import {
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../../infra/local/aws/sns.ts';

const emails = 'arn:aws:sns:eu-central-1:000000000000:emails';
const texts = 'arn:aws:sns:eu-central-1:000000000000:texts';

describe('the topics of the SNS stand-in', () => {
  let sns: SnsStandIn;
  let client: SNSClient;

  beforeEach(async () => {
    sns = await startSns({
      topics: {
        emails: [{ protocol: 'email', endpoint: 'ann@example.com' }],
        texts: [
          { protocol: 'sms', endpoint: '+4912345678' },
          { protocol: 'email', endpoint: 'ben@example.com' },
        ],
      },
    });
    client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await sns.close();
  });

  const publish = (input: Partial<PublishCommandInput>) =>
    client.send(new PublishCommand({ Message: 'hello', ...input }));
  const subscribersOf = async (TopicArn: string) => {
    const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    return Subscriptions.map((subscription) => [subscription.TopicArn, subscription.Protocol, subscription.Endpoint]);
  };

  test('are known by name, and deliver to their own subscribers in one order of publishing', async () => {
    expect(sns.topicArns).toEqual({ emails, texts });
    await publish({ TopicArn: texts, Message: 'first' });
    await publish({ TopicArn: emails, Message: 'second' });
    expect(sns.publications).toMatchObject([
      { topicName: 'texts', topicArn: texts, message: 'first' },
      { topicName: 'emails', topicArn: emails, message: 'second' },
    ]);
    expect(sns.outbox('sms').map(({ body }) => body)).toEqual(['first']);
    expect(sns.outbox('email', 'ann@example.com').map(({ body }) => body)).toEqual(['second']);
    expect(sns.outbox('email').map(({ body }) => body)).toEqual(['first', 'second']);
  });

  test('list their own subscriptions, whatever fault is injected', async () => {
    sns.inject({ errorCode: 'InternalError', status: 500 });
    expect(await subscribersOf(emails)).toEqual([[emails, 'email', 'ann@example.com']]);
    expect(await subscribersOf(texts)).toEqual([
      [texts, 'sms', '+4912345678'],
      [texts, 'email', 'ben@example.com'],
    ]);
  });

  test('are the only ones', async () => {
    const other = texts.replace('texts', 'other');
    await expect(publish({ TopicArn: other })).rejects.toBeInstanceOf(NotFoundException);
    await expect(publish({ TopicArn: other })).rejects.toThrow('Topic does not exist');
    await expect(subscribersOf(other)).rejects.toBeInstanceOf(NotFoundException);
    await expect(publish({ TopicArn: 'texts' })).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(publish({ PhoneNumber: '+4912345678' })).rejects.toThrow('TopicArn');
  });

  test('fail one by one, as often as asked, and a publish on another does not count', async () => {
    sns.inject({ errorCode: 'Throttling', status: 400, times: 1, topicName: 'texts' });
    await publish({ TopicArn: emails });
    await expect(publish({ TopicArn: texts })).rejects.toMatchObject({ name: 'Throttling' });
    await publish({ TopicArn: texts });
    expect(sns.publications.map(({ topicName }) => topicName)).toEqual(['emails', 'texts']);
    expect(() => sns.inject({ errorCode: 'Throttling', status: 400, topicName: 'other' })).toThrow('no topic other');
  });

  test('fail together, until the fault is undone', async () => {
    const undo = sns.inject({ errorCode: 'InternalError', status: 500 });
    for (const TopicArn of [emails, texts]) {
      await expect(publish({ TopicArn })).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    }
    undo();
    await publish({ TopicArn: texts });
    expect(sns.publications).toHaveLength(1);
  });

  test.each([
    { Message: 'x'.repeat(1_601) },
    { Message: JSON.stringify({ default: 'x', sms: 'x'.repeat(1_601) }), MessageStructure: 'json' },
    { Message: JSON.stringify({ default: 'x'.repeat(1_601), email: 'x' }), MessageStructure: 'json' },
  ])('take a text message of 1,600 characters at most: %#', async (input) => {
    const refused = publish({ TopicArn: texts, ...input });
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(refused).rejects.toThrow('too long for a text message');
    await publish({ TopicArn: emails, ...input });
    expect(sns.publications.map(({ topicName }) => topicName)).toEqual(['emails']);
  });

  test.each([
    { Message: '€'.repeat(1_600) },
    { Message: JSON.stringify({ default: 'x'.repeat(1_601), sms: 'x'.repeat(1_600) }), MessageStructure: 'json' },
  ])('take a text message of 1,600 characters: %#', async (input) => {
    await publish({ TopicArn: texts, ...input });
    expect(sns.outbox('sms')).toHaveLength(1);
  });
});
