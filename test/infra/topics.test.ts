import { describe, expect, test } from '@jest/globals';
import {
  at,
  exampleSettings,
  list,
  mentions,
  type Resource,
  SynthesizedStack,
  variablesOf,
} from './synthesized-stack.ts';

const stack = new SynthesizedStack();
const settings = exampleSettings();
const topics = stack.all('AWS::SNS::Topic');
const alarms = stack.all('AWS::CloudWatch::Alarm');
const alertTopic = stack.target(variablesOf(stack.function('notify')).ALERT_TOPIC_ARN);

test('every topic refuses whoever does not use TLS', () => {
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

describe('the alert topic', () => {
  const subscriptions = subscriptionsOf(alertTopic);

  test('is encrypted, by the name of the key: its ARN does not make SNS create it', () => {
    expect(alertTopic.properties.KmsMasterKeyId).toBe('alias/aws/sns');
  });

  test('sends each recipient the severities that were asked for, reports only by mail, and no more', () => {
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

  test('has no subscription without a filter on severity', () => {
    expect(subscriptions).toHaveLength(settings.recipients.email.length + settings.recipients.sms.length);
    for (const { properties } of subscriptions)
      expect(list(at(properties, 'FilterPolicy', 'severity'))).not.toEqual([]);
  });

  test('works without recipients: programs may subscribe', () => {
    const silent = new SynthesizedStack(exampleSettings({ recipients: { email: [], sms: [] } }));
    expect(() => silent.all('AWS::SNS::Subscription')).toThrow();
    expect(silent.all('AWS::SNS::Topic')).toHaveLength(topics.length);
  });
});

describe("the operators' topic", () => {
  const [operators] = topics.filter(({ id }) => id !== alertTopic.id);
  if (!operators) throw new Error('There is no topic for operators.');

  test('is heard by everybody who gets mails, whatever they asked for', () => {
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

function statementsOf({ id }: Resource) {
  const policies = stack.all('AWS::SNS::TopicPolicy').filter(({ properties }) => mentions(properties.Topics, id));
  return policies.flatMap(({ properties }) => list(at(properties, 'PolicyDocument', 'Statement')));
}
