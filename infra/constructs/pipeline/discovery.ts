import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MONTHS_PREFIX } from '../../../functions/contracts/fleet-partition.ts';
import type { DiscoverEnvironment } from '../../../functions/discover/env.ts';
import { CHECKS_PER_RUN, DISCOVER_PACE, emnifyVariables, POLLING_MINUTES } from '../parts/emnify-pace.ts';
import { FunctionSchedule } from '../parts/function-schedule.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';

export interface DiscoveryProps {
  sweepEvery: Duration;
  /** Our share of emnify's monthly quota of requests. */
  requestsPerMonth: number;
  emnifyBaseUrl: string;
  emnifyToken: Secret;
  evaluationQueue: Queue;
  state: State;
  schedules: Schedules;
}

/** Queues the endpoints that are due for evaluation, and reads emnify's list of endpoints once in a sweep interval. */
export class Discovery extends Construct {
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, props: DiscoveryProps) {
    super(scope, id);
    const every = Duration.minutes(Math.min(POLLING_MINUTES, props.sweepEvery.toMinutes()));
    this.function = new PipelineFunction<DiscoverEnvironment>(this, 'Discover', {
      name: 'discover',
      description: 'Decides which endpoints are checked now, and finds new ones in the list of emnify.',
      timeout: Duration.minutes(15),
      memorySize: 512,
      environment: {
        ...emnifyVariables(props.emnifyBaseUrl, props.emnifyToken.secretArn, DISCOVER_PACE),
        EVALUATION_QUEUE_URL: props.evaluationQueue.queueUrl,
        COST_HISTORY_TABLE: props.state.costHistory.tableName,
        SWEEP_MINUTES: String(props.sweepEvery.toMinutes()),
        EMNIFY_REQUESTS_PER_MONTH: String(props.requestsPerMonth),
        CHECKS_PER_RUN: String(CHECKS_PER_RUN),
      },
      dropAfter: every,
    });
    this.function.allow(['secretsmanager:GetSecretValue'], props.emnifyToken.secretArn);
    const { costHistory, monthsIndexArn } = props.state;
    this.function.allowOnFleetRecords(['dynamodb:PutItem', 'dynamodb:UpdateItem'], costHistory.tableArn);
    this.function.allowOnPartitions([`${MONTHS_PREFIX}*`], ['dynamodb:Query'], costHistory.tableArn);
    this.function.allow(['dynamodb:Query'], monthsIndexArn);
    this.function.allow(['dynamodb:GetItem'], costHistory.tableArn);
    this.function.allow(['sqs:GetQueueAttributes', 'sqs:SendMessage'], props.evaluationQueue.queueArn);

    new FunctionSchedule(this, 'Sweep', {
      schedules: props.schedules,
      target: this.function,
      every,
      payload: { dueOnly: true },
      description: 'Queues the endpoints that are due and all new ones for evaluation.',
    });
  }
}
