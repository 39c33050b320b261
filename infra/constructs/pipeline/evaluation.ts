import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { EvaluateEnvironment } from '../../../functions/evaluate/env.ts';
import { EVALUATE_PACE, EVALUATE_WORKERS, emnifyVariables } from '../parts/emnify-pace.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { State } from '../parts/state.ts';
import { WorkQueue } from '../parts/work-queue.ts';

/** Ten endpoints take seconds. The minutes are for the pauses that emnify may ask for. */
const TIMEOUT = Duration.minutes(5);

const ENDPOINTS_PER_BATCH = 10;

export interface EvaluationProps {
  emnifyBaseUrl: string;
  emnifyToken: Secret;
  budgets: StringParameter;
  state: State;
}

/** Asks emnify what each queued endpoint has cost this month, and stores an alert if it has crossed a threshold. */
export class Evaluation extends Construct {
  /** Requests to evaluate an endpoint, and those that have failed. */
  readonly requests: WorkQueue;
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, props: EvaluationProps) {
    super(scope, id);
    const { costHistory, notificationLog } = props.state;
    // Beside this construct and not in it: there its id would be another, and a deployment would replace the queue.
    this.requests = new WorkQueue(scope, 'EvaluationRequests', { workerTimeout: TIMEOUT });
    this.function = new PipelineFunction<EvaluateEnvironment>(this, 'Evaluate', {
      name: 'evaluate',
      description: 'Compares what an endpoint has cost this month with its budgets.',
      timeout: TIMEOUT,
      // Ten endpoints need half of it, and the time is waiting: see docs/benchmarks.md.
      memorySize: 256,
      environment: {
        ...emnifyVariables(props.emnifyBaseUrl, props.emnifyToken.secretArn, EVALUATE_PACE),
        BUDGETS_PARAMETER_NAME: props.budgets.parameterName,
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
      },
    });
    this.function.allow(['secretsmanager:GetSecretValue'], props.emnifyToken.secretArn);
    this.function.allow(['ssm:GetParameter'], props.budgets.parameterArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], costHistory.tableArn);
    this.function.allowOnFleetRecords(['dynamodb:UpdateItem'], costHistory.tableArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], notificationLog.tableArn);

    this.function.lambda.addEventSource(
      new SqsEventSource(this.requests.queue, {
        batchSize: ENDPOINTS_PER_BATCH,
        // If one endpoint fails, then the nine others are not evaluated again.
        reportBatchItemFailures: true,
        // Keeps all workers together below emnify's limit: see emnify-pace.ts.
        maxConcurrency: EVALUATE_WORKERS,
      }),
    );
  }
}
