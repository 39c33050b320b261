import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, type Subscription, startSns } from '../../../infra/local/aws/sns.ts';

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
  const sns = await startSns({ topicName: 'alerts', subscriptions });
  const client = new SNSClient(localClientSettings(sns.url));
  try {
    await use(sns, (input) => client.send(new PublishCommand({ TopicArn: sns.topicArn, Message: 'hello', ...input })));
  } finally {
    client.destroy();
    await sns.close();
  }
}

describe('to whom the SNS stand-in delivers', () => {
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
    ['null in an array', { severity: [null] }, { severity: list(null) }, true],
    ['a number', { count: [10] }, { count: number('1e1') }, true],
    ['a text that looks like the number', { count: [10] }, { count: text('10') }, false],
    ['a prefix', { event: [{ prefix: 'cost.' }] }, { event: text('cost.crossed') }, true],
    ['not the prefix', { event: [{ prefix: 'cost.' }] }, { event: text('test') }, false],
    ['anything but', { event: [{ 'anything-but': ['test'] }] }, { event: text('alert') }, true],
    ['the excluded value', { event: [{ 'anything-but': ['test', 'x'] }] }, { event: text('test') }, false],
    ['the one excluded value', { event: [{ 'anything-but': 'test' }] }, { event: text('test') }, false],
    [
      'an excluded value and another',
      { event: [{ 'anything-but': ['test'] }] },
      { event: list('test', 'alert') },
      true,
    ],
    ['anything but, nothing there', { event: [{ 'anything-but': ['test'] }] }, {}, false],
    ['anything but a prefix', { event: [{ 'anything-but': { prefix: 'te' } }] }, { event: text('test') }, false],
    ['an attribute that exists', { test: [{ exists: true }] }, { test: text('x') }, true],
    ['an attribute that should not exist', { test: [{ exists: false }] }, { test: text('x') }, false],
    ['an attribute that does not exist', { test: [{ exists: false }] }, {}, true],
    [
      'binary, which no policy sees',
      { b: [{ exists: true }] },
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

  test.each([
    { numeric: ['>', 1] },
    { 'anything-but': { suffix: 'x' } },
    { exists: 'yes' },
    { prefix: 'a', exists: true },
    ['nested'],
  ])('by no filter rule that it does not know: %j', async (rule) => {
    const started = startSns({
      topicName: 'alerts',
      subscriptions: [{ protocol: 'email', endpoint: 'ann@example.com', filterPolicy: { severity: [rule] } }],
    });
    await expect(started).rejects.toThrow('does not know');
  });
});
