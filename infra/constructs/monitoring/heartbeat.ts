import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { type Condition, OperationalAlarm } from './operational-alarm.ts';
import { counted } from './pipeline-metrics.ts';

/** An alarm is raised when this many sweeps, or runs of `notify`, in a row are missing. */
const INTERVALS = 3;
/** `notify` waits up to ten minutes for the end of a sweep: an alert may wait this long without an alarm. */
const SETTLED_AFTER = Duration.minutes(15);
/** A message that fails comes back every half hour. SQS no longer counts its age when it was received three times. */
const RETRIED_FOR = Duration.hours(2);

export interface HeartbeatProps {
  operators: ITopic;
  sweepEvery: Duration;
  notifyEvery: Duration;
  discover: PipelineFunction;
  evaluate: PipelineFunction;
  notify: PipelineFunction;
  evaluationQueue: Queue;
}

/**
 * These alarms fire when expected activity is missing: nothing fails, and yet nothing is judged or sent. Missing data
 * is filled in, because CloudWatch would otherwise look back over several more periods before it raises the alarm.
 */
export class Heartbeat extends Construct {
  readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: HeartbeatProps) {
    super(scope, id);
    const { operators } = props;
    const noSweep = new OperationalAlarm(this, 'NoSweep', {
      operators,
      condition: noSweepIn(props),
      severity: 'critical',
      impact: 'No sweep has read the list of endpoints to its end for three intervals: costs raise no alerts.',
      remedy:
        'If this is the first deployment, then store the token (output Step1StoreToken). Otherwise follow other alarms first. If there are none, then check that the schedule of discover exists and is enabled, start a sweep (output Step4SweepNow) and read the log of discover.',
    });
    const sweepIncomplete = new OperationalAlarm(this, 'SweepIncomplete', {
      operators,
      condition: underHalfJudged(props),
      severity: 'high',
      impact:
        'In two sweep intervals in a row fewer than half of the queued endpoints were judged: costs of the others raise no alerts.',
      remedy:
        'Check whether messages pile up in the queue of evaluate, and that its event source mapping is enabled. Then read the log of evaluate.',
    });
    const allSkipped = new OperationalAlarm(this, 'AllSkipped', {
      operators,
      condition: skippedAndNoneJudged(props),
      severity: 'critical',
      impact: 'In two sweeps in a row emnify gave no figures for any endpoint: costs raise no alerts.',
      remedy:
        'Read "endpoint skipped" in the log of evaluate: it has the answer of emnify. If the application token belongs to another workspace, then store one of this workspace (output Step1StoreToken).',
    });
    const evaluationBehind = new OperationalAlarm(this, 'EvaluationBehind', {
      operators,
      condition: olderThanTwoSweeps(props),
      severity: 'high',
      impact: 'An endpoint has waited in the queue for longer than two sweeps: alerts come late, and later each time.',
      remedy:
        'Read the log of evaluate. If emnify is slow or down, then wait: the queue empties by itself when emnify is back.',
    });
    const alertsWaiting = new OperationalAlarm(this, 'AlertsWaiting', {
      operators,
      condition: waitingOrSilent(props),
      severity: 'critical',
      impact: 'Alerts are stored and wait too long to be sent, or notify does not run at all.',
      remedy:
        'Read the log of notify. If it is empty, then check that the schedule of notify exists and is enabled. Then send a test message (output Step2SendTestMessage).',
    });
    this.alarms = [noSweep, sweepIncomplete, allSkipped, evaluationBehind, alertsWaiting].map(({ alarm }) => alarm);
  }
}

/** `SweepsStarted` is counted only when a run has read the list to its end. */
function noSweepIn({ discover, sweepEvery }: HeartbeatProps): Condition {
  return {
    metric: new MathExpression({
      expression: 'FILL(sweeps, 0)',
      usingMetrics: { sweeps: counted(discover, 'SweepsStarted') },
      period: sweepEvery,
    }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: INTERVALS,
    datapointsToAlarm: INTERVALS,
    treatMissingData: TreatMissingData.BREACHING,
  };
}

/**
 * The limit is half and not all of them: CloudWatch moves its window every minute. If its edge cuts through a sweep,
 * then some endpoints count in the window before or after. Two windows in a row cannot both lose half a fleet to their
 * edges. Fewer endpoints have other alarms: they wait (EvaluationBehind) or have failed (EvaluateDeadLetters).
 */
function underHalfJudged({ discover, evaluate, sweepEvery }: HeartbeatProps): Condition {
  return {
    metric: new MathExpression({
      expression: '100 * (FILL(evaluated, 0) + FILL(skipped, 0) + FILL(unjudged, 0)) / asked',
      usingMetrics: {
        evaluated: counted(evaluate, 'EndpointsEvaluated'),
        skipped: counted(evaluate, 'EndpointsSkipped'),
        unjudged: counted(evaluate, 'EndpointsUnjudged'),
        asked: counted(discover, 'EndpointsAsked'),
      },
      period: sweepEvery,
    }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 50,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    // Without data no endpoint was queued. If that is wrong, then NoSweep is raised.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** An endpoint that was deleted, or that the token may not read, is skipped without an alarm. All of them raise one. */
function skippedAndNoneJudged({ evaluate, sweepEvery }: HeartbeatProps): Condition {
  return {
    metric: new MathExpression({
      expression: 'IF(FILL(evaluated, 0) < 1, skipped, 0)',
      usingMetrics: {
        evaluated: counted(evaluate, 'EndpointsEvaluated'),
        skipped: counted(evaluate, 'EndpointsSkipped'),
      },
      period: sweepEvery,
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** The limit is never below the time of retries. If these fail, then EvaluateDeadLetters is raised. */
function olderThanTwoSweeps({ evaluationQueue, sweepEvery }: HeartbeatProps): Condition {
  return {
    metric: evaluationQueue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(5) }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: Math.max(2 * sweepEvery.toSeconds(), RETRIED_FOR.toSeconds()),
    evaluationPeriods: 3,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** An alert that has waited for longer than one period raises the alarm, and so does a period without any data. */
function waitingOrSilent({ notify, notifyEvery }: HeartbeatProps): Condition {
  const longestWait = Duration.minutes(Math.max(INTERVALS * notifyEvery.toMinutes(), SETTLED_AFTER.toMinutes()));
  return {
    metric: new MathExpression({
      expression: `FILL(waiting, ${longestWait.toMinutes() + 1})`,
      usingMetrics: { waiting: counted(notify, 'OldestPendingMinutes', { statistic: 'Maximum' }) },
      period: longestWait,
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: longestWait.toMinutes(),
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.BREACHING,
  };
}
