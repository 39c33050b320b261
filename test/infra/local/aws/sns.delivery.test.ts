import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, type Subscription, startSns } from '../../../../infra/local/aws/sns.ts';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
const list = (...values: unknown[]): MessageAttributeValue => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
});
const number = (StringValue: string): MessageAttributeValue => ({ DataType: 'Number', StringValue });

async function withSns(
  subscriptions: Subscription[],
  use: (sns: SnsStandIn, publish: (input: object) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const sns = await startSns({ topics: { alerts: subscriptions } });
  const client = new SNSClient(localClientSettings(sns.url));
  const TopicArn = sns.topicArns.alerts;
  try {
    await use(sns, (input) => client.send(new PublishCommand({ TopicArn, Message: 'hello', ...input })));
  } finally {
    client.destroy();
    await sns.close();
  }
}

describe('the recipients of the SNS stand-in', () => {
  test('each protocol its own body, the default where there is none, and no subject by text message', async () => {
    const subscriptions: Subscription[] = [
      { protocol: 'email', endpoint: 'ann@example.com' },
      { protocol: 'email', endpoint: 'ben@example.com' },
      { protocol: 'sms', endpoint: '+4912345678' },
      { protocol: 'https', endpoint: 'https://example.com/hook' },
    ];
    await withSns(subscriptions, async (sns, publish) => {
      const bodies = { default: 'for machines', email: 'for people', sms: '' };
      await publish({ Subject: 'Over', Message: JSON.stringify(bodies), MessageStructure: 'json' });
      await publish({ Message: 'plain' });
      const [first, second] = sns.publications.map(({ messageId }) => messageId);
      expect(sns.outbox('email', 'ben@example.com')).toEqual([
        { subject: 'Over', body: 'for people', messageId: first },
        { subject: undefined, body: 'plain', messageId: second },
      ]);
      expect(sns.outbox('email')).toHaveLength(4);
      expect(sns.outbox('email', 'nobody@example.com')).toEqual([]);
      expect(sns.outbox('sms')).toEqual([
        { body: '', messageId: first },
        { body: 'plain', messageId: second },
      ]);
      expect(sns.outbox('https').map(({ body }) => body)).toEqual(['for machines', 'plain']);
      expect(sns.publications[0]?.deliveries.map(({ subscription }) => subscription)).toEqual(subscriptions);
    });
  });

  test.each<[string, Record<string, unknown[]>, Record<string, MessageAttributeValue>, boolean]>([
    ['an exact value', { severity: ['critical'] }, { severity: text('critical') }, true],
    ['another value', { severity: ['critical'] }, { severity: text('warning') }, false],
    ['another case', { severity: ['critical'] }, { severity: text('Critical') }, false],
    ['a missing attribute', { severity: ['critical'] }, {}, false],
    ['one of two values', { severity: ['critical', 'warning'] }, { severity: text('warning') }, true],
    ['one of two keys', { severity: ['critical'], event: ['alert'] }, { severity: text('critical') }, false],
    [
      'both keys',
      { severity: ['critical'], event: ['alert'] },
      { severity: text('critical'), event: text('alert') },
      true,
    ],
    ['an element of an array', { severity: ['critical'] }, { severity: list('warning', 'critical') }, true],
    ['no element of an array', { severity: ['critical'] }, { severity: list('warning') }, false],
    ['an empty array', { severity: ['critical'] }, { severity: list() }, false],
    ['a number, which no policy here asks for', { count: ['10'] }, { count: number('10') }, false],
    ['a list that resembles the text', { severity: ['["critical"]'] }, { severity: list('critical') }, false],
    [
      'binary, which no policy sees',
      { b: ['AQ=='] },
      { b: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } },
      false,
    ],
  ])('by filter policy: %s', async (_, filterPolicy, MessageAttributes, delivered) => {
    const subscription: Subscription = { protocol: 'sms', endpoint: '+4912345678', filterPolicy };
    await withSns([subscription], async (sns, publish) => {
      await publish({ MessageAttributes });
      expect(sns.outbox('sms')).toHaveLength(delivered ? 1 : 0);
    });
  });

  test('a body for each protocol to no subscription with a filter policy: attributes go with plain messages only', async () => {
    const filterPolicy = { severity: ['critical'] };
    const subscriptions: Subscription[] = [
      { protocol: 'email', endpoint: 'critical@example.com', filterPolicy },
      { protocol: 'email', endpoint: 'all@example.com' },
    ];
    await withSns(subscriptions, async (sns, publish) => {
      const MessageAttributes = { severity: text('critical') };
      await publish({ Message: '{"default":"x","email":"json"}', MessageStructure: 'json', MessageAttributes });
      expect(sns.outbox('email', 'all@example.com')).toMatchObject([{ body: 'json' }]);
      expect(sns.outbox('email', 'critical@example.com')).toEqual([]);
      expect(sns.publications).toMatchObject([{ attributes: { severity: { value: 'critical' } } }]);
      await publish({ Message: 'plain', MessageAttributes });
      expect(sns.outbox('email', 'critical@example.com')).toMatchObject([{ body: 'plain' }]);
    });
  });

  test.each([
    { prefix: 'a' },
    { 'anything-but': ['x'] },
    { exists: true },
    { numeric: ['>', 1] },
    ['nested'],
    10,
    null,
  ])('by no filter rule that it does not know: %j', async (rule) => {
    const started = startSns({
      topics: {
        alerts: [],
        other: [{ protocol: 'email', endpoint: 'ann@example.com', filterPolicy: { severity: [rule] } }],
      },
    });
    await expect(started).rejects.toThrow('does not know');
  });
});
