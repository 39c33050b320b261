import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { AggregateEnvironment } from '../../../functions/aggregate/env.ts';
import { AGGREGATE_PACE, emnifyVariables } from '../parts/emnify-pace.ts';
import { FunctionSchedule } from '../parts/function-schedule.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';

export interface AggregationProps {
  every: Duration;
  sweepEvery: Duration;
  emnifyBaseUrl: string;
  emnifyToken: Secret;
  budgets: StringParameter;
  state: State;
  schedules: Schedules;
}

/** Judges the budgets that endpoints share, from what the sweeps have stored and from emnify's own total. */
export class Aggregation extends Construct {
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, props: AggregationProps) {
    super(scope, id);
    const { costHistory, monthsIndexArn, notificationLog } = props.state;
    this.function = new PipelineFunction<AggregateEnvironment>(this, 'Aggregate', {
      name: 'aggregate',
      description: 'Adds up the costs of groups and of the organisation, and compares them with their budgets.',
      timeout: Duration.minutes(15),
      memorySize: 512,
      environment: {
        ...emnifyVariables(props.emnifyBaseUrl, props.emnifyToken.secretArn, AGGREGATE_PACE),
        BUDGETS_PARAMETER_NAME: props.budgets.parameterName,
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        SWEEP_MINUTES: String(props.sweepEvery.toMinutes()),
      },
      dropAfter: props.every,
    });
    this.function.allow(['secretsmanager:GetSecretValue'], props.emnifyToken.secretArn);
    this.function.allow(['ssm:GetParameter'], props.budgets.parameterArn);
    this.function.allow(['dynamodb:Query'], monthsIndexArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], costHistory.tableArn);
    this.function.allowOnFleetRecords(['dynamodb:UpdateItem'], costHistory.tableArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], notificationLog.tableArn);

    new FunctionSchedule(this, 'Sums', {
      schedules: props.schedules,
      target: this.function,
      every: props.every,
      description: 'Adds up the costs of groups and of the organisation.',
    });
  }
}
