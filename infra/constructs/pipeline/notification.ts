import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { type CfnTopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { MESSAGES_PREFIX, OUTBOX_PARTITION, SENT_PREFIX } from '../../../functions/contracts/delivery-partitions.ts';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import { PRESSES_PARTITION } from '../../../functions/contracts/presses.ts';
import { severitiesFor } from '../../../functions/contracts/recipients.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { Recipient } from '../../../functions/domain/messages/recipient.ts';
import type { NotifyEnvironment } from '../../../functions/notify/env.ts';
import type { Settings } from '../../settings.ts';
import type { DeadLetterQueue } from '../parts/dead-letter-queue.ts';
import { FunctionSchedule } from '../parts/function-schedule.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';

type Recipients = Settings['recipients'];

/** A sweep evaluates some endpoints every second: after a minute without a new alert it has found them all. */
const SETTLE = Duration.minutes(1);

/** AWS's own key for SNS. */
const KEY_OF_TOPICS = 'alias/aws/sns';

/** A working hour in Europe and in the east of America. */
const TEST_AT = { hour: 14, minute: 0 };

export interface NotificationProps {
  every: Duration;
  /** Whether a test message is sent to every recipient once a month. */
  monthlyTest: boolean;
  recipients: Recipients;
  /** What phones show as the sender of a text. Absent: SNS chooses. */
  smsSenderId?: string;
  /** What AWS lets the account spend on texts in a month. */
  smsSpendingLimitUsd: number;
  state: State;
  schedules: Schedules;
}

/** Sends what waits on every channel, and a test message once a month. */
export class Notification extends Construct {
  readonly function: PipelineFunction;
  /** Runs that never started. They are apart from those of other schedules: without `notify`, nothing is sent. */
  readonly deadLetters: DeadLetterQueue;
  /** One for each channel: SNS filters by attributes only where a message is one plain text (decision 14). */
  readonly topics: Record<Channel, Topic>;

  constructor(scope: Construct, id: string, props: NotificationProps) {
    super(scope, id);
    const { costHistory, notificationLog, pendingIndexArn } = props.state;

    this.topics = {
      // The first topic of the product keeps its first id: with another id it would be a new topic without subscribers.
      mail: alertTopic(this, 'Alerts', 'emnify costs'),
      // SNS puts the name in front of each text, where it counts among the characters.
      text: alertTopic(this, 'Texts', 'emnify'),
      event: alertTopic(this, 'Events', 'emnify cost events'),
    };
    for (const { to, from } of props.recipients.email) {
      this.topics.mail.addSubscription(new EmailSubscription(to, { filterPolicy: severities('mail', from) }));
    }
    for (const { to, from } of props.recipients.sms) {
      this.topics.text.addSubscription(new SmsSubscription(to, { filterPolicy: severities('text', from) }));
    }

    this.function = new PipelineFunction<NotifyEnvironment>(this, 'Notify', {
      name: 'notify',
      description: 'Sends what waits, and tries again what could not be sent before.',
      timeout: Duration.minutes(1),
      memorySize: 512,
      environment: {
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        MAIL_TOPIC_ARN: this.topics.mail.topicArn,
        TEXT_TOPIC_ARN: this.topics.text.topicArn,
        EVENT_TOPIC_ARN: this.topics.event.topicArn,
        SMS_SENDER_ID: props.smsSenderId ?? '',
        SMS_SPENDING_LIMIT: String(props.smsSpendingLimitUsd),
        SETTLE_SECONDS: String(SETTLE.toSeconds()),
      },
      dropAfter: props.every,
    });
    this.function.allow(['dynamodb:Query'], pendingIndexArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], notificationLog.tableArn);
    // Claims can be marked. They can be neither overwritten nor deleted.
    const [outbox, messages, sent] = [OUTBOX_PARTITION, `${MESSAGES_PREFIX}*`, `${SENT_PREFIX}*`];
    this.function.allowOnPartitions([outbox, messages, sent], ['dynamodb:PutItem'], notificationLog.tableArn);
    this.function.allowOnPartitions([outbox, messages], ['dynamodb:DeleteItem'], notificationLog.tableArn);
    // It leaves notes of its runs, says presses in the next notification, and notes that it has.
    this.function.allowOnPartitions([PRESSES_PARTITION], ['dynamodb:Query'], costHistory.tableArn);
    const noted = [FLEET_PARTITION, PRESSES_PARTITION];
    this.function.allowOnPartitions(noted, ['dynamodb:UpdateItem'], costHistory.tableArn);
    this.function.allow(['sns:Publish'], ...Object.values(this.topics).map(({ topicArn }) => topicArn));
    this.function.allow(['cloudwatch:GetMetricStatistics'], '*');
    Validations.of(this.function).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Metrics of CloudWatch are no resources: cloudwatch:GetMetricStatistics can only be allowed on *.',
    });

    this.#allowKeyOfTopics();

    const rounds = new FunctionSchedule(this, 'Rounds', {
      schedules: props.schedules,
      target: this.function,
      deadLetters: 'own',
      every: props.every,
      description: 'Sends what waits to be sent.',
    });
    this.deadLetters = rounds.deadLetters;
    if (props.monthlyTest) {
      new FunctionSchedule(this, 'MonthlyTest', {
        target: this.function,
        firstMondayAt: TEST_AT,
        description: 'Sends a message marked as a test to every recipient.',
        payload: { test: true },
        schedules: props.schedules,
        deadLetters: this.deadLetters,
      });
    }
  }

  /**
   * Allows the use of AWS's own key. SNS's guide says that a publisher to an encrypted topic needs its key. It does not
   * say whether that includes AWS's own key, whose policy admits every publisher of the account. This works either way.
   */
  #allowKeyOfTopics(): void {
    const stack = Stack.of(this);
    const keys = stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resourceArns: [keys],
      conditions: {
        StringEquals: { 'kms:ViaService': `sns.${stack.region}.amazonaws.com` },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': KEY_OF_TOPICS },
      },
    }).assertSuccess();
    Validations.of(this.function).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]',
      reason: "The id of AWS's own key for SNS is not known before AWS makes it. A condition names its alias.",
    });
  }
}

function alertTopic(scope: Construct, id: string, displayName: string): Topic {
  const topic = new Topic(scope, id, { displayName, enforceSSL: true });
  // AWS's own key costs nothing. Services such as CloudWatch cannot use it, but only our function publishes here. The
  // key is set by its name: the ARN that `masterKey` writes does not make SNS create the key in a new account.
  (topic.node.defaultChild as CfnTopic).kmsMasterKeyId = KEY_OF_TOPICS;
  return topic;
}

const severities = (channel: Recipient['channel'], from: Recipient['from']) => ({
  severity: SubscriptionFilter.stringFilter({ allowlist: severitiesFor({ channel, from }) }),
});
