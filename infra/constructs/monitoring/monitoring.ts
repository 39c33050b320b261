import { Duration } from 'aws-cdk-lib';
import type { Alarm, Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import type { WorkQueue } from '../parts/work-queue.ts';
import type { Aggregation } from '../pipeline/aggregation.ts';
import type { Discovery } from '../pipeline/discovery.ts';
import type { Evaluation } from '../pipeline/evaluation.ts';
import type { Notification } from '../pipeline/notification.ts';
import type { Reporting } from '../pipeline/reporting.ts';
import { Dashboard } from './dashboard.ts';
import { DeliveryAlarms } from './delivery-alarms.ts';
import { EmnifyAlarms } from './emnify-alarms.ts';
import { Heartbeat } from './heartbeat.ts';
import { type Condition, OperationalAlarm, type OperationalAlarmProps, raisedByAny } from './operational-alarm.ts';
import { OperatorsTopic } from './operators-topic.ts';
import { counted, total } from './pipeline-metrics.ts';

/** A report comes once a day, and no alarm can look back further. */
const REPORT_STAYS_RAISED = Duration.days(1);

export interface MonitoringProps {
  operatorEmailAddresses: string[];
  sweepEvery: Duration;
  notifyEvery: Duration;
  smsSpendingLimitUsd: number;
  /** Of emnify's monthly quota, what is ours. */
  requestShare: number;
  /** Whether `discover` counts down to the end of the token. */
  tokenExpires: boolean;
  discovery: Discovery;
  evaluationRequests: WorkQueue;
  evaluation: Evaluation;
  aggregation: Aggregation;
  notification: Notification;
  reporting: Reporting;
}

/** What tells the operators that alerts may be missing, in the order of the pipeline. */
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
    const afterRounds = twice(props.notifyEvery);
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
      evaluationQueue: props.evaluationRequests.queue,
    });
    const failures: Alarm[] = [];
    const raise = (id: string, alarm: Omit<OperationalAlarmProps, 'operators'>): void => {
      failures.push(new OperationalAlarm(this, id, { operators, ...alarm }).alarm);
    };

    raise('DiscoverErrors', {
      condition: errorsOf(discover, afterSweeps),
      severity: 'high',
      impact: 'A sweep failed: endpoints that it did not reach are not judged before the next sweep.',
      remedy:
        'Read the last error in the log of discover. Did emnify refuse the token, store a new one; was emnify away, wait for the next sweep or start one by hand.',
    });
    raise('DiscoverDeadLetters', {
      condition: messagesIn(props.discovery.schedule.deadLetters),
      severity: 'high',
      impact: 'A sweep never began: no endpoint was judged in that interval.',
      remedy:
        'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, start a sweep by hand, then purge the queue.',
    });
    raise('EvaluateErrors', {
      condition: errorsOf(evaluate, afterSweeps),
      severity: 'high',
      impact: 'Evaluation crashed or ran out of time: up to ten endpoints at once are judged late, or not at all.',
      remedy:
        'Read the last error in the log of evaluate. Its messages come back by themselves; what still fails after five attempts becomes a dead letter.',
    });
    raise('EvaluateDeadLetters', {
      condition: messagesIn(props.evaluationRequests.deadLetters),
      severity: 'high',
      impact: 'Some endpoints could not be judged after five attempts: nobody hears of their costs.',
      remedy:
        'Find "message failed" with the message id in the log of evaluate, repair the cause, then purge the queue: the next sweep asks for every endpoint again.',
    });
    raise('AggregateErrors', {
      condition: errorsOf(aggregate, afterSweeps),
      severity: 'high',
      impact: 'The budgets of groups, of the organisation or of both were not judged: nobody hears of them meanwhile.',
      remedy:
        'Read the last error in the log of aggregate. Did emnify refuse the token, store a new one; was emnify away, wait for the next run, or invoke aggregate by hand with {}.',
    });
    raise('AggregateDeadLetters', {
      condition: messagesIn(props.aggregation.schedule.deadLetters),
      severity: 'high',
      impact: 'An aggregate run never began: no group was judged in that interval, nor the organisation.',
      remedy:
        'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, invoke aggregate by hand, then purge the queue.',
    });
    raise('BudgetsRefused', {
      condition: raisedByAny(counted(aggregate, 'BudgetsRefused'), afterSweeps),
      severity: 'high',
      impact:
        'The budgets parameter is wrong or cannot be read: endpoints, groups and the organisation are judged by the last budgets that were right, and no later change counts.',
      remedy:
        'Read "budgets refused" in the log of aggregate: it names the line, the mistake and its remedy. Correct the budgets, check them with npm run check -- -, then put them into the parameter (output WhenNeededChangeBudgets).',
    });
    raise('NotifyErrors', {
      condition: errorsOf(notify, afterRounds),
      severity: 'critical',
      impact: 'Alerts are stored but not sent. They wait, and the next run that succeeds sends them.',
      remedy:
        'Read the last error in the log of notify. Repair what it names, then invoke notify with {"test":true} and look for the message.',
    });
    raise('NotifyDeadLetters', {
      condition: messagesIn(props.notification.schedule.deadLetters),
      severity: 'high',
      impact: 'A notify run never began: pending alerts are told late, or not at all if this goes on.',
      remedy:
        'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, invoke notify by hand, then purge the queue.',
    });
    raise('ReportErrors', {
      condition: errorsOf(report, REPORT_STAYS_RAISED),
      severity: 'low',
      impact: 'The daily report was not sent. Alerts do not depend on it.',
      remedy:
        'Read the last error in the log of report, repair what it names, then invoke report by hand with {} and look for the mail.',
    });
    if (props.reporting.schedule) {
      raise('ReportDeadLetters', {
        condition: messagesIn(props.reporting.schedule.deadLetters),
        severity: 'low',
        impact: 'The daily report was never begun. Alerts do not depend on it.',
        remedy:
          'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, invoke report by hand, then purge the queue.',
      });
    }
    raise('Throttles', {
      condition: raisedByAny(
        total(
          [discover, evaluate, aggregate, notify, report].map(({ lambda }) => lambda.metricThrottles()),
          Duration.minutes(5),
        ),
        afterSweeps,
      ),
      severity: 'high',
      impact:
        'Lambda would not start discover, evaluate, aggregate, notify or report at once: what it was to do comes late, or not at all if this goes on.',
      remedy:
        'See in the Lambda console which function it is and who uses up the concurrency of the account; ask AWS for more (Service Quotas, Lambda, Concurrent executions).',
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
      ...(props.tokenExpires && { tokenLife: discover }),
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

const errorsOf = ({ lambda }: PipelineFunction, staysRaised: Duration): Condition =>
  raisedByAny(lambda.metricErrors({ statistic: 'Sum' }), staysRaised);

/** Messages stay until a person takes them away, so the alarm has to bridge no more than a gap in the figures. */
const messagesIn = (queue: DeadLetterQueue): Condition =>
  raisedByAny(queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }), Duration.minutes(15));

const twice = (interval: Duration): Duration => Duration.seconds(2 * interval.toSeconds());
