import {
  InvalidParameterException,
  InvalidParameterValueException,
  ListTopicsCommand,
  type MessageAttributeValue,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../../infra/local/aws/sns.ts';

describe('what the SNS stand-in accepts', () => {
  let sns: SnsStandIn;
  let client: SNSClient;

  beforeEach(async () => {
    sns = await startSns({ topics: { alerts: [] } });
    client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await sns.close();
  });

  const publish = (input: Partial<PublishCommandInput>) =>
    client.send(new PublishCommand({ TopicArn: sns.topicArns.alerts, Message: 'hello', ...input }));
  const withAttribute = (name: string, value: MessageAttributeValue) =>
    publish({ MessageAttributes: { [name]: value } });

  test('a message of many protocols with attributes, kept as it came', async () => {
    const message = JSON.stringify({ default: '{"a":1}', email: 'Zürich & <more>\n+ 5 %', sms: 'short' });
    const { MessageId } = await publish({
      Subject: '[CRITICAL] tracker-0042: EUR 6.10 of EUR 5.00 (122%)',
      Message: message,
      MessageStructure: 'json',
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: 'critical' },
        budget: { DataType: 'String.Array', StringValue: '["every-device",null,1,true]' },
        count: { DataType: 'Number', StringValue: '-1.5e3' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      },
    });
    expect(sns.publications).toEqual([
      {
        messageId: MessageId,
        topicName: 'alerts',
        topicArn: 'arn:aws:sns:eu-central-1:000000000000:alerts',
        subject: '[CRITICAL] tracker-0042: EUR 6.10 of EUR 5.00 (122%)',
        messageStructure: 'json',
        message,
        bodies: { default: '{"a":1}', email: 'Zürich & <more>\n+ 5 %', sms: 'short' },
        attributes: {
          severity: { dataType: 'String', value: 'critical' },
          budget: { dataType: 'String.Array', value: '["every-device",null,1,true]' },
          count: { dataType: 'Number', value: '-1.5e3' },
          raw: { dataType: 'Binary', value: 'AQI=' },
        },
        deliveries: [],
      },
    ]);
  });

  test.each(['x'.repeat(99), '1st', '"quoted"', 'a b'])('the subject %j', async (Subject) => {
    await publish({ Subject });
    expect(sns.publications.map(({ subject }) => subject)).toEqual([Subject]);
  });

  test.each([
    '',
    ' starts with a blank',
    'two\nlines',
    'two\rlines',
    'tab\there',
    'bell \u0007',
    'delete \u007f',
    '6.10 €',
    'x'.repeat(100),
  ])('not the subject %j', async (Subject) => {
    const refused = publish({ Subject });
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(refused).rejects.toThrow('Invalid parameter: Subject');
    expect(sns.publications).toEqual([]);
  });

  test.each([
    ['text that is not JSON', 'plain', 'failed to parse'],
    ['an array', '["default"]', 'failed to parse'],
    ['null', 'null', 'failed to parse'],
    ['a body without default', '{"email":"x"}', 'No default entry'],
    ['a default that is an object', '{"default":{"a":1}}', 'default is not a string'],
    ['a protocol with a name like XML', '{"default":"x","<a&b>":1}', '<a&b> is not a string'],
    ['an email that is a number', '{"default":"x","email":1}', 'email is not a string'],
  ])('not %s as json', async (_, Message, problem) => {
    const refused = publish({ Message, MessageStructure: 'json' });
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(refused).rejects.toThrow(problem);
  });

  test('no other structure than json, and no empty message', async () => {
    await expect(publish({ MessageStructure: 'xml' })).rejects.toThrow('Invalid parameter: MessageStructure');
    await expect(publish({ Message: '' })).rejects.toThrow('Invalid parameter: Empty message');
  });

  test('at most 262,144 bytes of UTF-8, attributes counted', async () => {
    const attribute = { MessageAttributes: { abcd: { DataType: 'String', StringValue: 'ü' } } };
    const attributeBytes = 4 + 6 + 2;
    const euros = '€'.repeat(80_000);
    const filler = 'x'.repeat(262_144 - 240_000 - attributeBytes);
    await publish({ Message: euros + filler, ...attribute });
    const refused = publish({ Message: `${euros}${filler}x`, ...attribute });
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(refused).rejects.toThrow('too long');
    expect(sns.publications).toHaveLength(1);
  });

  test.each(['a b', 'ümlaut', '.a', 'a.', 'a..b', 'AWS.x', 'amazon.x', 'x'.repeat(257)])(
    'not the attribute name %j',
    async (name) => {
      const refused = withAttribute(name, { DataType: 'String', StringValue: 'x' });
      await expect(refused).rejects.toBeInstanceOf(InvalidParameterValueException);
    },
  );

  test.each([
    ['String', ''],
    ['String', 'say "critical"'],
    ['String', 'back\\slash'],
    ['String', 'tab\there'],
    ['String.Array', ''],
    ['String.Array', 'critical'],
    ['String.Array', '{"a":1}'],
    ['String.Array', '[["nested"]]'],
    ['Number', 'ten'],
    ['Number', '0x10'],
    ['Text', 'x'],
    ['Binary', 'a text'],
  ])('not the %s attribute %j', async (DataType, StringValue) => {
    const refused = withAttribute('severity', { DataType, StringValue });
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterValueException);
    await expect(refused).rejects.toThrow("attribute 'severity'");
  });

  test('no other action than Publish', async () => {
    const refused = client.send(new ListTopicsCommand({}));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidAction', $metadata: { httpStatusCode: 400 } });
  });

  test('nothing while a fault is injected, as often as asked', async () => {
    sns.inject({ errorCode: 'Throttling', status: 400, times: 2 });
    await expect(publish({})).rejects.toMatchObject({ name: 'Throttling' });
    await expect(publish({})).rejects.toMatchObject({ name: 'Throttling' });
    await publish({});
    expect(sns.publications).toHaveLength(1);
  });

  test('nothing while a fault is injected, until it is undone', async () => {
    const undo = sns.inject({ errorCode: 'InternalError', status: 500 });
    for (const _ of [1, 2, 3]) await expect(publish({})).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    undo();
    await publish({});
    expect(sns.publications).toHaveLength(1);
  });

  test('a publish that the SDK repeats after one fault', async () => {
    const persistent = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 2 });
    sns.inject({ errorCode: 'InternalError', status: 500, times: 1 });
    await persistent.send(new PublishCommand({ TopicArn: sns.topicArns.alerts, Message: 'hello' }));
    persistent.destroy();
    expect(sns.publications).toHaveLength(1);
  });
});
