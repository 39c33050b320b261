import { Duration, Validations } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { recipientsText, type WrittenRecipients } from '../../../functions/contracts/recipients.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { CountedByLambda } from '../../../functions/domain/watchdog/observations.ts';
import type { WatchdogEnvironment } from '../../../functions/watchdog/env.ts';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import { FunctionSchedule } from '../parts/function-schedule.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';
import type { WorkQueue } from '../parts/work-queue.ts';

/** How often the watchdog runs. */
export const WATCH_EVERY = Duration.minutes(15);

export interface WatchingProps {
  /** The only topic that it may publish to. */
  operators: Topic;
  topics: Record<Channel, Topic>;
  functions: Record<CountedByLambda, PipelineFunction>;
  requests: WorkQueue;
  schedules: Schedules;
  /** Runs of `notify` that never started. */
  notifyDeadLetters: DeadLetterQueue;
  state: State;
  sweepEvery: Duration;
  aggregateEvery: Duration;
  notifyEvery: Duration;
  /** More requests to emnify in a day are too many. */
  requestsPerDay: number;
  smsSpendingLimitUsd: number;
  /** The mail addresses and phone numbers that must be subscribed. */
  recipients: WrittenRecipients;
  /** As `Date.toISOString()`. Absent: not known. */
  tokenExpiresAt?: string;
  heartbeatUrl?: string;
}

/** Reads what the functions leave, and says to the operators what is wrong. It asks nothing of emnify. */
export class Watching extends Construct {
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, props: WatchingProps) {
    super(scope, id);
    const { operators, topics, functions, requests, schedules, notifyDeadLetters } = props;
    const { costHistory, notificationLog, pendingIndexArn } = props.state;
    this.function = new PipelineFunction<WatchdogEnvironment>(this, 'Watchdog', {
      name: 'watchdog',
      description: 'Watches the other functions, and says to the operators what is wrong.',
      timeout: Duration.minutes(1),
      memorySize: 256,
      environment: {
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        OPERATORS_TOPIC_ARN: operators.topicArn,
        MAIL_TOPIC_ARN: topics.mail.topicArn,
        TEXT_TOPIC_ARN: topics.text.topicArn,
        EVENT_TOPIC_ARN: topics.event.topicArn,
        DISCOVER_FUNCTION_NAME: functions.discover.lambda.functionName,
        EVALUATE_FUNCTION_NAME: functions.evaluate.lambda.functionName,
        AGGREGATE_FUNCTION_NAME: functions.aggregate.lambda.functionName,
        REPORT_FUNCTION_NAME: functions.report.lambda.functionName,
        EVALUATION_QUEUE_URL: requests.queue.queueUrl,
        SCHEDULE_DEAD_LETTERS_URL: schedules.deadLetters.queueUrl,
        EVALUATE_DEAD_LETTERS_URL: requests.deadLetters.queueUrl,
        NOTIFY_DEAD_LETTERS_URL: notifyDeadLetters.queueUrl,
        SWEEP_MINUTES: String(props.sweepEvery.toMinutes()),
        AGGREGATE_MINUTES: String(props.aggregateEvery.toMinutes()),
        NOTIFY_MINUTES: String(props.notifyEvery.toMinutes()),
        REQUESTS_PER_DAY: String(props.requestsPerDay),
        SMS_SPENDING_LIMIT: String(props.smsSpendingLimitUsd),
        RECIPIENTS: recipientsText(props.recipients),
        TOKEN_EXPIRES_AT: props.tokenExpiresAt ?? 'unknown',
        HEARTBEAT_URL: props.heartbeatUrl ?? '',
      },
      dropAfter: WATCH_EVERY,
    });
    // Its own state is among the records of the fleet, and the only item that it writes.
    this.function.allowOnFleetRecords(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], costHistory.tableArn);
    this.function.allow(['dynamodb:Query'], notificationLog.tableArn, pendingIndexArn);
    const allDeadLetters = [schedules.deadLetters, requests.deadLetters, notifyDeadLetters].map(
      ({ queueArn }) => queueArn,
    );
    this.function.allow(['sqs:GetQueueAttributes'], requests.queue.queueArn, ...allDeadLetters);
    // It only looks at a message: it may delete none.
    this.function.allow(['sqs:ReceiveMessage'], ...allDeadLetters);
    const ofPeople = [topics.mail, topics.text].map(({ topicArn }) => topicArn);
    this.function.allow(['sns:ListSubscriptionsByTopic'], ...ofPeople, topics.event.topicArn, operators.topicArn);
    this.function.allow(['sns:GetSubscriptionAttributes'], ...ofPeople, operators.topicArn);
    this.function.allow(['sns:Subscribe'], ...ofPeople);
    this.function.allow(['sns:Publish'], operators.topicArn);
    this.function.allow(['cloudwatch:GetMetricData'], '*');
    Validations.of(this.function).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Metrics of CloudWatch are no resources: cloudwatch:GetMetricData can only be allowed on *.',
    });

    new FunctionSchedule(this, 'Rounds', {
      schedules,
      target: this.function,
      every: WATCH_EVERY,
      description: 'Watches the other functions.',
    });
  }
}
