import { Duration } from 'aws-cdk-lib';
import type { Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { WrittenRecipients } from '../../../functions/contracts/recipients.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';
import type { Aggregation } from '../pipeline/aggregation.ts';
import type { Discovery } from '../pipeline/discovery.ts';
import type { Evaluation } from '../pipeline/evaluation.ts';
import type { Notification } from '../pipeline/notification.ts';
import type { Reporting } from '../pipeline/reporting.ts';
import { Watching } from '../pipeline/watching.ts';
import { Dashboard } from './dashboard.ts';
import { DeliveryAlarms } from './delivery-alarms.ts';
import { EmnifyAlarms, requestsPerDay } from './emnify-alarms.ts';
import { failureAlarms } from './failure-alarms.ts';
import { Heartbeat } from './heartbeat.ts';
import { OperatorsTopic } from './operators-topic.ts';
import { WatchdogAlarms } from './watchdog-alarms.ts';

export interface MonitoringProps {
  operatorEmailAddresses: string[];
  sweepEvery: Duration;
  notifyEvery: Duration;
  smsSpendingLimitUsd: number;
  /** Our share of emnify's monthly quota, from 0 to 1. */
  requestShare: number;
  /** When the application token expires, as `Date.toISOString()`. Absent: not known. */
  tokenExpiresAt?: string;
  /** The mail addresses and phone numbers that must be subscribed. */
  recipients: WrittenRecipients;
  aggregateEvery: Duration;
  /** The address that the watchdog asks after each good run. Absent: none. */
  heartbeatUrl?: string;
  state: State;
  schedules: Schedules;
  discovery: Discovery;
  evaluation: Evaluation;
  aggregation: Aggregation;
  notification: Notification;
  reporting: Reporting;
}

/** The alarms and the dashboard that show operators when alerts may be missing. */
export class Monitoring extends Construct {
  readonly operators: Topic;
  readonly dashboard: CloudWatchDashboard;
  readonly watchdog: PipelineFunction;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { topic: operators } = new OperatorsTopic(this, 'Operators', {
      emailAddresses: props.operatorEmailAddresses,
    });
    this.operators = operators;
    const afterSweeps = twice(props.sweepEvery);
    const afterNotifyRuns = twice(props.notifyEvery);
    const [discover, evaluate, aggregate, notify, report] = [
      props.discovery.function,
      props.evaluation.function,
      props.aggregation.function,
      props.notification.function,
      props.reporting.function,
    ];

    const heartbeat = new Heartbeat(this, 'Heartbeat', {
      operators,
      sweepEvery: props.sweepEvery,
      notifyEvery: props.notifyEvery,
      discover,
      evaluate,
      notify,
      evaluationQueue: props.evaluation.requests.queue,
    });
    const failures = failureAlarms(this, {
      operators,
      schedules: props.schedules,
      discovery: props.discovery,
      evaluation: props.evaluation,
      aggregation: props.aggregation,
      notification: props.notification,
      reporting: props.reporting,
      afterSweeps,
      afterNotifyRuns,
    });
    const delivery = new DeliveryAlarms(this, 'Delivery', {
      operators,
      topics: Object.values(props.notification.topics),
      notify,
      report,
      smsSpendingLimitUsd: props.smsSpendingLimitUsd,
      staysRaised: afterSweeps,
    });
    const emnify = new EmnifyAlarms(this, 'Emnify', {
      operators,
      asking: [discover, evaluate, aggregate],
      aggregate,
      requestShare: props.requestShare,
      tokenLife: props.tokenExpiresAt === undefined ? undefined : discover,
      staysRaised: afterSweeps,
    });

    const watching = new Watching(this, 'Watching', {
      operators,
      topics: props.notification.topics,
      evaluate,
      requests: props.evaluation.requests,
      schedules: props.schedules,
      notifyDeadLetters: props.notification.deadLetters,
      state: props.state,
      sweepEvery: props.sweepEvery,
      aggregateEvery: props.aggregateEvery,
      notifyEvery: props.notifyEvery,
      requestsPerDay: requestsPerDay(props.requestShare),
      smsSpendingLimitUsd: props.smsSpendingLimitUsd,
      recipients: props.recipients,
      tokenExpiresAt: props.tokenExpiresAt,
      heartbeatUrl: props.heartbeatUrl,
    });
    this.watchdog = watching.function;
    const { alarms: aboutWatchdog } = new WatchdogAlarms(this, 'AboutWatchdog', {
      operators,
      watchdog: watching.function,
    });

    this.dashboard = new Dashboard(this, 'Overview', {
      alarms: [...heartbeat.alarms, ...failures, ...delivery.alarms, ...emnify.alarms, ...aboutWatchdog],
      sweepEvery: props.sweepEvery,
      discover,
      evaluate,
      aggregate,
      notify,
    }).dashboard;
  }
}

const twice = (interval: Duration): Duration => Duration.seconds(2 * interval.toSeconds());
