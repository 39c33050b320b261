import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { conditionTitled } from '../../../functions/contracts/conditions.ts';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { WATCH_EVERY } from '../pipeline/watching.ts';
import { type AlarmRule, OperationalAlarm, type OperationalAlarmProps, raisedByAny } from './operational-alarm.ts';

/** After so long without a run the watchdog does not run. */
const SILENT_FOR = Duration.hours(1);
/** Dead letters stay until an operator removes them, so the alarm only has to bridge a gap in the data. */
const LETTERS_STAY_RAISED = Duration.minutes(15);

export interface AlarmsProps {
  operators: ITopic;
  watchdog: PipelineFunction;
  notify: PipelineFunction;
  notifyEvery: Duration;
  notifyDeadLetters: DeadLetterQueue;
}

/**
 * The alarms of CloudWatch, on AWS's own metrics: about the watchdog, which says everything else, and about `notify`,
 * without which no alert is sent. All other conditions are in `functions/domain/watchdog/conditions.ts`.
 */
export class Alarms extends Construct {
  readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { watchdog, notify, notifyEvery, notifyDeadLetters } = props;
    const raise = (name: string, alarm: Omit<OperationalAlarmProps, 'operators'>): void => {
      this.alarms.push(new OperationalAlarm(this, name, { operators: props.operators, ...alarm }).alarm);
    };

    raise('WatchdogSilent', {
      rule: withoutRuns(watchdog),
      severity: 'high',
      impact: 'The watchdog has not run for an hour: nothing else says what is wrong with the cost alerts.',
      remedy:
        'Check in the console of EventBridge Scheduler that the schedule of watchdog exists and is enabled. If not, deploy again.',
    });
    raise('WatchdogErrors', {
      rule: raisedByAny(watchdog.lambda.metricErrors({ statistic: 'Sum' }), SILENT_FOR),
      severity: 'high',
      impact: 'A run of watchdog failed: it could not keep its state, or could not send what it has found.',
      remedy:
        'Read the last error in the log of watchdog, and repair what it names. After a deleted table, a permission or a key, deploy again.',
    });
    raise('NotifyErrors', {
      ...conditionTitled('Notify errors'),
      rule: raisedByAny(
        notify.lambda.metricErrors({ statistic: 'Sum' }),
        // Two intervals: one cause is one mail.
        Duration.seconds(2 * notifyEvery.toSeconds()),
      ),
    });
    raise('NotifyDeadLetters', {
      ...conditionTitled('Notify dead letters'),
      rule: raisedByAny(
        notifyDeadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
        LETTERS_STAY_RAISED,
      ),
    });
  }
}

/** Missing data is filled in: CloudWatch would otherwise look back over several more periods before it raises the alarm. */
function withoutRuns(watchdog: PipelineFunction): AlarmRule {
  const periods = SILENT_FOR.toMinutes() / WATCH_EVERY.toMinutes();
  return {
    metric: new MathExpression({
      expression: 'FILL(runs, 0)',
      usingMetrics: { runs: watchdog.lambda.metricInvocations({ statistic: 'Sum' }) },
      period: WATCH_EVERY,
    }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: TreatMissingData.BREACHING,
  };
}
