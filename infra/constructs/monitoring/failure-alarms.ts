import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Aggregation } from '../pipeline/aggregation.ts';
import type { Discovery } from '../pipeline/discovery.ts';
import type { Evaluation } from '../pipeline/evaluation.ts';
import type { Notification } from '../pipeline/notification.ts';
import type { Reporting } from '../pipeline/reporting.ts';
import { type Condition, OperationalAlarm, type OperationalAlarmProps, raisedByAny } from './operational-alarm.ts';
import { counted, total } from './pipeline-metrics.ts';

/** A report comes once a day, and no alarm can look back further. */
const REPORT_STAYS_RAISED = Duration.days(1);

export interface FailureAlarmsProps {
  operators: ITopic;
  discovery: Discovery;
  evaluation: Evaluation;
  aggregation: Aggregation;
  notification: Notification;
  reporting: Reporting;
  /** How long an alarm about sweeps stays raised. */
  afterSweeps: Duration;
  /** How long an alarm about runs of `notify` stays raised. */
  afterRounds: Duration;
}

/**
 * Makes the alarms about functions that fail or do not start, in the order of the pipeline. A function and no construct,
 * so that the alarms keep the logical ids that they have always had.
 */
export function failureAlarms(
  scope: Construct,
  {
    operators,
    discovery,
    evaluation,
    aggregation,
    notification,
    reporting,
    afterSweeps,
    afterRounds,
  }: FailureAlarmsProps,
): Alarm[] {
  const { function: discover } = discovery;
  const { function: evaluate } = evaluation;
  const { function: aggregate } = aggregation;
  const { function: notify } = notification;
  const { function: report } = reporting;
  const alarms: Alarm[] = [];
  const raise = (id: string, alarm: Omit<OperationalAlarmProps, 'operators'>): void => {
    alarms.push(new OperationalAlarm(scope, id, { operators, ...alarm }).alarm);
  };

  raise('DiscoverErrors', {
    condition: errorsOf(discover, afterSweeps),
    severity: 'high',
    impact: 'A sweep failed: endpoints that it did not reach are not judged before the next sweep.',
    remedy:
      'Read the last error in the log of discover. Did emnify refuse the token, store a new one; was emnify away, wait for the next sweep or start one by hand.',
  });
  raise('DiscoverDeadLetters', {
    condition: messagesIn(discovery.schedule.deadLetters),
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
    condition: messagesIn(evaluation.requests.deadLetters),
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
    condition: messagesIn(aggregation.schedule.deadLetters),
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
    condition: messagesIn(notification.schedule.deadLetters),
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
  if (reporting.schedule) {
    raise('ReportDeadLetters', {
      condition: messagesIn(reporting.schedule.deadLetters),
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
  return alarms;
}

const errorsOf = ({ lambda }: PipelineFunction, staysRaised: Duration): Condition =>
  raisedByAny(lambda.metricErrors({ statistic: 'Sum' }), staysRaised);

/** Messages stay until a person takes them away, so the alarm has to bridge no more than a gap in the figures. */
const messagesIn = (queue: DeadLetterQueue): Condition =>
  raisedByAny(queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }), Duration.minutes(15));
