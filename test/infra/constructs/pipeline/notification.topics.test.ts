import { describe, expect, test } from '@jest/globals';
import {
  at,
  exampleSettings,
  list,
  mentions,
  type Resource,
  SynthesizedStack,
  variablesOf,
} from '../../synthesized-stack.ts';

const stack = new SynthesizedStack();
const settings = exampleSettings();
const topics = stack.all('AWS::SNS::Topic');
const alarms = stack.all('AWS::CloudWatch::Alarm');
const { MAIL_TOPIC_ARN, TEXT_TOPIC_ARN, EVENT_TOPIC_ARN } = variablesOf(stack.function('notify'));
const [mails, texts, events] = [MAIL_TOPIC_ARN, TEXT_TOPIC_ARN, EVENT_TOPIC_ARN].map((arn) => stack.target(arn)) as [
  Resource,
  Resource,
  Resource,
];
const [operators, ...others] = topics.filter(({ id }) => ![mails, texts, events].some((topic) => topic.id === id));
if (!operators || others.length > 0) throw new Error(`There are ${topics.length} topics, not four.`);

test('every topic refuses requests without TLS', () => {
  for (const topic of topics) {
    expect(statementsOf(topic)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
});

test('mails, texts and events have a topic each, and the operators one of their own', () => {
  expect(new Set([mails, texts, events, operators].map(({ id }) => id)).size).toBe(4);
  expect(topics).toHaveLength(4);
});

test('no address is on a topic of phones, and no phone on a topic of mails', () => {
  expect(protocolsOn(mails)).toEqual(['email']);
  expect(protocolsOn(texts)).toEqual(['sms']);
  expect(protocolsOn(operators)).toEqual(['email']);
  // A person subscribes machines, and sees what they get: the deployment knows none.
  expect(protocolsOn(events)).toEqual([]);
});

test('no other topic has subscriptions', () => {
  const known = [mails, texts, operators].flatMap(subscriptionsOf).map(({ id }) => id);
  expect(
    stack
      .all('AWS::SNS::Subscription')
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(known.toSorted());
});

describe('the topics of alerts', () => {
  const subscriptions = [...subscriptionsOf(mails), ...subscriptionsOf(texts)];

  test('are encrypted, by the name of the key: its ARN does not make SNS create it', () => {
    for (const { properties } of [mails, texts, events]) expect(properties.KmsMasterKeyId).toBe('alias/aws/sns');
  });

  test('send each recipient the chosen severities, reports only by mail, and nothing else', () => {
    const severities = subscriptions.map(({ properties }) => [
      `${properties.Protocol} ${properties.Endpoint}`,
      at(properties, 'FilterPolicy', 'severity'),
    ]);
    expect(Object.fromEntries(severities)).toEqual({
      'email ops@example.com': ['info', 'warning', 'critical'],
      'email boss@example.com': ['critical'],
      'sms +15555550100': ['critical'],
      'sms +15555550101': ['warning', 'critical'],
    });
  });

  test('have no subscription without a filter on severity', () => {
    expect(subscriptions).toHaveLength(settings.recipients.email.length + settings.recipients.sms.length);
    for (const { properties } of subscriptions)
      expect(list(at(properties, 'FilterPolicy', 'severity'))).not.toEqual([]);
  });

  // A message is one plain text: a filter on its body would find no JSON, and let nothing through.
  test('filter by attributes alone', () => {
    for (const { properties } of subscriptions) {
      expect(Object.keys(at(properties, 'FilterPolicy') as object)).toEqual(['severity']);
      expect(properties.FilterPolicyScope ?? 'MessageAttributes').toBe('MessageAttributes');
    }
  });

  test('work without recipients: machines may subscribe', () => {
    const silent = new SynthesizedStack(exampleSettings({ recipients: { email: [], sms: [] } }));
    expect(() => silent.all('AWS::SNS::Subscription')).toThrow();
    expect(silent.all('AWS::SNS::Topic')).toHaveLength(topics.length);
  });

  // SNS puts the name of the topic and a `> ` in front of each text, and they count among its 160 characters.
  test('put a short name in front of a text', () => {
    expect(texts.properties.DisplayName).toBe('emnify');
  });
});

describe("the operators' topic", () => {
  test('reaches all recipients of mails, whatever their severities', () => {
    const addresses = subscriptionsOf(operators).map(({ properties }) => properties.Endpoint);
    expect(addresses.toSorted()).toEqual(['boss@example.com', 'ops@example.com']);
  });

  // An alarm has no message attributes: a filter policy would let none of them through.
  test('filters nothing', () => {
    for (const { properties } of subscriptionsOf(operators)) expect(properties).not.toHaveProperty('FilterPolicy');
  });

  // The policy that refuses plain HTTP replaces the default one, which let the alarms in.
  test('lets the alarms of this account in, and needs no key that they cannot use', () => {
    expect(operators.properties).not.toHaveProperty('KmsMasterKeyId');
    expect(statementsOf(operators)).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
  });

  test('is where every alarm goes, and nowhere else', () => {
    for (const { properties } of alarms) expect(properties.AlarmActions).toEqual([{ Ref: operators.id }]);
  });
});

function subscriptionsOf({ id }: Resource): Resource[] {
  return stack.all('AWS::SNS::Subscription').filter(({ properties }) => mentions(properties.TopicArn, id));
}

function protocolsOn(topic: Resource): unknown[] {
  return [...new Set(subscriptionsOf(topic).map(({ properties }) => properties.Protocol))];
}

function statementsOf({ id }: Resource) {
  const policies = stack.all('AWS::SNS::TopicPolicy').filter(({ properties }) => mentions(properties.Topics, id));
  return policies.flatMap(({ properties }) => list(at(properties, 'PolicyDocument', 'Statement')));
}
