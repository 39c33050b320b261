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

/** Four questions, from top to bottom: is it working, who is over, what is told of it, how near are emnify's limits. */
export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      // Dashboards are the account's and not a region's: a stack of this name in another region has one, too.
      dashboardName: `${Stack.of(this).stackName}-${Aws.REGION}`,
      defaultInterval: Duration.days(7),
    });
    for (const rows of [isItWorking(props), whoIsOver(props), howNearAreTheLimits(props)])
      this.dashboard.addWidgets(...rows);
  }
}

function isItWorking({ alarms, sweepEvery, discover, evaluate, notify }: DashboardProps) {
  const inASweep = { period: sweepEvery };
  return [
    heading('Is it working?', 'Every alarm has its paragraph in docs/operations.md.'),
    new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE, height: 4 }),
    graph(THIRD, 'Sweeps started, by day', [counted(discover, 'SweepsStarted', { period: DAY, label: 'sweeps' })]),
    graph(THIRD, 'Endpoints listed, asked for and judged, by sweep interval', [
      counted(discover, 'EndpointsListed', { ...inASweep, label: 'listed' }),
      counted(discover, 'EndpointsAsked', { ...inASweep, label: 'asked for' }),
      counted(evaluate, 'EndpointsEvaluated', { ...inASweep, label: 'evaluated' }),
      counted(evaluate, 'EndpointsSkipped', { ...inASweep, label: 'skipped' }),
    ]),
    graph(THIRD, 'Age of the oldest alert that waits to be told, in minutes', [
      counted(notify, 'OldestPendingMinutes', { statistic: 'Maximum', label: 'minutes' }),
    ]),
  ];
}

function whoIsOver({ evaluate, aggregate, notify }: DashboardProps) {
  return [
    heading(
      'What does the fleet cost, and who is over?',
      'Here is how many crossed; what each costs stays out of metrics. The daily report says both (output WhenNeededSendReportNow sends it now), WhenNeededExplainOneEndpoint says it of one device.',
    ),
    graph(HALF, 'Thresholds crossed, by day', [
      counted(evaluate, 'AlertsClaimed', { period: DAY, label: 'by devices' }),
      counted(aggregate, 'AlertsClaimed', { period: DAY, label: 'by groups and the organisation' }),
    ]),
    graph(HALF, 'Told, by day', [
      counted(notify, 'AlertsSent', { period: DAY, label: 'alerts' }),
      counted(notify, 'NotificationsSent', { period: DAY, label: 'in messages' }),
    ]),
  ];
}

function howNearAreTheLimits({ discover, evaluate, aggregate }: DashboardProps) {
  const requests = [discover, evaluate, aggregate].map((by) => counted(by, 'EmnifyRequests'));
  return [
    heading(
      "How near are we to emnify's limits?",
      'Only what this stack asks is counted: other tools use the same limits.',
    ),
    graph(HALF, 'Requests in five minutes', [total(requests, Duration.minutes(5), 'requests')], {
      value: EMNIFY_REQUESTS_PER_FIVE_MINUTES,
      label: 'emnify answers 429 above this, per IP address',
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
