import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import type { Subscribers } from '../domain/messages/report.ts';
import { CLIENT_CONFIG } from './client-config.ts';

const PEOPLE = ['email', 'sms'];

/**
 * How many subscriptions there are on all topics. SNS puts words in place of the ARN of a subscription that nobody has confirmed, or that
 * was deleted.
 *
 * @param recipients mail addresses and phone numbers that the deployment has subscribed
 */
export function createSubscriptions(
  topicArns: string[],
  recipients: number,
  sns = new SNSClient(CLIENT_CONFIG),
): () => Promise<Subscribers> {
  return async () => {
    const subscribers = { confirmed: 0, pending: 0 };
    let people = 0;
    for (const TopicArn of topicArns) {
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
        for (const { SubscriptionArn = '', Protocol = '' } of Subscriptions) {
          const isConfirmed = SubscriptionArn.startsWith('arn:');
          const isPending = SubscriptionArn === 'PendingConfirmation';
          if (isConfirmed) subscribers.confirmed += 1;
          if (isPending) subscribers.pending += 1;
          if ((isConfirmed || isPending) && PEOPLE.includes(Protocol)) people += 1;
        }
      }
    }
    return { ...subscribers, missing: Math.max(0, recipients - people) };
  };
}
