import { describe, expect, test } from '@jest/globals';
import { exampleSettings, type Resource, SynthesizedStack, variablesOf } from '../../synthesized-stack.ts';
import { expressionOf, paragraphOf, watchedBy } from './alarm.ts';
import { codeOf } from './code-of.ts';

const stack = new SynthesizedStack(exampleSettings({ sweepMinutes: 120, notifyMinutes: 10 }));
const alarms = stack.all('AWS::CloudWatch::Alarm');
const HOURS = 3600;
const DAY = 24 * HOURS;

test('no sweep in three intervals raises an alarm, silence included', () => {
  const alarm = alarmOf('no-sweep');
  expect(metricsOf(alarm)).toEqual([['SweepsStarted', 'discover', 'Sum', 2 * HOURS]]);
  expect(alarm.properties).toMatchObject({
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    TreatMissingData: 'breaching',
  });
});

describe('a sweep that is not judged', () => {
  const alarm = alarmOf('sweep-incomplete');

  test('raises an alarm when it is the second in a row', () => {
    expect(metricsOf(alarm)).toEqual([
      ['EndpointsEvaluated', 'evaluate', 'Sum', 2 * HOURS],
      ['EndpointsSkipped', 'evaluate', 'Sum', 2 * HOURS],
      ['EndpointsUnjudged', 'evaluate', 'Sum', 2 * HOURS],
      ['EndpointsAsked', 'discover', 'Sum', 2 * HOURS],
    ]);
    expect(alarm.properties).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 50,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      TreatMissingData: 'notBreaching',
    });
  });

  // Metric math knows no figure for what was never counted, and a sum with an unknown is unknown.
  test('is seen where nothing was evaluated or skipped at all', () => {
    expect(expressionOf(alarm)).toBe('100 * (FILL(evaluated, 0) + FILL(skipped, 0) + FILL(unjudged, 0)) / asked');
  });

  test('raises an alarm where endpoints are skipped and none is judged, in the second sweep in a row', () => {
    const skipped = alarmOf('all-skipped');
    expect(expressionOf(skipped)).toBe('IF(FILL(evaluated, 0) < 1, skipped, 0)');
    expect(metricsOf(skipped)).toEqual([
      ['EndpointsEvaluated', 'evaluate', 'Sum', 2 * HOURS],
      ['EndpointsSkipped', 'evaluate', 'Sum', 2 * HOURS],
    ]);
    expect(skipped.properties).toMatchObject({ Threshold: 0, EvaluationPeriods: 2, DatapointsToAlarm: 2 });
  });

  test('raises an alarm when one endpoint waits for longer than two sweeps', () => {
    const behind = alarmOf('evaluation-behind');
    const [mapping] = stack.all('AWS::Lambda::EventSourceMapping');
    const { id } = stack.target(mapping?.properties.EventSourceArn);
    expect(watchedBy(behind)).toMatchObject([
      { name: 'ApproximateAgeOfOldestMessage', dimensions: { QueueName: `<${id}>` }, statistic: 'Maximum' },
    ]);
    expect(behind.properties).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 4 * HOURS });
  });
});

test('an endpoint that is only tried again, half an hour later each time, raises no alarm', () => {
  const quick = new SynthesizedStack(exampleSettings({ sweepMinutes: 15 })).all('AWS::CloudWatch::Alarm');
  expect(alarmOf('evaluation-behind', quick).properties.Threshold).toBe(2 * HOURS);
});

// `notify` waits up to ten minutes for a sweep to settle.
test.each([
  ['three rounds', 10, 30],
  ['fifteen minutes', 1, 15],
])('an alert that waits for longer than %s raises an alarm, and so does silence', (_, notifyMinutes, minutes) => {
  const settled = new SynthesizedStack(exampleSettings({ notifyMinutes }));
  const alarm = alarmOf('alerts-waiting', settled.all('AWS::CloudWatch::Alarm'));
  expect(metricsOf(alarm)).toEqual([['OldestPendingMinutes', 'notify', 'Maximum', minutes * 60]]);
  expect(expressionOf(alarm)).toBe(`FILL(waiting, ${minutes + 1})`);
  expect(alarm.properties).toMatchObject({
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: minutes,
    EvaluationPeriods: 1,
    TreatMissingData: 'breaching',
  });
});

describe('an application token that will expire', () => {
  test('raises an alarm two weeks before, counted by each sweep', () => {
    const alarm = alarmOf('token-expires');
    expect(metricsOf(alarm)).toEqual([['TokenDaysLeft', 'discover', 'Minimum', DAY]]);
    expect(alarm.properties).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: 14 });
    expect(variablesOf(stack.function('discover')).TOKEN_EXPIRES_AT).toBe('2027-03-31T00:00:00.000Z');
  });

  test('is unknown if the settings do not name it', () => {
    const unknown = new SynthesizedStack(exampleSettings({ tokenExpiresAt: undefined }));
    expect(unknown.all('AWS::CloudWatch::Alarm').map(paragraphOf)).not.toContain('token-expires');
    expect(variablesOf(unknown.function('discover')).TOKEN_EXPIRES_AT).toBe('unknown');
  });
});

test('a refused token raises an alarm, for every function, which names the command that stores a new one', () => {
  const alarm = alarmOf('token-refused');
  expect(metricsOf(alarm).map(([name, service]) => [name, service])).toEqual(askingEmnify('TokenRefusals'));
  expect(expressionOf(alarm)).toBe('SUM([FILL(m0, 0), FILL(m1, 0), FILL(m2, 0)])');
  expect(alarm.properties).toMatchObject({ Threshold: 0, DatapointsToAlarm: 1 });
  expect(alarm.properties.AlarmDescription).toContain('Step1StoreToken');
});

test("nine tenths of a day's share of emnify's monthly quota raise an alarm", () => {
  const alarm = alarmOf('request-quota');
  expect(metricsOf(alarm)).toEqual(askingEmnify('EmnifyRequests').map((metric) => [...metric, 'Sum', DAY]));
  expect(alarm.properties.Threshold).toBe(290_322);

  // A plan that may use all of it does so every day.
  const whole = new SynthesizedStack(exampleSettings({ requestSharePct: 100 }));
  expect(alarmOf('request-quota', whole.all('AWS::CloudWatch::Alarm')).properties.Threshold).toBe(354_838);
});

test('a message that SNS cannot deliver, or that a filter cannot read, raises an alarm, whichever topic it is on', () => {
  const { MAIL_TOPIC_ARN, TEXT_TOPIC_ARN, EVENT_TOPIC_ARN } = variablesOf(stack.function('notify'));
  const topics = [MAIL_TOPIC_ARN, TEXT_TOPIC_ARN, EVENT_TOPIC_ARN].map((arn) => stack.target(arn).id);
  const watched = watchedBy(alarmOf('delivery-failed'));
  expect(watched.map(({ name, dimensions }) => [dimensions, name])).toEqual(
    topics.flatMap((topic) =>
      [
        'NumberOfNotificationsFailed',
        'NumberOfNotificationsFilteredOut-NoMessageAttributes',
        'NumberOfNotificationsFilteredOut-InvalidAttributes',
      ].map((name) => [{ TopicName: expect.stringContaining(topic) }, name]),
    ),
  );
  for (const { namespace, statistic } of watched) expect([namespace, statistic]).toEqual(['AWS/SNS', 'Sum']);
});

describe('a channel that does not take its messages', () => {
  test('raises one alarm as long as it fails, also where it is tried once an hour', () => {
    const alarm = alarmOf('channel-fails');
    expect(metricsOf(alarm)).toEqual([['ChannelsFailing', 'notify', 'Maximum', 300]]);
    expect(alarm.properties).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      DatapointsToAlarm: 1,
      EvaluationPeriods: (2 * HOURS) / 300,
      TreatMissingData: 'notBreaching',
    });
  });

  test('raises another when one message was taken in no form', () => {
    const alarm = alarmOf('message-set-aside');
    expect(metricsOf(alarm)).toEqual([['MessagesSetAside', 'notify', 'Sum', 300]]);
    expect(alarm.properties).toMatchObject({ Threshold: 0, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' });
  });
});

test('four fifths of what an account may spend on texts raise an alarm', () => {
  const alarm = alarmOf('sms-spending-limit');
  expect(watchedBy(alarm)).toMatchObject([
    { namespace: 'AWS/SNS', name: 'SMSMonthToDateSpentUSD', dimensions: {}, statistic: 'Maximum' },
  ]);
  expect(alarm.properties).toMatchObject({
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 8,
    DatapointsToAlarm: 1,
  });
  // Mails that say so are sent from the same share of the same limit on.
  expect(variablesOf(stack.function('notify')).SMS_SPENDING_LIMIT).toBe('10');
});

test('a subscription that is not confirmed or is gone, and none at all, raise an alarm', () => {
  const alarm = alarmOf('subscriptions');
  expect(metricsOf(alarm)).toEqual([
    ['SubscriptionsPending', 'report', 'Maximum', DAY],
    ['SubscriptionsMissing', 'report', 'Maximum', DAY],
    ['SubscriptionsConfirmed', 'report', 'Minimum', DAY],
  ]);
  expect(expressionOf(alarm)).toBe('IF(pending > 0 OR missing > 0 OR confirmed < 1, 1, 0)');
  expect(alarm.properties).toMatchObject({ Threshold: 0, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' });
});

describe('every metric of ours that an alarm or the dashboard reads', () => {
  const [dashboard] = stack.all('AWS::CloudWatch::Dashboard');
  const drawn = Array.from(
    JSON.stringify(dashboard?.properties.DashboardBody).matchAll(
      /\[\\"EmnifyCostAlerts\\",\\"(\w+)\\",\\"service\\",\\"(\w+)\\"/g,
    ),
    ([, name = '', service = '']) => ({ name, service }),
  );
  const heard = alarms
    .flatMap(watchedBy)
    .flatMap(({ namespace, name, dimensions }) =>
      namespace.startsWith('AWS/') ? [] : [{ namespace, name, service: dimensions.service ?? '' }],
    );

  test('is one that a function counts', () => {
    expect(drawn.length).toBeGreaterThan(0);
    expect(heard.length).toBeGreaterThan(0);
    for (const { name, service } of [...heard, ...drawn]) {
      expect([service, name, codeOf(service).includes(`'${name}'`)]).toEqual([service, name, true]);
    }
  });

  test('has the name under which its function writes it', () => {
    for (const { namespace, service } of heard) {
      expect(namespace).toBe(variablesOf(stack.function(service)).POWERTOOLS_METRICS_NAMESPACE);
    }
  });
});

function askingEmnify(name: string): string[][] {
  const asking = stack
    .all('AWS::Lambda::Function')
    .map(variablesOf)
    .filter(({ EMNIFY_BASE_URL }) => EMNIFY_BASE_URL);
  const services = asking.map(({ POWERTOOLS_SERVICE_NAME }) => String(POWERTOOLS_SERVICE_NAME));
  const order = ['discover', 'evaluate', 'aggregate'];
  return services.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).map((service) => [name, service]);
}

function alarmOf(paragraph: string, among: Resource[] = alarms): Resource {
  const [alarm, ...others] = among.filter((one) => paragraphOf(one) === paragraph);
  if (!alarm || others.length > 0) throw new Error(`${others.length + Number(!!alarm)} alarms are about ${paragraph}.`);
  return alarm;
}

function metricsOf(alarm: Resource) {
  return watchedBy(alarm).map(({ name, dimensions, statistic, periodSeconds }) => [
    name,
    dimensions.service,
    statistic,
    periodSeconds,
  ]);
}
