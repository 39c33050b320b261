import { Duration } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { MESSAGES_PREFIX, OUTBOX_PARTITION } from '../../../functions/contracts/delivery-partitions.ts';
import { MONTHS_PREFIX } from '../../../functions/contracts/fleet-partition.ts';
import { PRESSES_PARTITION } from '../../../functions/contracts/presses.ts';
import { recipientsText, type WrittenRecipients } from '../../../functions/contracts/recipients.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { ReportEnvironment } from '../../../functions/report/env.ts';
import { FunctionSchedule, type TimeOfDay } from '../parts/function-schedule.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { Schedules } from '../parts/schedules.ts';
import type { State } from '../parts/state.ts';

export interface ReportingProps {
  /** Absent: only when an operator invokes the function. */
  dailyAt?: TimeOfDay;
  budgets: StringParameter;
  state: State;
  schedules: Schedules;
  /** The topics of which the subscriptions are counted. */
  topics: Record<Channel, Topic>;
  /** The mail addresses and phone numbers that must be subscribed. */
  recipients: WrittenRecipients;
}

/** Reports once a day what the fleet costs, and that the alerter works. */
export class Reporting extends Construct {
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, props: ReportingProps) {
    super(scope, id);
    const { costHistory, monthsIndexArn, notificationLog, pendingIndexArn } = props.state;
    this.function = new PipelineFunction<ReportEnvironment>(this, 'Report', {
      name: 'report',
      description: 'Reports once a day what the fleet costs and how the alerter works.',
      timeout: Duration.minutes(5),
      memorySize: 512,
      environment: {
        BUDGETS_PARAMETER_NAME: props.budgets.parameterName,
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        MAIL_TOPIC_ARN: props.topics.mail.topicArn,
        TEXT_TOPIC_ARN: props.topics.text.topicArn,
        EVENT_TOPIC_ARN: props.topics.event.topicArn,
        RECIPIENTS: recipientsText(props.recipients),
      },
      dropAfter: Duration.days(1),
    });
    this.function.allow(['ssm:GetParameter'], props.budgets.parameterArn);
    this.function.allow(['dynamodb:Query'], monthsIndexArn);
    this.function.allow(['dynamodb:GetItem'], costHistory.tableArn);
    this.function.allowOnFleetRecords(['dynamodb:UpdateItem'], costHistory.tableArn);
    this.function.allowOnPartitions([`${MONTHS_PREFIX}*`, PRESSES_PARTITION], ['dynamodb:Query'], costHistory.tableArn);
    this.function.allow(['dynamodb:Query'], notificationLog.tableArn, pendingIndexArn);
    // The report waits there for `notify`. Claims are in other partitions.
    this.function.allowOnPartitions(
      [OUTBOX_PARTITION, `${MESSAGES_PREFIX}*`],
      ['dynamodb:PutItem'],
      notificationLog.tableArn,
    );
    this.function.allow(
      ['sns:ListSubscriptionsByTopic'],
      ...Object.values(props.topics).map(({ topicArn }) => topicArn),
    );
    // By its errors, AWS asks for it on the topic. Its guide names no resource: if the guide is right, then the report does
    // not say how recipients were confirmed.
    const { mail, text } = props.topics;
    this.function.allow(['sns:GetSubscriptionAttributes'], mail.topicArn, text.topicArn);

    if (props.dailyAt) {
      new FunctionSchedule(this, 'Daily', {
        schedules: props.schedules,
        target: this.function,
        dailyAt: props.dailyAt,
        description: 'Sends the daily report.',
      });
    }
  }
}
