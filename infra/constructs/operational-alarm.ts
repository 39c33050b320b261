import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Alarms look at this many minutes at a time. */
const PERIOD = Duration.minutes(5);
/** CloudWatch looks back no further, all periods of an alarm together. */
const LONGEST_LOOK_BACK = Duration.days(1);

export interface OperationalAlarmProps {
  /** Raised as soon as this is above zero in one period. */
  metric: Metric;
  /** What this means for the people who wait for alerts. */
  impact: string;
  /** What the one who gets the alarm does now. */
  remedy: string;
  /**
   * How long the alarm stays raised after the last time. Longer than the cause takes to come back, so that one
   * trouble is one mail: an hourly sweep that fails all night would else raise the alarm every hour.
   */
  staysRaised: Duration;
  /** The operators' topic; never the one that the alarm watches over. */
  operators: ITopic;
}

/** An alarm that says what is the matter and what to do; its paragraph in docs/operations.md is called as its id. */
export class OperationalAlarm extends Construct {
  constructor(scope: Construct, id: string, props: OperationalAlarmProps) {
    super(scope, id);
    const lookBack = Math.min(props.staysRaised.toSeconds(), LONGEST_LOOK_BACK.toSeconds());
    const alarm = new Alarm(this, 'Alarm', {
      alarmDescription: `Impact: ${props.impact} What to do: ${props.remedy} More: docs/operations.md#${kebab(id)}`,
      metric: props.metric.with({ period: PERIOD }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      datapointsToAlarm: 1,
      evaluationPeriods: Math.ceil(lookBack / PERIOD.toSeconds()),
      // A queue that is empty and a function that does not run have no figures at all.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(props.operators));
  }
}

/** `DiscoverErrors` becomes `discover-errors`, as in the address of a heading. */
const kebab = (id: string) => id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
