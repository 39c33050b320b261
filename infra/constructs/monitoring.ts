import { Duration } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Aggregation } from './aggregation.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { Discovery } from './discovery.ts';
import type { Evaluation } from './evaluation.ts';
import type { Notification } from './notification.ts';
import { OperationalAlarm } from './operational-alarm.ts';
import { OperatorsTopic } from './operators-topic.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { Reporting } from './reporting.ts';
import type { WorkQueue } from './work-queue.ts';

/** A report comes once a day, and no alarm can look back further. */
const REPORT_STAYS_RAISED = Duration.days(1);

export interface MonitoringProps {
  operatorEmailAddresses: string[];
  sweepEvery: Duration;
  notifyEvery: Duration;
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

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { topic: operators } = new OperatorsTopic(this, 'Operators', {
      emailAddresses: props.operatorEmailAddresses,
    });
    this.operators = operators;
    const afterSweeps = twice(props.sweepEvery);
    const afterRounds = twice(props.notifyEvery);

    new OperationalAlarm(this, 'DiscoverErrors', {
      operators,
      ...errorsOf(props.discovery.function, afterSweeps),
      impact: 'A sweep failed: endpoints that it did not reach are not judged before the next sweep.',
      remedy:
        'Read the last error in the log of discover. Did emnify refuse the token, store a new one; was emnify away, wait for the next sweep or start one by hand.',
    });
    new OperationalAlarm(this, 'DiscoverDeadLetters', {
      operators,
      ...messagesIn(props.discovery.schedule.deadLetters),
      impact: 'A sweep never began: no endpoint was judged in that interval.',
      remedy:
        'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, start a sweep by hand, then purge the queue.',
    });
    new OperationalAlarm(this, 'EvaluateErrors', {
      operators,
      ...errorsOf(props.evaluation.function, afterSweeps),
      impact: 'Evaluation crashed or ran out of time: up to ten endpoints at once are judged late, or not at all.',
      remedy:
        'Read the last error in the log of evaluate. Its messages come back by themselves; what still fails after five attempts becomes a dead letter.',
    });
    new OperationalAlarm(this, 'EvaluateDeadLetters', {
      operators,
      ...messagesIn(props.evaluationRequests.deadLetters),
      impact: 'Some endpoints could not be judged after five attempts: nobody hears of their costs.',
      remedy:
        'Find "message failed" with the message id in the log of evaluate, repair the cause, then purge the queue: the next sweep asks for every endpoint again.',
    });
    new OperationalAlarm(this, 'AggregateErrors', {
      operators,
      ...errorsOf(props.aggregation.function, afterSweeps),
      impact: 'The budgets of groups, of the organisation or of both were not judged: nobody hears of them meanwhile.',
      remedy:
        'Read the last error in the log of aggregate. Did emnify refuse the token, store a new one; was emnify away, wait for the next run, or invoke aggregate by hand with {}.',
    });
    new OperationalAlarm(this, 'AggregateDeadLetters', {
      operators,
      ...messagesIn(props.aggregation.schedule.deadLetters),
      impact: 'An aggregate run never began: no group was judged in that interval, nor the organisation.',
      remedy:
        'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, invoke aggregate by hand, then purge the queue.',
    });
    new OperationalAlarm(this, 'NotifyErrors', {
      operators,
      ...errorsOf(props.notification.function, afterRounds),
      impact: 'Alerts are written down but not told. They stay pending, and the next run that succeeds tells them.',
      remedy:
        'Read the last error in the log of notify. Repair what it names, then invoke notify with {"test":true} and look for the message.',
    });
    new OperationalAlarm(this, 'NotifyDeadLetters', {
      operators,
      ...messagesIn(props.notification.schedule.deadLetters),
      impact: 'A notify run never began: pending alerts are told late, or not at all if this goes on.',
      remedy:
        'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, invoke notify by hand, then purge the queue.',
    });
    new OperationalAlarm(this, 'ReportErrors', {
      operators,
      ...errorsOf(props.reporting.function, REPORT_STAYS_RAISED),
      impact: 'The daily report was not sent. Alerts do not depend on it.',
      remedy:
        'Read the last error in the log of report, repair what it names, then invoke report by hand with {} and look for the mail.',
    });
    if (props.reporting.schedule) {
      new OperationalAlarm(this, 'ReportDeadLetters', {
        operators,
        ...messagesIn(props.reporting.schedule.deadLetters),
        impact: 'The daily report was never begun. Alerts do not depend on it.',
        remedy:
          'Read ERROR_MESSAGE among the attributes of the dead letter, repair what it names, invoke report by hand, then purge the queue.',
      });
    }
  }
}

const errorsOf = ({ lambda }: PipelineFunction, staysRaised: Duration) => ({
  metric: lambda.metricErrors({ statistic: 'Sum' }),
  staysRaised,
});

/** Messages stay until a person takes them away, so the alarm has to bridge no more than a gap in the figures. */
const messagesIn = (queue: DeadLetterQueue) => ({
  metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
  staysRaised: Duration.minutes(15),
});

const twice = (interval: Duration): Duration => Duration.seconds(2 * interval.toSeconds());
