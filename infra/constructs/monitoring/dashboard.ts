import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import type { WorkQueue } from '../parts/work-queue.ts';

const WHOLE = 24;
const THIRD = 8;
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

export interface DashboardProps {
  alarms: Alarm[];
  functions: PipelineFunction[];
  requests: WorkQueue;
  /** Dead letters of schedules. */
  deadLetters: Record<string, DeadLetterQueue>;
  topics: Record<Channel, Topic>;
  smsSpendingLimitUsd: number;
}

/** Answers two questions, from top to bottom: does it work, and is it sent. AWS's own metrics cost nothing. */
export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      // Dashboards belong to an account, not to a region: a stack of this name in another region has one as well.
      dashboardName: `${Stack.of(this).stackName}-${Aws.REGION}`,
      defaultInterval: Duration.days(7),
    });
    for (const rows of [doesItWork(props), isItSent(props)]) this.dashboard.addWidgets(...rows);
  }
}

function doesItWork({ alarms, functions, requests, deadLetters }: DashboardProps) {
  const letters = { evaluate: requests.deadLetters, ...deadLetters };
  return [
    heading(
      'Does it work?',
      'The watchdog mails what is wrong. WhenNeededAskWatchdog asks it now. docs/operations.md has a paragraph about each condition.',
    ),
    new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE, height: 3 }),
    graph(
      THIRD,
      'Runs in an hour',
      functions.map(({ name, lambda }) => lambda.metricInvocations({ period: HOUR, label: name })),
    ),
    graph(
      THIRD,
      'Failed runs in an hour',
      functions.map(({ name, lambda }) => lambda.metricErrors({ period: HOUR, label: name })),
    ),
    graph(
      THIRD,
      'Longest run, in milliseconds',
      functions.map(({ name, lambda }) => lambda.metricDuration({ statistic: 'Maximum', period: HOUR, label: name })),
    ),
    graph(THIRD, 'Endpoints that wait for evaluate', [
      requests.queue.metricApproximateNumberOfMessagesVisible({ label: 'endpoints' }),
    ]),
    graph(THIRD, 'Age of the oldest of them, in seconds', [
      requests.queue.metricApproximateAgeOfOldestMessage({ label: 'seconds' }),
    ]),
    graph(
      THIRD,
      'Dead letters',
      Object.entries(letters).map(([label, queue]) => queue.metricApproximateNumberOfMessagesVisible({ label })),
    ),
  ];
}

function isItSent({ topics, smsSpendingLimitUsd }: DashboardProps) {
  const all = Object.entries(topics);
  return [
    heading(
      'Is it sent?',
      'Metrics hold no costs: the daily report has them (WhenNeededSendReportNow sends it now), and WhenNeededExplainOneEndpoint has those of one endpoint.',
    ),
    graph(
      THIRD,
      'Messages by day',
      all.map(([channel, topic]) => topic.metricNumberOfMessagesPublished({ period: DAY, label: `${channel}s` })),
    ),
    graph(
      THIRD,
      'Not delivered, by day',
      all.map(([channel, topic]) => topic.metricNumberOfNotificationsFailed({ period: DAY, label: `${channel}s` })),
    ),
    graph(
      THIRD,
      'What texts have cost this month, in US dollars',
      [
        new Metric({
          namespace: 'AWS/SNS',
          metricName: 'SMSMonthToDateSpentUSD',
          statistic: 'Maximum',
          label: 'texts',
        }),
      ],
      { value: smsSpendingLimitUsd, label: 'AWS sends no more texts' },
    ),
  ];
}

const heading = (question: string, hint: string) =>
  new TextWidget({ markdown: `## ${question}\n${hint}`, width: WHOLE, height: 2 });

const graph = (width: number, title: string, left: IMetric[], limit?: { value: number; label: string }) =>
  new GraphWidget({ title, left, width, height: 6, leftYAxis: { min: 0 }, leftAnnotations: limit && [limit] });
