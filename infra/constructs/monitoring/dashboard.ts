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
import { pageWidgets } from './page-widgets.ts';

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
  page: PipelineFunction;
  /** The function behind the buttons of the second dashboard. */
  act: PipelineFunction;
}

/**
 * Answers three questions, from top to bottom: what does it cost, does it work, and is it sent. AWS's own metrics cost
 * nothing. A second dashboard has the page alone, with buttons: who may see a dashboard and who may act are two policies.
 */
export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;
  readonly withButtons: CloudWatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    // Dashboards belong to an account, not to a region: a stack of this name in another region has one as well.
    const dashboardName = `${Stack.of(this).stackName}-${Aws.REGION}`;
    this.dashboard = new CloudWatchDashboard(this, 'Dashboard', { dashboardName, defaultInterval: Duration.days(7) });
    this.dashboard.addWidgets(heading(...WHAT_IT_COSTS));
    for (const row of pageWidgets(props.page)) this.dashboard.addWidgets(...row);
    for (const rows of [doesItWork(props), isItSent(props)]) this.dashboard.addWidgets(...rows);
    this.withButtons = new CloudWatchDashboard(this, 'WithButtons', { dashboardName: `${dashboardName}-act` });
    for (const row of pageWidgets(props.page, props.act)) this.withButtons.addWidgets(...row);
  }
}

const WHAT_IT_COSTS = [
  'What does it cost?',
  'CloudWatch asks once whether these widgets may call the function page, which only reads. docs/page.md says how to give a colleague access.',
] as const;

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
