import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ConditionSeverity } from '../../../functions/domain/watchdog/conditions.ts';

/** The period of the metric of an alarm. */
const PERIOD = Duration.minutes(5);
/** With periods of less than an hour, CloudWatch allows no more for all periods of an alarm together. */
const LONGEST_LOOK_BACK = Duration.days(1);

/** When an alarm is raised. Every value has to be given, because CloudWatch's defaults are seldom right here. */
export type AlarmRule = Required<
  Pick<
    AlarmProps,
    'metric' | 'comparisonOperator' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
  >
>;

export interface OperationalAlarmProps {
  rule: AlarmRule;
  severity: ConditionSeverity;
  /** What this means for the recipients of alerts. */
  impact: string;
  /** What the operator does now. */
  remedy: string;
  /** The operators' topic. Alerts have other topics, which alarms are about. */
  operators: ITopic;
}

/** An alarm that says what it means and what to do. Its id is the heading of its paragraph in docs/operations.md. */
export class OperationalAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { rule, severity, impact, remedy, operators }: OperationalAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      ...rule,
      alarmDescription: `Severity: ${severity}. Impact: ${impact} What to do: ${remedy} More: docs/operations.md#${kebab(id)}`,
    });
    this.alarm.addAlarmAction(new SnsAction(operators));
  }
}

/**
 * Raises the alarm when the metric is above zero in any five minutes, and keeps it raised for a while.
 *
 * @param staysRaised how long after the last time (a day at most). It is longer than the cause takes to come back, so
 * that one cause is one mail: otherwise an hourly sweep that fails all night would raise the alarm every hour.
 */
export function raisedByAny(metric: Metric | MathExpression, staysRaised: Duration): AlarmRule {
  const lookBack = Math.min(staysRaised.toSeconds(), LONGEST_LOOK_BACK.toSeconds());
  return {
    metric: metric.with({ period: PERIOD }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    datapointsToAlarm: 1,
    evaluationPeriods: Math.ceil(lookBack / PERIOD.toSeconds()),
    // An empty queue and a function that does not run have no data at all.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** `DiscoverErrors` becomes `discover-errors`, as in the address of a heading. */
const kebab = (id: string) => id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
