import type { Duration } from 'aws-cdk-lib';
import type { Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { WrittenRecipients } from '../../../functions/contracts/recipients.ts';
import { requestsPerDay } from '../parts/emnify-pace.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';
import type { Acting } from '../pipeline/acting.ts';
import type { Aggregation } from '../pipeline/aggregation.ts';
import type { Discovery } from '../pipeline/discovery.ts';
import type { Evaluation } from '../pipeline/evaluation.ts';
import type { Looking } from '../pipeline/looking.ts';
import type { Notification } from '../pipeline/notification.ts';
import type { Reporting } from '../pipeline/reporting.ts';
import { Watching } from '../pipeline/watching.ts';
import { Alarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import { DashboardPolicy } from './dashboard-policy.ts';
import { OperatorsTopic } from './operators-topic.ts';

export interface MonitoringProps {
  /** The mail addresses and phone numbers that must be subscribed. The addresses get what operators get, too. */
  recipients: WrittenRecipients;
  sweepEvery: Duration;
  aggregateEvery: Duration;
  notifyEvery: Duration;
  smsSpendingLimitUsd: number;
  /** Our share of emnify's monthly quota, from 0 to 1. */
  requestShare: number;
  /** When the application token expires, as `Date.toISOString()`. Absent: not known. */
  tokenExpiresAt?: string;
  /** The address that the watchdog asks after each good run. Absent: none. */
  heartbeatUrl?: string;
  state: State;
  schedules: Schedules;
  discovery: Discovery;
  evaluation: Evaluation;
  aggregation: Aggregation;
  notification: Notification;
  reporting: Reporting;
  looking: Looking;
  acting: Acting;
}

/** What tells operators when alerts may be missing: the watchdog, the alarms about it and `notify`, and the dashboard. */
export class Monitoring extends Construct {
  readonly operators: Topic;
  readonly dashboard: CloudWatchDashboard;
  /** The page alone, with buttons. */
  readonly actDashboard: CloudWatchDashboard;
  /** For those who may look. */
  readonly viewersPolicy: ManagedPolicy;
  /** For those who may act. */
  readonly actorsPolicy: ManagedPolicy;
  readonly watchdog: PipelineFunction;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { discovery, evaluation, aggregation, notification, reporting, schedules, smsSpendingLimitUsd } = props;
    const { topic: operators } = new OperatorsTopic(this, 'Operators', {
      emailAddresses: props.recipients.email.map(({ to }) => to),
    });
    this.operators = operators;

    const { function: watchdog } = new Watching(this, 'Watching', {
      operators,
      topics: notification.topics,
      functions: {
        discover: discovery.function,
        evaluate: evaluation.function,
        aggregate: aggregation.function,
        report: reporting.function,
      },
      requests: evaluation.requests,
      schedules,
      notifyDeadLetters: notification.deadLetters,
      state: props.state,
      sweepEvery: props.sweepEvery,
      aggregateEvery: props.aggregateEvery,
      notifyEvery: props.notifyEvery,
      requestsPerDay: requestsPerDay(props.requestShare),
      smsSpendingLimitUsd,
      recipients: props.recipients,
      tokenExpiresAt: props.tokenExpiresAt,
      heartbeatUrl: props.heartbeatUrl,
    });
    this.watchdog = watchdog;

    const { alarms } = new Alarms(this, 'Alarms', {
      operators,
      watchdog,
      notify: notification.function,
      notifyEvery: props.notifyEvery,
      notifyDeadLetters: notification.deadLetters,
    });
    const { dashboard, withButtons } = new Dashboard(this, 'Overview', {
      alarms,
      functions: [
        ...[discovery, evaluation, aggregation, notification, reporting].map((each) => each.function),
        watchdog,
        ...[props.looking, props.acting].map((each) => each.function),
      ],
      requests: evaluation.requests,
      deadLetters: { schedules: schedules.deadLetters, notify: notification.deadLetters },
      topics: notification.topics,
      smsSpendingLimitUsd,
      page: props.looking.function,
      act: props.acting.function,
    });
    this.dashboard = dashboard;
    this.actDashboard = withButtons;
    const page = props.looking.function;
    const act = props.acting.function;
    const seeing = { lets: 'see the dashboard and change nothing', dashboard, functions: [page] };
    const acting = { lets: 'see the page and press its buttons', dashboard: withButtons, functions: [page, act] };
    this.viewersPolicy = new DashboardPolicy(this, 'Viewers', seeing).policy;
    this.actorsPolicy = new DashboardPolicy(this, 'Actors', acting).policy;
  }
}
