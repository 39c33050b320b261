import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { Aggregation } from '../pipeline/aggregation.ts';
import type { Discovery } from '../pipeline/discovery.ts';
import type { Evaluation } from '../pipeline/evaluation.ts';
import type { Notification } from '../pipeline/notification.ts';
import type { Reporting } from '../pipeline/reporting.ts';
import { type Condition, OperationalAlarm, type OperationalAlarmProps, raisedByAny } from './operational-alarm.ts';
import { counted, total } from './pipeline-metrics.ts';

/** A report is made once a day, and no alarm can look back further. */
const REPORT_STAYS_RAISED = Duration.days(1);

export interface FailureAlarmsProps {
  operators: ITopic;
  schedules: Schedules;
  discovery: Discovery;
  evaluation: Evaluation;
  aggregation: Aggregation;
  notification: Notification;
  reporting: Reporting;
  /** How long an alarm about sweeps stays raised. */
  afterSweeps: Duration;
  /** How long an alarm about runs of `notify` stays raised. */
  afterNotifyRuns: Duration;
}

/**
 * Makes the alarms about functions that fail or do not start, in the order of the pipeline. It is no construct, because
 * the alarms would get other logical ids.
 */
export function failureAlarms(
  scope: Construct,
  {
    operators,
    schedules,
    discovery,
    evaluation,
    aggregation,
    notification,
    reporting,
    afterSweeps,
    afterNotifyRuns,
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
    impact: 'A sweep failed: endpoints that it did not queue are not judged before the next sweep.',
    remedy:
      'Read the last error in the log of discover. If emnify rejected the token, then store a new one (output Step1StoreToken). If emnify was down, then wait for the next sweep, or start one (output Step4SweepNow).',
  });
  raise('ScheduleDeadLetters', {
    condition: messagesIn(schedules.deadLetters),
    severity: 'high',
    impact:
      'A run of discover, aggregate or report never started: no endpoint was queued, no group was judged, or there is no report.',
    remedy:
      'Read the attributes of the dead letter: TARGET_ARN names the function, ERROR_MESSAGE says why. Repair that, start a sweep (output Step4SweepNow) or what did not start, then purge the queue.',
  });
  raise('EvaluateErrors', {
    condition: errorsOf(evaluate, afterSweeps),
    severity: 'high',
    impact: 'A run of evaluate crashed or timed out: up to ten endpoints are judged late or not at all.',
    remedy:
      'Read the last error in the log of evaluate. Its messages come back by themselves. After five attempts a message becomes a dead letter.',
  });
  raise('EvaluateDeadLetters', {
    condition: messagesIn(evaluation.requests.deadLetters),
    severity: 'high',
    impact: 'Some endpoints could not be judged in five attempts: their costs raise no alerts.',
    remedy:
      'Find "message failed" with the message id in the log of evaluate, repair the cause, then purge the queue: the next sweep queues every endpoint again.',
  });
  raise('AggregateErrors', {
    condition: errorsOf(aggregate, afterSweeps),
    severity: 'high',
    impact: 'The budgets of groups, of the organisation or of both were not judged: until then they raise no alerts.',
    remedy:
      'Read the last error in the log of aggregate. If emnify rejected the token, then store a new one (output Step1StoreToken). If emnify was down, then wait for the next run, or start one (output WhenNeededJudgeSharedBudgets).',
  });
  raise('BudgetsRefused', {
    condition: raisedByAny(counted(aggregate, 'BudgetsRefused'), afterSweeps),
    severity: 'high',
    impact:
      'The budgets parameter is wrong or cannot be read: endpoints, groups and the organisation are judged by the last correct budgets, and no later change counts.',
    remedy:
      'Read "budgets refused" in the log of aggregate: it names the line, the mistake and its remedy. Correct the budgets, check them with npm run check -- -, and put them into the parameter (output WhenNeededChangeBudgets).',
  });
  raise('NotifyErrors', {
    condition: errorsOf(notify, afterNotifyRuns),
    severity: 'critical',
    impact: 'Alerts are stored but not sent. They wait until a run succeeds.',
    remedy:
      'Read the last error in the log of notify, repair what it names, then send a test message (output Step2SendTestMessage) and look for it.',
  });
  raise('NotifyDeadLetters', {
    condition: messagesIn(notification.deadLetters),
    severity: 'high',
    impact: 'A run of notify never started: alerts are sent late. If this goes on, then they are not sent at all.',
    remedy:
      'Read the attribute ERROR_MESSAGE of the dead letter, repair what it names, send a test message (output Step2SendTestMessage), then purge the queue.',
  });
  raise('ReportErrors', {
    condition: errorsOf(report, REPORT_STAYS_RAISED),
    severity: 'low',
    impact: 'The daily report was not sent. Alerts do not depend on it.',
    remedy:
      'Read the last error in the log of report, repair what it names, then send the report (output WhenNeededSendReportNow) and look for the mail.',
  });
  raise('StoredItemsUnreadable', {
    condition: raisedByAny(
      total(
        [discover, evaluate, aggregate, notify, report].map((by) => counted(by, 'StoredItemsUnreadable')),
        Duration.minutes(5),
      ),
      afterSweeps,
    ),
    severity: 'critical',
    impact:
      'discover, evaluate, aggregate, notify or report left out an item of a table that it cannot read: an alert or a message may be missing, or a cost counts as never seen. All other items are read.',
    remedy:
      'Read "stored item cannot be read" in the log of discover; if it is not there, look in the logs of the other four functions. It names the key of the item. Look at the item in the DynamoDB console, then repair it or delete it.',
  });
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
      'Lambda did not start discover, evaluate, aggregate, notify or report at once: its run comes late. If this goes on, then it does not come at all.',
    remedy:
      'Find in the Lambda console which function it is and what uses up the concurrency of the account. Ask AWS for more (Service Quotas, Lambda, Concurrent executions).',
  });
  return alarms;
}

const errorsOf = ({ lambda }: PipelineFunction, staysRaised: Duration): Condition =>
  raisedByAny(lambda.metricErrors({ statistic: 'Sum' }), staysRaised);

/** Messages stay until an operator removes them, so the alarm only has to bridge a gap in the data. */
const messagesIn = (queue: DeadLetterQueue): Condition =>
  raisedByAny(queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }), Duration.minutes(15));
