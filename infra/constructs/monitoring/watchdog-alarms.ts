import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { WATCH_EVERY } from '../pipeline/watching.ts';
import { OperationalAlarm, raisedByAny } from './operational-alarm.ts';

/** After so many minutes without a run the watchdog does not run. */
const SILENT_FOR = Duration.hours(1);

export interface WatchdogAlarmsProps {
  operators: ITopic;
  watchdog: PipelineFunction;
}

/** Alarms about the watchdog itself, on AWS's own metrics. Missing data is filled in, for the reason that `Heartbeat` has. */
export class WatchdogAlarms extends Construct {
  readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, { operators, watchdog }: WatchdogAlarmsProps) {
    super(scope, id);
    const periods = SILENT_FOR.toMinutes() / WATCH_EVERY.toMinutes();
    const silent = new OperationalAlarm(this, 'WatchdogSilent', {
      operators,
      condition: {
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
      },
      severity: 'high',
      impact: 'The watchdog has not run for an hour: nothing else says what is wrong with the cost alerts.',
      remedy:
        'Check in the console of EventBridge Scheduler that the schedule of watchdog exists and is enabled. If not, deploy again.',
    });
    const errors = new OperationalAlarm(this, 'WatchdogErrors', {
      operators,
      condition: raisedByAny(watchdog.lambda.metricErrors({ statistic: 'Sum' }), SILENT_FOR),
      severity: 'high',
      impact: 'A run of watchdog failed: it could not keep its state, or could not send what it has found.',
      remedy:
        'Read the last error in the log of watchdog, and repair what it names. After a deleted table, a permission or a key, deploy again.',
    });
    this.alarms = [silent, errors].map(({ alarm }) => alarm);
  }
}
