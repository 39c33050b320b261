import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { type Condition, OperationalAlarm } from './operational-alarm.ts';
import { counted } from './pipeline-metrics.ts';

/** So many sweeps, or rounds of notify, may be missing before somebody is told. */
const INTERVALS = 3;
/** `notify` waits up to ten minutes for a sweep to settle: an alert of this age is no trouble yet. */
const SETTLED_AFTER = Duration.minutes(15);
/** A message that fails comes back every half hour; SQS stops counting its age when it was received three times. */
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
 * Silence is what these alarms hear: nothing fails, and yet nothing is judged or told. A figure that is missing is
 * filled in, for CloudWatch would look back over several periods more before it believed in the silence.
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
      impact: 'No sweep has got through the list of endpoints for three intervals: nobody hears of any cost.',
      remedy:
        'After the first deployment: store the token (output Step1StoreToken). Otherwise look for other alarms first, then whether the schedule of discover is there and enabled; start a sweep by hand (output Step4SweepNow) and read the log of discover.',
    });
    const sweepIncomplete = new OperationalAlarm(this, 'SweepIncomplete', {
      operators,
      condition: underHalfJudged(props),
      severity: 'high',
      impact:
        'In two sweep intervals in a row fewer than half of the endpoints that were asked for were judged: costs of the others are not seen.',
      remedy:
        'Look whether messages pile up in the queue of evaluate and whether its event source mapping is enabled, then read the log of evaluate.',
    });
    const allSkipped = new OperationalAlarm(this, 'AllSkipped', {
      operators,
      condition: skippedAndNoneJudged(props),
      severity: 'critical',
      impact: 'In two sweeps in a row emnify gave no figures of any endpoint: nobody hears of any cost.',
      remedy:
        'Read "endpoint skipped" in the log of evaluate. It has what emnify answers. Check that the application token is one of this workspace, and store another one if not (output Step1StoreToken).',
    });
    const evaluationBehind = new OperationalAlarm(this, 'EvaluationBehind', {
      operators,
      condition: olderThanTwoSweeps(props),
      severity: 'high',
      impact:
        'An endpoint has waited to be judged for longer than two sweeps: costs are told late, and later each time.',
      remedy: 'Is emnify slow or away (log of evaluate), wait: the queue empties by itself when it is back.',
    });
    const alertsWaiting = new OperationalAlarm(this, 'AlertsWaiting', {
      operators,
      condition: waitingOrSilent(props),
      severity: 'critical',
      impact: 'Alerts are written down and wait too long to be told, or notify does not run at all.',
      remedy:
        'Read the log of notify. Is it silent, look whether its schedule is there and enabled. Then send a test message (output Step2SendTestMessage).',
    });
    this.alarms = [noSweep, sweepIncomplete, allSkipped, evaluationBehind, alertsWaiting].map(({ alarm }) => alarm);
  }
}

/** `SweepsStarted` is counted only by a run that has come to the end of the list. */
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
 * Half, and not all: CloudWatch moves its window on every minute, and where its edge cuts through a sweep, a part of
 * the endpoints counts in the window before or after. Two windows in a row cannot both lose half a fleet to their
 * edges. What is lost for less has another alarm: it waits (EvaluationBehind) or has failed (EvaluateDeadLetters).
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
    // Nobody was asked for: NoSweep says so where that is trouble.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** One endpoint that is gone, or not ours to see, is skipped and no trouble; all of them are. */
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

/** Not younger than what is only tried again: if that fails to the end, EvaluateDeadLetters says so. */
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

/** One period is the whole patience: an alert that is older than it raises the alarm, and so does silence for as long. */
function waitingOrSilent({ notify, notifyEvery }: HeartbeatProps): Condition {
  const patience = Duration.minutes(Math.max(INTERVALS * notifyEvery.toMinutes(), SETTLED_AFTER.toMinutes()));
  return {
    metric: new MathExpression({
      expression: `FILL(waiting, ${patience.toMinutes() + 1})`,
      usingMetrics: { waiting: counted(notify, 'OldestPendingMinutes', { statistic: 'Maximum' }) },
      period: patience,
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: patience.toMinutes(),
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.BREACHING,
  };
}
