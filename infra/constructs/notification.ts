import { Duration } from 'aws-cdk-lib';
import { type CfnTopic, type ITopicSubscription, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { NotifyEnvironment } from '../../functions/notify/env.ts';
import type { Settings } from '../settings.ts';
import { FunctionSchedule } from './function-schedule.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { State } from './state.ts';

type Recipients = Settings['recipients'];
type Severity = Recipients['email'][number]['from'];

/** What a recipient gets who asked for this severity and up. */
const ALERTS_FROM: Record<Severity, Severity[]> = {
  warning: ['warning', 'critical'],
  critical: ['critical'],
};

/** A sweep evaluates some devices every second: where a minute brings nothing new, it has found what it finds. */
const SETTLE = Duration.minutes(1);

/** A working hour in Europe and in the east of America. */
const TEST_AT = { hour: 14, minute: 0 };

export interface NotificationProps {
  every: Duration;
  /** Whether a test message goes the whole way once a month. */
  monthlyTest: boolean;
  recipients: Recipients;
  state: State;
}

/** Tells people what is pending, in one message per run, and tries once a month whether a message arrives. */
export class Notification extends Construct {
  readonly function: PipelineFunction;
  readonly schedule: FunctionSchedule;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: NotificationProps) {
    super(scope, id);
    const { notificationLog, pendingIndexArn } = props.state;

    this.topic = new Topic(this, 'Alerts', { displayName: 'emnify costs', enforceSSL: true });
    // AWS's own key costs nothing. Services such as CloudWatch cannot use it, but only our function publishes here. By
    // its name: the ARN that `masterKey` would write does not make SNS create the key in an account that has none yet.
    (this.topic.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
    for (const subscription of subscriptions(props.recipients)) this.topic.addSubscription(subscription);

    this.function = new PipelineFunction<NotifyEnvironment>(this, 'Notify', {
      name: 'notify',
      description: 'Sends one message about everything that is still to be told.',
      timeout: Duration.minutes(1),
      memorySize: 512,
      environment: {
        NOTIFICATION_LOG_TABLE: notificationLog.tableName,
        ALERT_TOPIC_ARN: this.topic.topicArn,
        SETTLE_SECONDS: String(SETTLE.toSeconds()),
      },
      worthlessAfter: props.every,
    });
    this.function.allow(['dynamodb:Query'], pendingIndexArn);
    this.function.allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], notificationLog.tableArn);
    this.function.allow(['sns:Publish'], this.topic.topicArn);

    this.schedule = new FunctionSchedule(this, 'Rounds', {
      target: this.function,
      every: props.every,
      description: 'Sends what is still to be told.',
    });
    if (props.monthlyTest) {
      new FunctionSchedule(this, 'MonthlyTest', {
        target: this.function,
        firstMondayAt: TEST_AT,
        description: 'Sends a message marked as a test to every recipient.',
        payload: { test: true },
        deadLetters: this.schedule.deadLetters,
      });
    }
  }
}

function subscriptions({ email, sms }: Recipients): ITopicSubscription[] {
  return [
    ...email.map(({ to, from }) => new EmailSubscription(to, { filterPolicy: severities(mailsFrom(from)) })),
    ...sms.map(({ to, from }) => new SmsSubscription(to, { filterPolicy: severities(ALERTS_FROM[from]) })),
  ];
}

/** The daily report is `info`: a mail for whom wants more than alarms, and never a text. */
const mailsFrom = (from: Severity): string[] => [...(from === 'warning' ? ['info'] : []), ...ALERTS_FROM[from]];

const severities = (allowlist: string[]) => ({ severity: SubscriptionFilter.stringFilter({ allowlist }) });
