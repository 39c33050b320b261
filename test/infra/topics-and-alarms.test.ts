import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  asText,
  at,
  exampleSettings,
  list,
  mentions,
  type Resource,
  SynthesizedStack,
  variablesOf,
} from './synthesized-stack.ts';

const OPERATIONS = 'docs/operations.md';

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

describe('every alarm', () => {
  test('says its impact, what to do, and where to read on, in what CloudWatch shows of it', () => {
    for (const alarm of alarms) {
      const description = asText(alarm.properties.AlarmDescription);
      expect(description).toMatch(/^Impact: \S.+\. What to do: \S.+\. More: docs\/operations\.md#[a-z-]+$/);
      expect(description.length).toBeLessThanOrEqual(1024);
    }
  });

  test('has a paragraph of its own to read on', () => {
    const anchors = alarms.map(({ properties }) => asText(properties.AlarmDescription).split('#')[1]);
    expect(new Set(anchors).size).toBe(alarms.length);
    expect(headingsIn(readFileSync(OPERATIONS, 'utf8'))).toEqual(expect.arrayContaining(anchors));
  });

  test('is raised by the first trouble, and not by silence', () => {
    for (const { properties } of alarms) {
      expect(properties).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  test('looks back no further than CloudWatch can', () => {
    const daily = new SynthesizedStack(exampleSettings({ sweepMinutes: 24 * 60, notifyMinutes: 60 }));
    for (const { properties } of [...alarms, ...daily.all('AWS::CloudWatch::Alarm')]) {
      expect(Number(properties.Period) * Number(properties.EvaluationPeriods)).toBeLessThanOrEqual(86_400);
    }
  });
});

test('an hourly failure is one mail and not one every hour', () => {
  const [alarm] = alarmsOn(stack.function('discover'));
  const staysRaised = Number(alarm?.properties.Period) * Number(alarm?.properties.EvaluationPeriods);
  expect(staysRaised).toBeGreaterThan(settings.sweepMinutes * 60);
});

test('every function that fails raises an alarm', () => {
  for (const lambda of stack.all('AWS::Lambda::Function')) {
    expect(alarmsOn(lambda).map(({ properties }) => properties.MetricName)).toEqual(['Errors']);
  }
});

test('every dead letter raises an alarm', () => {
  const worked = stack
    .all('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => stack.target(properties.EventSourceArn));
  const deadLetterQueues = stack.all('AWS::SQS::Queue').filter((queue) => !worked.includes(queue));
  expect(deadLetterQueues.length).toBeGreaterThan(0);
  for (const queue of deadLetterQueues) {
    const metrics = alarmsOn(queue).map(({ properties }) => properties.MetricName);
    expect(metrics).toEqual(['ApproximateNumberOfMessagesVisible']);
  }
});

/** The headings of a page as they stand in the addresses of its paragraphs. */
function headingsIn(markdown: string): string[] {
  const headings = markdown.matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(' ', '-')
      .replace(/[^a-z0-9-]/g, ''),
  );
}

function alarmsOn({ id }: Resource): Resource[] {
  return alarms.filter(({ properties }) => mentions(properties.Dimensions, id));
}

function subscriptionsOf({ id }: Resource): Resource[] {
  return stack.all('AWS::SNS::Subscription').filter(({ properties }) => mentions(properties.TopicArn, id));
}

function statementsOf({ id }: Resource) {
  const policies = stack.all('AWS::SNS::TopicPolicy').filter(({ properties }) => mentions(properties.Topics, id));
  return policies.flatMap(({ properties }) => list(at(properties, 'PolicyDocument', 'Statement')));
}
