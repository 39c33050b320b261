import { Duration } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { recipientsText, type WrittenRecipients } from '../../../functions/contracts/recipients.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { PageEnvironment } from '../../../functions/page/env.ts';
import { PipelineFunction } from '../parts/pipeline-function.ts';
import type { State } from '../parts/state.ts';

export interface LookingProps {
  budgets: StringParameter;
  state: State;
  /** The topics of which the subscriptions are shown. */
  topics: Record<Channel, Topic>;
  /** The mail addresses and phone numbers that must be subscribed. */
  recipients: WrittenRecipients;
  /** Requests to emnify that a month may have. */
  requestsPerMonth: number;
}

/** Shows what is stored, to persons who ask. It reads, and changes nothing. */
export class Looking extends Construct {
  readonly function: PipelineFunction;

  constructor(scope: Construct, id: string, props: LookingProps) {
    super(scope, id);
    const { costHistory, monthsIndexArn, notificationLog, pendingIndexArn } = props.state;
    const { mail, text, event } = props.topics;
    this.function = new PipelineFunction<PageEnvironment>(this, 'Page', {
      name: 'page',
      description: 'Shows what the fleet costs, what was sent and how the alerter is. It only reads.',
      timeout: Duration.seconds(30),
      memorySize: 512,
      environment: {
        BUDGETS_PARAMETER_NAME: props.budgets.parameterName,
        COST_HISTORY_TABLE: costHistory.tableName,
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        MAIL_TOPIC_ARN: mail.topicArn,
        TEXT_TOPIC_ARN: text.topicArn,
        EVENT_TOPIC_ARN: event.topicArn,
        RECIPIENTS: recipientsText(props.recipients),
        REQUESTS_PER_MONTH: String(props.requestsPerMonth),
      },
    });
    this.function.allow(['ssm:GetParameter'], props.budgets.parameterArn);
    this.function.allow(['dynamodb:GetItem', 'dynamodb:Query'], costHistory.tableArn);
    this.function.allow(['dynamodb:Query'], monthsIndexArn, notificationLog.tableArn, pendingIndexArn);
    this.function.allow(['sns:ListSubscriptionsByTopic'], mail.topicArn, text.topicArn, event.topicArn);
    // As for `report`.
    this.function.allow(['sns:GetSubscriptionAttributes'], mail.topicArn, text.topicArn);
  }
}
