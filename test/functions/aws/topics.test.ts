import { createServer, type ServerResponse } from 'node:http';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTopics, ONE_TRY, type TopicsOptions } from '../../../functions/aws/topics.ts';
import { CHANNELS, type Channel } from '../../../functions/domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../../../functions/domain/messages/delivery.ts';
import { makeDigest, makeTest, type Notification } from '../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../functions/domain/messages/message.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { AwsFault, listenOnLoopback, stopServer } from '../../../infra/local/aws/http-stand-in.ts';
import { type SnsStandIn, startSns } from '../../../infra/local/aws/sns.ts';
import { refuseInXml } from '../../../infra/local/aws/sns-xml.ts';
import { alertsOf, anAlert, aScope, NOW } from '../../fakes/samples.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const topicArnOf = (name: string): string => `arn:aws:sns:eu-central-1:000000000000:${name}`;
const ARNS = { mail: topicArnOf('mail'), text: topicArnOf('text'), event: topicArnOf('event') };

/** As `notify` makes it, but for the address. */
function topicsAt(url: string, options: Partial<TopicsOptions> = {}, timeLimits: object = {}) {
  const requestHandler = { ...ONE_TRY.requestHandler, ...timeLimits };
  const client = new SNSClient({ ...ONE_TRY, ...localClientSettings(url), requestHandler });
  closing.push(() => client.destroy());
  return createTopics({ topicArns: ARNS, ...options }, client);
}

function messageOf(notification: Notification, wanted: Channel): ChannelMessage {
  const found = composeMessages(notification).find(({ channel }) => channel === wanted);
  if (!found) throw new Error(`no message on ${wanted}`);
  return found.message;
}
const CRITICAL = makeDigest([anAlert()], NOW);
const WARNING = makeDigest([anAlert({ severity: 'warning', reachedPct: 80 })], NOW);

describe('the topics', () => {
  let sns: SnsStandIn;
  beforeEach(async () => {
    sns = await startSns({
      topics: {
        mail: [{ protocol: 'email', endpoint: 'ops@example.com' }],
        text: [{ protocol: 'sms', endpoint: '+15555550100', filterPolicy: { severity: ['critical'] } }],
        event: [{ protocol: 'sqs', endpoint: 'trucks', filterPolicy: { budget: ['trucks'] } }],
      },
    });
    closing.push(sns.close);
  });

  const publish = (channel: Channel, message: ChannelMessage, options: Partial<TopicsOptions> = {}) =>
    topicsAt(sns.url, options).publish(channel, message);

  test('take each message on the topic of its channel, as one plain string, and say under which id', async () => {
    const topics = topicsAt(sns.url);
    const outcomes: Outcome[] = [];
    for (const channel of CHANNELS) outcomes.push(await topics.publish(channel, messageOf(CRITICAL, channel)));
    expect(sns.publications.map(({ topicArn }) => topicArn)).toEqual([ARNS.text, ARNS.mail, ARNS.event]);
    for (const [index, channel] of CHANNELS.entries()) {
      const { body, subject } = messageOf(CRITICAL, channel);
      const publication = sns.publications[index];
      expect(publication).toMatchObject({ message: body, subject });
      expect(publication?.messageStructure).toBeUndefined();
      expect(outcomes[index]).toEqual({ kind: 'accepted', messageId: publication?.messageId });
    }
    expect(sns.publications.map(({ subject }) => subject === undefined)).toEqual([true, false, true]);
  });

  test('say severity, event, budgets and the ref in attributes that filter policies understand', async () => {
    const alerts = [anAlert({ budget: 'trucks' }), anAlert({ budget: 'every-device', reachedPct: 150 })] as const;
    const digest = makeDigest([...alerts], NOW);
    const attributes = {
      severity: { dataType: 'String', value: 'critical' },
      event: { dataType: 'String', value: 'digest' },
      budget: { dataType: 'String.Array', value: '["every-device","trucks"]' },
      notification: { dataType: 'String', value: digest.notificationId },
    };
    for (const channel of ['mail', 'event'] as const) await publish(channel, messageOf(digest, channel));
    expect(sns.publications.map((publication) => publication.attributes)).toEqual([attributes, attributes]);
    expect(sns.outbox('sqs')).toHaveLength(1);
    await publish('event', messageOf(makeDigest([anAlert({ budget: 'cameras' })], NOW), 'event'));
    expect(sns.outbox('sqs')).toHaveLength(1);
  });

  test('leave out the attributes that an old notification or one without budgets has not', async () => {
    const { body, attributes } = messageOf(CRITICAL, 'mail');
    await publish('mail', { body, attributes: { ...attributes, budget: [], notification: '' } });
    expect(Object.keys(sns.publications[0]?.attributes ?? {})).toEqual(['severity', 'event']);
  });

  test('leave the phone in peace for a warning', async () => {
    for (const channel of CHANNELS) await publish(channel, messageOf(WARNING, channel));
    expect([sns.outbox('email').length, sns.outbox('sms').length]).toEqual([1, 0]);
    await publish('text', messageOf(CRITICAL, 'text'));
    expect(sns.outbox('sms').map(({ body }) => body)).toEqual([messageOf(CRITICAL, 'text').body]);
  });

  test.each<[string, Partial<TopicsOptions>, object]>([
    ['with the sender id that the settings name', { senderId: 'Acme' }, { SenderID: 'Acme' }],
    ['without a sender id where the settings name none', {}, {}],
    ['without a sender id where its variable is empty', { senderId: '' }, {}],
  ])('send texts as transactional ones, %s and without a price ceiling', async (_, options, more) => {
    for (const channel of CHANNELS) await publish(channel, messageOf(CRITICAL, channel), options);
    const ofPhones = sns.publications.map(({ topicName, attributes }) => [
      topicName,
      Object.fromEntries(
        Object.entries(attributes).flatMap(([name, { dataType, value }]) =>
          name.startsWith('AWS.') ? [[name.replace('AWS.SNS.SMS.', ''), `${dataType} ${value}`]] : [],
        ),
      ),
    ]);
    const asStrings = Object.entries({ SMSType: 'Transactional', ...more }).map(([name, value]) => [
      name,
      `String ${value}`,
    ]);
    expect(ofPhones).toEqual([
      ['text', Object.fromEntries(asStrings)],
      ['mail', {}],
      ['event', {}],
    ]);
  });

  test.each([
    ['1,000 devices', makeDigest([anAlert(), ...alertsOf(999)], NOW)],
    [
      'a device with an odd name',
      makeDigest([anAlert({ scope: aScope('1', { name: 'Ü\u0007❄️"\\\n$'.repeat(40) }) })], NOW),
    ],
    ['a test', makeTest(NOW)],
  ])('take all that we say about %s', async (_, notification) => {
    const messages = composeMessages(notification);
    const topics = topicsAt(sns.url);
    for (const { channel, message } of messages) {
      expect(await topics.publish(channel, message)).toMatchObject({ kind: 'accepted' });
    }
    expect(sns.publications.map(({ message }) => message)).toEqual(messages.map(({ message }) => message.body));
  });

  test.each([
    ['a line break', 'one\ntwo'],
    ['a letter that is not ASCII', 'Kühl'],
    ['100 characters', 'x'.repeat(100)],
    ['nothing', ''],
  ])('answer with what SNS says about a subject with %s: another message would be taken', async (_, subject) => {
    expect(await publish('mail', { ...messageOf(CRITICAL, 'mail'), subject })).toEqual({
      kind: 'refused',
      fault: 'message',
      code: 'InvalidParameter',
      reason: 'InvalidParameter: Invalid parameter: Subject',
    });
    expect(sns.publications).toEqual([]);
  });

  test.each([
    ['no text at all', ''],
    ['more than 256 KB', 'x'.repeat(262_144)],
  ])('answer so about %s, too', async (_, body) => {
    const outcome = await publish('mail', { ...messageOf(CRITICAL, 'mail'), body });
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'message', code: 'InvalidParameter' });
  });

  test('of which one is not there keep the others from nothing', async () => {
    const topics = topicsAt(sns.url, { topicArns: { ...ARNS, text: topicArnOf('text-of-yesterday') } });
    expect(await topics.publish('text', messageOf(CRITICAL, 'text'))).toEqual({
      kind: 'refused',
      fault: 'channel',
      code: 'NotFound',
      reason: 'NotFound: Topic does not exist',
    });
    expect(await topics.publish('mail', messageOf(CRITICAL, 'mail'))).toMatchObject({ kind: 'accepted' });
  });
});

/** An SNS that gives one answer to everything. @returns what a publish makes of it, and how many requests that took */
async function answered(answer: (response: ServerResponse) => unknown, timeLimits?: object) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume().once('end', () => answer(response));
  });
  const url = await listenOnLoopback(server);
  closing.push(() => stopServer(server));
  const outcome = await topicsAt(url, {}, timeLimits).publish('mail', messageOf(CRITICAL, 'mail'));
  return { outcome, requests };
}

const body =
  (status: number, text: string, contentType = 'text/xml') =>
  (response: ServerResponse): unknown =>
    response.writeHead(status, { 'content-type': contentType }).end(text);
const refusal = (status: number, code: string, message = 'what SNS has to say') =>
  body(status, refuseInXml(new AwsFault(status, code, message), 'request-1').body);

describe('a refusal of SNS is tried once', () => {
  test.each([
    [400, 'InvalidParameter', 'InvalidParameter'],
    // The SDK has a word of its own for it.
    [400, 'ParameterValueInvalid', 'InvalidParameterValue'],
    [400, 'ValidationError', 'ValidationError'],
    [400, 'ValidationException', 'Validation'],
    [413, 'RequestEntityTooLarge', 'RequestEntityTooLarge'],
  ])('and is about the message: %d %s', async (status, code, word) => {
    expect(await answered(refusal(status, code))).toEqual({
      requests: 1,
      outcome: { kind: 'refused', fault: 'message', code: word, reason: `${word}: what SNS has to say` },
    });
  });

  test.each(['', '<html>Request Entity Too Large</html>'])('and is about the message: 413 with "%s"', async (text) => {
    const { requests, outcome } = await answered(body(413, text, 'text/html'));
    expect([requests, outcome]).toMatchObject([1, { kind: 'refused', fault: 'message' }]);
  });

  test.each([
    [403, 'AuthorizationError'],
    [404, 'NotFound'],
    [400, 'Throttling'],
    [429, 'Throttled'],
    [400, 'ThrottlingException'],
    [400, 'KMSDisabled'],
    [400, 'KMSInvalidState'],
    [400, 'KMSNotFound'],
    [400, 'KMSOptInRequired'],
    [400, 'KMSThrottling'],
    [400, 'KMSAccessDenied'],
    [400, 'EndpointDisabled'],
    [403, 'InvalidSecurity'],
    [403, 'InvalidClientTokenId'],
    [400, 'SomethingOfTomorrow'],
  ])('and is about the channel: %d %s', async (status, code) => {
    const word = code.replace('Exception', '');
    expect(await answered(refusal(status, code))).toEqual({
      requests: 1,
      outcome: { kind: 'refused', fault: 'channel', code: word, reason: `${word}: what SNS has to say` },
    });
  });

  test.each([
    ['InvalidParameter', 'Invalid parameter: TopicArn'],
    ['InvalidParameter', 'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter'],
    ['ValidationException', "1 validation error detected: Value 'alerts' at 'topicArn' failed to satisfy constraint"],
  ])('and is about the channel where it names the topic: %s, %s', async (code, message) => {
    const { requests, outcome } = await answered(refusal(400, code, message));
    expect([requests, outcome]).toMatchObject([1, { kind: 'refused', fault: 'channel' }]);
  });

  test('and is about the channel where something in between refuses us in HTML', async () => {
    const { requests, outcome } = await answered(body(403, '<html>Forbidden by the proxy</html>', 'text/html'));
    expect([requests, outcome]).toMatchObject([1, { kind: 'refused', fault: 'channel' }]);
  });

  test.each(['x', '🚀'])('and what it says is one line of at most 300 whole characters: %s', async (filling) => {
    const message = `MARKER\r\nCRITICAL: forged \u202e\u001b[31m${filling.repeat(2_000)}END`;
    const numbered = message.replace(/\p{Cc}/gu, (character) => `&#${character.charCodeAt(0)};`);
    const text = refuseInXml(new AwsFault(403, 'AuthorizationError', ''), 'request-1').body;
    const { outcome } = await answered(body(403, text.replace('<Message>', `<Message>${numbered}`)));
    if (outcome.kind !== 'refused') throw new Error('403 is a refusal');
    const { code, reason } = outcome;
    expect(code).toBe('AuthorizationError');
    expect(reason).toMatch(/^AuthorizationError: MARKER CRITICAL: forged /);
    expect(reason).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]|END/u);
    expect([[...reason].length <= 300, reason.isWellFormed()]).toEqual([true, true]);
  });
});

describe('an answer that does not say whether SNS has taken the message is tried once, and is unknown', () => {
  const EMPTY_RESULT = '<PublishResponse><PublishResult></PublishResult></PublishResponse>';

  test.each<[string, (response: ServerResponse) => unknown]>([
    ['500', refusal(500, 'InternalError')],
    ['503', refusal(503, 'ServiceUnavailable')],
    ['500 with a word that is a refusal otherwise', refusal(500, 'InvalidParameter')],
    ['503 in HTML', body(503, '<html><p>busy', 'text/html')],
    ['502 without anything', body(502, '')],
    ['a redirection', body(302, '')],
    ['text that is no XML', body(200, 'all is well', 'text/plain')],
    ['JSON', body(200, '{"MessageId":"1"}', 'application/json')],
    ['HTML', body(200, '<html><body>Welcome to the hotel</body></html>', 'text/html')],
    ['XML that ends in the middle', body(200, '<PublishResponse><PublishResult><MessageI')],
    ['nothing', body(200, '')],
    ['a result without a message id', body(200, EMPTY_RESULT)],
    ['a connection that breaks before the answer', (response) => response.destroy()],
    [
      'a connection that breaks in the middle of it',
      (response) => response.writeHead(200, { 'content-length': '1000' }).write('<Publish', () => response.destroy()),
    ],
  ])('%s', async (_, answer) => {
    const { outcome, requests } = await answered(answer);
    expect([outcome.kind, requests]).toEqual(['unknown', 1]);
    if (outcome.kind !== 'unknown') return;
    expect(outcome.code).toMatch(/^[A-Za-z ]{2,40}$/);
    expect(outcome.reason).toMatch(/^.{5,300}$/);
  });

  test('says so where SNS gave no message id', async () => {
    expect((await answered(body(200, EMPTY_RESULT))).outcome).toEqual({
      kind: 'unknown',
      code: 'no message id',
      reason: 'SNS gave no message id',
    });
  });

  test('says so where the connection broke', async () => {
    const { outcome } = await answered((response) => response.destroy());
    expect(outcome).toMatchObject({
      kind: 'unknown',
      code: 'no answer',
      reason: expect.stringMatching(/hang up|RESET/),
    });
  });

  test('says so where no answer came in time', async () => {
    const { outcome, requests } = await answered(() => {}, { socketTimeout: 100 });
    expect([outcome, requests]).toMatchObject([
      { kind: 'unknown', code: 'no answer', reason: expect.stringMatching(/^TimeoutError: /) },
      1,
    ]);
  });

  test('says so if no server listens', async () => {
    const server = createServer();
    const url = await listenOnLoopback(server);
    await stopServer(server);
    expect(await topicsAt(url).publish('mail', messageOf(CRITICAL, 'mail'))).toMatchObject({
      kind: 'unknown',
      code: 'no answer',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
