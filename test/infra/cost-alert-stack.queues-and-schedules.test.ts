import { describe, expect, test } from '@jest/globals';
import { aggregatePayload } from '../../functions/aggregate/payload.ts';
import { discoverPayload } from '../../functions/discover/payload.ts';
import { RUN_MINUTES } from '../../functions/domain/polling/polling-plan.ts';
import { notifyPayload } from '../../functions/notify/payload.ts';
import { reportPayload } from '../../functions/report/payload.ts';
import { watchdogPayload } from '../../functions/watchdog/payload.ts';
import { POLLING_MINUTES } from '../../infra/constructs/parts/emnify-pace.ts';
import { at, exampleSettings, list, mentions, nameOf, SynthesizedStack } from './synthesized-stack.ts';

/** SQS keeps a message for four days by default. */
const DEFAULT_RETENTION_SECONDS = 4 * 86_400;

const stack = new SynthesizedStack();

describe('every queue that feeds a function', () => {
  const feeds = stack.all('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
    properties,
    queue: stack.target(properties.EventSourceArn),
    lambda: stack.target(properties.FunctionName),
  }));

  test('has a dead-letter queue that keeps messages longer than itself', () => {
    for (const { queue } of feeds) {
      const { properties } = stack.target(at(queue.properties, 'RedrivePolicy', 'deadLetterTargetArn'));
      const kept = Number(queue.properties.MessageRetentionPeriod ?? DEFAULT_RETENTION_SECONDS);
      expect(at(queue.properties, 'RedrivePolicy', 'maxReceiveCount')).toBe(5);
      expect(Number(properties.MessageRetentionPeriod)).toBeGreaterThan(kept);
    }
  });

  test('hides a message for six times as long as the function may work on it', () => {
    for (const { queue, lambda } of feeds) {
      expect(queue.properties.VisibilityTimeout).toBe(6 * Number(lambda.properties.Timeout));
    }
  });

  test('takes back single messages of a batch, and starts few workers', () => {
    for (const { properties } of feeds) {
      expect(properties).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      });
    }
  });
});

describe('every queue', () => {
  const queues = stack.all('AWS::SQS::Queue');

  test('is encrypted', () => {
    for (const { properties } of queues) expect(properties.SqsManagedSseEnabled).toBe(true);
  });

  test('refuses requests without TLS', () => {
    for (const { id } of queues) {
      const policies = stack.all('AWS::SQS::QueuePolicy').filter(({ properties }) => mentions(properties.Queues, id));
      const statements = policies.flatMap(({ properties }) => list(at(properties, 'PolicyDocument', 'Statement')));
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });
});

describe('every schedule', () => {
  const schedules = stack.all('AWS::Scheduler::Schedule').map(({ properties }) => ({
    properties,
    lambda: stack.target(at(properties, 'Target', 'Arn')),
  }));

  test('tries again for a while and then leaves a dead letter', () => {
    for (const { properties } of schedules) {
      const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = at(properties, 'Target', 'RetryPolicy') as Record<
        string,
        number
      >;
      expect(MaximumRetryAttempts).toBeGreaterThan(0);
      expect(MaximumEventAgeInSeconds).toBeGreaterThanOrEqual(60);
      expect(stack.target(at(properties, 'Target', 'DeadLetterConfig', 'Arn')).type).toBe('AWS::SQS::Queue');
    }
  });

  // Without notify nothing is sent, so its dead letters are found by themselves.
  test('leaves its dead letters in one queue, but for notify', () => {
    const queues = schedules.map(({ properties, lambda }) => [
      stack.target(at(properties, 'Target', 'DeadLetterConfig', 'Arn')).id.replace(/\w{8}$/, ''),
      nameOf(lambda),
    ]);
    expect(queues.toSorted()).toEqual([
      ['NotificationRoundsDeadLetters', 'notify'],
      ['NotificationRoundsDeadLetters', 'notify'],
      ['SchedulesDeadLetters', 'aggregate'],
      ['SchedulesDeadLetters', 'discover'],
      ['SchedulesDeadLetters', 'report'],
      ['SchedulesDeadLetters', 'watchdog'],
    ]);
  });

  test('is in a group of this stack, by which AWS counts its failures', () => {
    const [group, ...others] = stack.all('AWS::Scheduler::ScheduleGroup');
    expect(others).toEqual([]);
    for (const { properties } of schedules) expect(stack.target(properties.GroupName)).toBe(group);
  });

  test('is exact, and on', () => {
    for (const { properties } of schedules) {
      expect(properties).toMatchObject({ FlexibleTimeWindow: { Mode: 'OFF' }, State: 'ENABLED' });
    }
  });

  test('runs as often as the settings say', () => {
    const rates = schedules.map(({ properties, lambda }) => `${nameOf(lambda)} ${properties.ScheduleExpression}`);
    expect(rates.toSorted()).toEqual([
      'aggregate rate(15 minutes)',
      'discover rate(5 minutes)',
      'notify cron(0 14 ? * 2#1 *)',
      'notify rate(5 minutes)',
      'report cron(30 6 * * ? *)',
      'watchdog rate(15 minutes)',
    ]);
  });

  test('has its time of day in UTC', () => {
    const timed = schedules.filter(({ properties }) => String(properties.ScheduleExpression).startsWith('cron'));
    expect(timed.map(({ properties }) => properties.ScheduleExpressionTimezone)).toEqual(['Etc/UTC', 'Etc/UTC']);
  });

  test('of discover is as often as its plan assumes', () => {
    expect(POLLING_MINUTES).toBe(RUN_MINUTES);
  });

  test('sends {}, but for the polling run and the test message of a month', () => {
    const inputs = schedules.map(({ properties }) => [
      String(properties.ScheduleExpression).includes('#'),
      at(properties, 'Target', 'Input'),
    ]);
    expect(inputs.filter(([isMonthly]) => isMonthly)).toEqual([[true, '{"test":true}']]);
    expect(new Set(inputs.flatMap(([isMonthly, input]) => (isMonthly ? [] : input)))).toEqual(
      new Set(['{}', '{"dueOnly":true}']),
    );
  });

  test('sends a payload that its function knows', () => {
    const contracts = {
      discover: discoverPayload,
      aggregate: aggregatePayload,
      notify: notifyPayload,
      report: reportPayload,
      watchdog: watchdogPayload,
    };
    for (const { properties, lambda } of schedules) {
      const { schema } = contracts[nameOf(lambda) as keyof typeof contracts];
      const payload = JSON.parse(String(at(properties, 'Target', 'Input')));
      expect(schema.safeParse(payload)).toMatchObject({ success: true });
    }
  });

  // Three runs in a row with a token that emnify refuses lock the account for five minutes.
  test('does not run a failed function again before its time', () => {
    const configs = stack.all('AWS::Lambda::EventInvokeConfig');
    for (const { lambda } of schedules) {
      const [config] = configs.filter(({ properties }) => mentions(properties.FunctionName, lambda.id));
      expect(config?.properties).toMatchObject({ MaximumRetryAttempts: 0 });
    }
  });
});

test('every function is started by a queue or by a schedule, page and act by persons', () => {
  const starters = [...stack.all('AWS::Lambda::EventSourceMapping'), ...stack.all('AWS::Scheduler::Schedule')];
  for (const lambda of stack.all('AWS::Lambda::Function')) {
    const count = { notify: 2, page: 0, act: 0 }[nameOf(lambda)] ?? 1;
    expect(starters.filter(({ properties }) => mentions(properties, lambda.id))).toHaveLength(count);
  }
});

test('without a daily report everything else is as it is, and a person can still ask for one', () => {
  const silent = new SynthesizedStack(exampleSettings({ reportAt: undefined }));
  const started = silent
    .all('AWS::Scheduler::Schedule')
    .map(({ properties }) => nameOf(silent.target(at(properties, 'Target', 'Arn'))));
  expect(started.toSorted()).toEqual(['aggregate', 'discover', 'notify', 'notify', 'watchdog']);
  expect(silent.function('report').properties).toEqual(stack.function('report').properties);
  expect(ids(stack).filter((id) => !ids(silent).includes(id))).toEqual(
    ids(stack).filter((id) => id.startsWith('ReportingDaily')),
  );
});

test('without a monthly test everything else is as it is', () => {
  const untested = ids(new SynthesizedStack(exampleSettings({ monthlyTest: false })));
  const more = ids(stack).filter((id) => !untested.includes(id));
  expect(more.length).toBeGreaterThan(0);
  expect(more.filter((id) => !id.startsWith('NotificationMonthlyTest'))).toEqual([]);
});

function ids({ resources }: SynthesizedStack): string[] {
  return resources.map(({ id }) => id);
}
