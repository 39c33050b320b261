import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DiscoverEnvironment } from '../../functions/discover/env.ts';
import { DISCOVER_PACE, emnifyVariables } from './emnify-pace.ts';
import { FunctionSchedule } from './function-schedule.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { State } from './state.ts';

export interface DiscoveryProps {
  every: Duration;
  emnifyBaseUrl: string;
  emnifyToken: Secret;
  /** As `Date.toISOString()`, where it is known. */
  tokenExpiresAt?: string;
  evaluationQueue: Queue;
  state: State;
}

/** Begins a sweep: walks the fleet's list and asks for one evaluation per endpoint. */
export class Discovery extends Construct {
  readonly function: PipelineFunction;
  readonly schedule: FunctionSchedule;

  constructor(scope: Construct, id: string, props: DiscoveryProps) {
    super(scope, id);
    this.function = new PipelineFunction<DiscoverEnvironment>(this, 'Discover', {
      name: 'discover',
      description: 'Lists the endpoints at emnify and asks for the evaluation of each.',
      timeout: Duration.minutes(15),
      memorySize: 512,
      environment: {
        ...emnifyVariables(props.emnifyBaseUrl, props.emnifyToken.secretArn, DISCOVER_PACE),
        EVALUATION_QUEUE_URL: props.evaluationQueue.queueUrl,
        COST_HISTORY_TABLE: props.state.costHistory.tableName,
        TOKEN_EXPIRES_AT: props.tokenExpiresAt ?? 'unknown',
      },
      worthlessAfter: props.every,
    });
    this.function.allow(['secretsmanager:GetSecretValue'], props.emnifyToken.secretArn);
    this.function.allow(['dynamodb:PutItem'], props.state.costHistory.tableArn);
    this.function.allow(['sqs:SendMessage'], props.evaluationQueue.queueArn);

    this.schedule = new FunctionSchedule(this, 'Sweep', {
      target: this.function,
      every: props.every,
      description: 'Begins a sweep over the fleet.',
    });
  }
}
