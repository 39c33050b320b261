import { Duration } from 'aws-cdk-lib';
import type { Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Schedules } from '../parts/schedules.ts';
import type { Aggregation } from '../pipeline/aggregation.ts';
import type { Discovery } from '../pipeline/discovery.ts';
import type { Evaluation } from '../pipeline/evaluation.ts';
import type { Notification } from '../pipeline/notification.ts';
import type { Reporting } from '../pipeline/reporting.ts';
import { Dashboard } from './dashboard.ts';
import { DeliveryAlarms } from './delivery-alarms.ts';
import { EmnifyAlarms } from './emnify-alarms.ts';
import { failureAlarms } from './failure-alarms.ts';
import { Heartbeat } from './heartbeat.ts';
import { OperatorsTopic } from './operators-topic.ts';

export interface MonitoringProps {
  operatorEmailAddresses: string[];
  sweepEvery: Duration;
  notifyEvery: Duration;
  smsSpendingLimitUsd: number;
  /** Our share of emnify's monthly quota, from 0 to 1. */
  requestShare: number;
  /** Whether `discover` counts the days until the token expires. */
  tokenExpires: boolean;
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
      tokenLife: props.tokenExpires ? discover : undefined,
      staysRaised: afterSweeps,
    });

    this.dashboard = new Dashboard(this, 'Overview', {
      alarms: [...heartbeat.alarms, ...failures, ...delivery.alarms, ...emnify.alarms],
      sweepEvery: props.sweepEvery,
      discover,
      evaluate,
      aggregate,
      notify,
    }).dashboard;
  }
}

const twice = (interval: Duration): Duration => Duration.seconds(2 * interval.toSeconds());
