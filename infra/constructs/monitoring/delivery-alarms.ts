import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { OperationalAlarm, raisedByAny } from './operational-alarm.ts';
import { counted, total } from './pipeline-metrics.ts';

const SMS_LIMIT_SHARE = 0.8;
/** A run of `notify` says each minute to each hour which channels fail: one trouble is one alarm. */
const BRIDGED = Duration.hours(2);

export interface DeliveryAlarmsProps {
  operators: ITopic;
  /** Where the alerts go. */
  topics: Topic[];
  /** Counts the channels that do not take their messages, and the messages that no channel takes. */
  notify: PipelineFunction;
  /** Counts the subscriptions once a day. */
  report: PipelineFunction;
  /** What AWS lets the account spend on texts in a month. */
  smsSpendingLimitUsd: number;
  /** Longer than the next message takes that fails in the same way. */
  staysRaised: Duration;
}

/** Published is not delivered: what becomes of a message after SNS has taken it. */
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
        'SNS has not taken the mails, the texts or the events for machines twice in a row. What it does not take waits and is tried again, at least once an hour; the other channels go on.',
      remedy:
        'Read "channel fails" in the log of notify: it names the channel and what SNS says. Repair that (a deleted topic, a permission, a key: deploy again), then send a test message (output Step2SendTestMessage).',
    });
    const messageSetAside = new OperationalAlarm(this, 'MessageSetAside', {
      operators,
      condition: raisedByAny(counted(notify, 'MessagesSetAside'), staysRaised),
      severity: 'high',
      impact: 'SNS refuses a message about one alert in every form, so it was set aside. Everything else was sent.',
      remedy:
        'Read "message set aside" in the log of notify: it names the endpoint and what SNS says. Look at the endpoint by hand, and open an issue.',
    });
    const deliveryFailed = new OperationalAlarm(this, 'DeliveryFailed', {
      operators,
      condition: raisedByAny(total(topics.flatMap(lostMessages), Duration.minutes(5)), staysRaised),
      severity: 'critical',
      impact: 'A message did not reach somebody: SNS could not deliver it, or a filter dropped it unread.',
      remedy:
        'In the SNS console, open the topics of the alerts and look at their subscriptions and delivery metrics; repair or replace the one that fails, then send a test message (output Step2SendTestMessage).',
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
        'Texts of this account have cost four fifths of what AWS allows a month: soon none is sent any more. Mails go on.',
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
        // One of two days: a report that is a minute late must not lower the alarm and raise it again.
        evaluationPeriods: 2,
        datapointsToAlarm: 1,
        // With `report: off` nobody counts.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
      severity: 'high',
      impact:
        'Somebody who is to get alerts gets none, for the subscription is not confirmed or is gone, or nobody gets any.',
      remedy:
        "Let the recipient click the link in AWS's mail, or subscribe the address again; then send a test message (output Step2SendTestMessage).",
    });
    this.alarms = [channelFails, messageSetAside, deliveryFailed, smsSpendingLimit, subscriptions].map(
      ({ alarm }) => alarm,
    );
  }
}

/** Filters drop what is not for a recipient, rightly. They drop wrongly where a message has no severity to filter by. */
const lostMessages = (topic: Topic): Metric[] => [
  topic.metricNumberOfNotificationsFailed(),
  topic.metricNumberOfNotificationsFilteredOutNoMessageAttributes(),
  topic.metricNumberOfNotificationsFilteredOutInvalidAttributes(),
];
