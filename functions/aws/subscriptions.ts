import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import type { Subscribers } from '../domain/report.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** Who would hear of an alert. SNS puts words in place of the ARN of a subscription that nobody has confirmed. */
export function createSubscriptions(topicArn: string, sns = new SNSClient(CLIENT_CONFIG)): () => Promise<Subscribers> {
  return async () => {
    const subscribers = { confirmed: 0, pending: 0 };
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client: sns },
      { TopicArn: topicArn },
    )) {
      for (const { SubscriptionArn = '' } of Subscriptions) {
        if (SubscriptionArn.startsWith('arn:')) subscribers.confirmed += 1;
        else if (SubscriptionArn === 'PendingConfirmation') subscribers.pending += 1;
      }
    }
    return subscribers;
  };
}
