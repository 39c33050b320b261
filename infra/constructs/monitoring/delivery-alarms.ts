import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { OperationalAlarm, raisedByAny } from './operational-alarm.ts';
import { counted, total } from './pipeline-metrics.ts';

const SMS_LIMIT_SHARE = 0.8;
/** `notify` counts failing channels at least once an hour: with this, one cause raises one alarm. */
const BRIDGED = Duration.hours(2);

export interface DeliveryAlarmsProps {
  operators: ITopic;
  /** The topics of the alerts. */
  topics: Topic[];
  /** Counts the channels that fail, and the messages that were set aside. */
  notify: PipelineFunction;
  /** Counts the subscriptions once a day. */
  report: PipelineFunction;
  /** The amount that AWS lets the account spend on texts in a month. */
  smsSpendingLimitUsd: number;
  /** Longer than it takes until another message fails for the same reason. */
  staysRaised: Duration;
}

/** Alarms about messages that SNS does not take, or takes and does not deliver. */
export class DeliveryAlarms extends Construct {
  readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: DeliveryAlarmsProps) {
    super(scope, id);
    const { operators, topics, notify, report, smsSpendingLimitUsd, staysRaised } = props;
    const channelFails = new OperationalAlarm(this, 'ChannelFails', {
      operators,
      condition: raisedByAny(counted(notify, 'ChannelsFailing', { statistic: 'Maximum' }), BRIDGED),
      severity: 'critical',
      impact:
        'SNS has refused the mails, the texts or the events for machines twice in a row. Messages on this channel wait and are tried again at least once an hour. The other channels go on.',
      remedy:
        'Read "channel fails" in the log of notify: it names the channel and what SNS says. Repair the cause (if a topic, a permission or a key is gone, then deploy again), then send a test message (output Step2SendTestMessage).',
    });
    const messageSetAside = new OperationalAlarm(this, 'MessageSetAside', {
      operators,
      condition: raisedByAny(counted(notify, 'MessagesSetAside'), staysRaised),
      severity: 'high',
      impact: 'SNS has refused a message about one alert in every form, so it was set aside. Everything else was sent.',
      remedy:
        'Read "message set aside" in the log of notify: it names the endpoint and what SNS says. Check that endpoint in the emnify Portal, and open an issue.',
    });
    const deliveryFailed = new OperationalAlarm(this, 'DeliveryFailed', {
      operators,
      condition: raisedByAny(total(topics.flatMap(lostMessages), Duration.minutes(5)), staysRaised),
      severity: 'critical',
      impact:
        'A recipient did not get a message: SNS could not deliver it, or a filter dropped it because it has no valid severity.',
      remedy:
        'In the SNS console, open the topics of the alerts and look at their subscriptions and delivery metrics. Repair or replace the subscription that fails, then send a test message (output Step2SendTestMessage).',
    });
    const smsSpendingLimit = new OperationalAlarm(this, 'SmsSpendingLimit', {
      operators,
      condition: {
        ...raisedByAny(
          new Metric({ namespace: 'AWS/SNS', metricName: 'SMSMonthToDateSpentUSD', statistic: 'Maximum' }),
          Duration.days(1),
        ),
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: SMS_LIMIT_SHARE * smsSpendingLimitUsd,
      },
      severity: 'high',
      impact:
        'Texts of this account have cost four fifths of what AWS allows in a month. At the limit AWS stops sending texts. Mails go on.',
      remedy: 'Ask AWS for a higher SMS spending limit, or send fewer texts (from: critical in budgets.yaml).',
    });
    const subscriptions = new OperationalAlarm(this, 'Subscriptions', {
      operators,
      condition: {
        metric: new MathExpression({
          expression: 'IF(pending > 0 OR missing > 0 OR confirmed < 1, 1, 0)',
          usingMetrics: {
            pending: counted(report, 'SubscriptionsPending', { statistic: 'Maximum' }),
            missing: counted(report, 'SubscriptionsMissing', { statistic: 'Maximum' }),
            confirmed: counted(report, 'SubscriptionsConfirmed', { statistic: 'Minimum' }),
          },
          period: Duration.days(1),
        }),
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: 0,
        // One of two days, so that a report that is a minute late does not lower the alarm and raise it again.
        evaluationPeriods: 2,
        datapointsToAlarm: 1,
        // With `report: off` nothing is counted.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
      severity: 'high',
      impact:
        'At least one recipient gets no alerts: a subscription is not confirmed, is gone, or there is none at all.',
      remedy:
        "The daily report names the recipient. Confirm the address (output Step1ConfirmAlertMails) with the token of AWS's mail, or subscribe it again first (output WhenNeededSubscribeAlertMails). Then send a test message (output Step2SendTestMessage).",
    });
    this.alarms = [channelFails, messageSetAside, deliveryFailed, smsSpendingLimit, subscriptions].map(
      ({ alarm }) => alarm,
    );
  }
}

/** The messages that SNS could not deliver, and those that a filter dropped because they have no valid severity. */
const lostMessages = (topic: Topic): Metric[] => [
  topic.metricNumberOfNotificationsFailed(),
  topic.metricNumberOfNotificationsFilteredOutNoMessageAttributes(),
  topic.metricNumberOfNotificationsFilteredOutInvalidAttributes(),
];
