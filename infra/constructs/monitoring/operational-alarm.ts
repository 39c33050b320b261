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

/** Trouble is looked for in this many minutes at a time. */
const PERIOD = Duration.minutes(5);
/** With a period of less than an hour CloudWatch looks back no further, all periods of an alarm together. */
const LONGEST_LOOK_BACK = Duration.days(1);

/** Critical: a cost may go notYetSent now. High: it will, if nobody acts. Low: no alert depends on it. */
export type AlarmSeverity = 'critical' | 'high' | 'low';

/** When an alarm is raised. All of it has to be said: what CloudWatch takes for granted is seldom what we want. */
export type Condition = Required<
  Pick<
    AlarmProps,
    'metric' | 'comparisonOperator' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
  >
>;

export interface OperationalAlarmProps {
  condition: Condition;
  severity: AlarmSeverity;
  /** What this means for the people who wait for alerts. */
  impact: string;
  /** What the one who gets the alarm does now. */
  remedy: string;
  /** The operators' topic; never the one that the alarm watches over. */
  operators: ITopic;
}

/** An alarm that says what is the matter and what to do; its paragraph in docs/operations.md is called as its id. */
export class OperationalAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { condition, severity, impact, remedy, operators }: OperationalAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      ...condition,
      alarmDescription: `Severity: ${severity}. Impact: ${impact} What to do: ${remedy} More: docs/operations.md#${kebab(id)}`,
    });
    this.alarm.addAlarmAction(new SnsAction(operators));
  }
}

/**
 * Raised as soon as there is any: the metric is above zero in five minutes.
 *
 * @param staysRaised how long after the last time (a day at most). Longer than the cause takes to come back, so that
 * one trouble is one mail: an hourly sweep that fails all night would else raise the alarm every hour.
 */
export function raisedByAny(metric: Metric | MathExpression, staysRaised: Duration): Condition {
  const lookBack = Math.min(staysRaised.toSeconds(), LONGEST_LOOK_BACK.toSeconds());
  return {
    metric: metric.with({ period: PERIOD }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    datapointsToAlarm: 1,
    evaluationPeriods: Math.ceil(lookBack / PERIOD.toSeconds()),
    // A queue that is empty and a function that does not run have no figures at all.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** `DiscoverErrors` becomes `discover-errors`, as in the address of a heading. */
const kebab = (id: string) => id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
