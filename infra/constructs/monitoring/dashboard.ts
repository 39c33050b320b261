import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { EMNIFY_REQUESTS_PER_FIVE_MINUTES } from '../parts/emnify-pace.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { EMNIFY_REQUESTS_PER_DAY } from './emnify-alarms.ts';
import { counted, total } from './pipeline-metrics.ts';

const WHOLE = 24;
const HALF = 12;
const THIRD = 8;
const DAY = Duration.days(1);

export interface DashboardProps {
  alarms: Alarm[];
  sweepEvery: Duration;
  discover: PipelineFunction;
  evaluate: PipelineFunction;
  aggregate: PipelineFunction;
  notify: PipelineFunction;
}

/** Answers three questions, from top to bottom: is it working, what is over its limit, are emnify's limits close. */
export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      // Dashboards belong to an account, not to a region: a stack of this name in another region has one as well.
      dashboardName: `${Stack.of(this).stackName}-${Aws.REGION}`,
      defaultInterval: Duration.days(7),
    });
    for (const rows of [isItWorking(props), whatIsOver(props), howCloseAreTheLimits(props)])
      this.dashboard.addWidgets(...rows);
  }
}

function isItWorking({ alarms, sweepEvery, discover, evaluate, notify }: DashboardProps) {
  const inASweep = { period: sweepEvery };
  return [
    heading('Is it working?', 'docs/operations.md has a paragraph about every alarm.'),
    new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE, height: 4 }),
    graph(THIRD, 'Lists read to their end, by day', [
      counted(discover, 'SweepsStarted', { period: DAY, label: 'lists' }),
    ]),
    graph(THIRD, 'Endpoints listed, queued and judged, by sweep interval', [
      counted(discover, 'EndpointsListed', { ...inASweep, label: 'listed' }),
      counted(discover, 'EndpointsAsked', { ...inASweep, label: 'queued' }),
      counted(evaluate, 'EndpointsEvaluated', { ...inASweep, label: 'evaluated' }),
      counted(evaluate, 'EndpointsSkipped', { ...inASweep, label: 'skipped' }),
    ]),
    graph(THIRD, 'Age of the oldest alert that waits to be sent, in minutes', [
      counted(notify, 'OldestPendingMinutes', { statistic: 'Maximum', label: 'minutes' }),
    ]),
  ];
}

function whatIsOver({ evaluate, aggregate, notify }: DashboardProps) {
  return [
    heading(
      'What does the fleet cost, and what is over its limit?',
      'The graphs count crossings. Metrics hold no costs: the daily report has them (output WhenNeededSendReportNow sends it now), and WhenNeededExplainOneEndpoint has those of one endpoint.',
    ),
    graph(HALF, 'Thresholds crossed, by day', [
      counted(evaluate, 'AlertsClaimed', { period: DAY, label: 'by endpoints' }),
      counted(aggregate, 'AlertsClaimed', { period: DAY, label: 'by groups and the organisation' }),
    ]),
    graph(HALF, 'Sent, by day', [
      counted(notify, 'AlertsSent', { period: DAY, label: 'alerts' }),
      counted(notify, 'NotificationsSent', { period: DAY, label: 'in messages' }),
    ]),
  ];
}

function howCloseAreTheLimits({ discover, evaluate, aggregate }: DashboardProps) {
  const requests = [discover, evaluate, aggregate].map((by) => counted(by, 'EmnifyRequests'));
  return [
    heading(
      "How close are we to emnify's limits?",
      'Only the requests of this stack are counted. Other tools use the same limits.',
    ),
    graph(HALF, 'Requests in five minutes', [total(requests, Duration.minutes(5), 'requests')], {
      value: EMNIFY_REQUESTS_PER_FIVE_MINUTES,
      label: 'emnify answers 429 above this, for each IP address',
    }),
    graph(HALF, 'Requests by day', [total(requests, DAY, 'requests')], {
      value: EMNIFY_REQUESTS_PER_DAY,
      label: "a day's share of the monthly quota",
    }),
  ];
}

const heading = (question: string, hint: string) =>
  new TextWidget({ markdown: `## ${question}\n${hint}`, width: WHOLE, height: 2 });

const graph = (width: number, title: string, left: IMetric[], limit?: { value: number; label: string }) =>
  new GraphWidget({ title, left, width, height: 6, leftYAxis: { min: 0 }, leftAnnotations: limit && [limit] });
