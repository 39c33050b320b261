import { Duration } from 'aws-cdk-lib';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { ActEnvironment } from '../../../functions/act/env.ts';
import { PRESSES_PARTITION } from '../../../functions/contracts/presses.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { State } from '../parts/state.ts';

export interface ActingProps {
  budgets: StringParameter;
  state: State;
  /** Sends a notification once more. */
  notify: PipelineFunction;
  /** Checks an endpoint. */
  evaluate: PipelineFunction;
  /** What an answer leads back to. */
  page: PipelineFunction;
}

/** Does what a person decides by a press. It writes presses and nothing else, and has no token of emnify's. */
export class Acting extends Construct {
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, { budgets, state, notify, evaluate, page }: ActingProps) {
    super(scope, id);
    const { costHistory, notificationLog } = state;
    this.function = new PipelineFunction<ActEnvironment>(this, 'Act', {
      name: 'act',
      description: 'Mutes, acknowledges, raises a limit, sends or checks once more, because a person pressed.',
      // A check waits for emnify.
      timeout: Duration.minutes(1),
      memorySize: 256,
      environment: {
        BUDGETS_PARAMETER_NAME: budgets.parameterName,
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        NOTIFY_FUNCTION_ARN: notify.lambda.functionArn,
        EVALUATE_FUNCTION_ARN: evaluate.lambda.functionArn,
        PAGE_FUNCTION_ARN: page.lambda.functionArn,
      },
    });
    this.function.allow(['ssm:GetParameter'], budgets.parameterArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:Query'], costHistory.tableArn);
    this.function.allow(['dynamodb:Query'], notificationLog.tableArn);
    const writes = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
    this.function.allowOnPartitions([PRESSES_PARTITION], writes, costHistory.tableArn);
    this.function.allow(['lambda:InvokeFunction'], notify.lambda.functionArn, evaluate.lambda.functionArn);
  }
}
