import {
  AuthorizationErrorException,
  GetSubscriptionAttributesCommand,
  NotFoundException,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { SubscribedTopic, Subscription } from '../domain/messages/subscriptions.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** Only people have links that end a subscription, and no topic of machines has people. */
const PEOPLE = ['email', 'email-json', 'sms'];

/**
 * The subscriptions of these topics. SNS puts words in place of the ARN of a subscription that is not confirmed, or that
 * was deleted. Those that were deleted are left out.
 *
 * @returns the reader. It throws what SNS answers when the list of a topic cannot be had. Attributes that may not be read
 * are left out: AWS's pages differ on the resource of that permission
 */
export function createSubscriptions(
  topicArns: Partial<Record<SubscribedTopic, string>>,
  sns = new SNSClient(CLIENT_CONFIG),
): () => Promise<Subscription[]> {
  const attributesOf = async (arn: string): Promise<Record<string, string> | 'gone'> => {
    try {
      const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
      return Attributes;
    } catch (error) {
      if (error instanceof NotFoundException) return 'gone';
      if (error instanceof AuthorizationErrorException) return {};
      throw error;
    }
  };

  return async () => {
    const subscriptions: Subscription[] = [];
    for (const [topic, TopicArn] of Object.entries(topicArns) as [SubscribedTopic, string][]) {
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
        for (const { SubscriptionArn = '', Protocol = '', Endpoint = '' } of Subscriptions) {
          const about = { topic, protocol: Protocol, endpoint: Endpoint };
          if (SubscriptionArn === 'PendingConfirmation') subscriptions.push({ ...about, isConfirmed: false });
          if (!SubscriptionArn.startsWith('arn:')) continue;
          const isPerson = topic !== 'event' && PEOPLE.includes(Protocol);
          const attributes = isPerson ? await attributesOf(SubscriptionArn) : {};
          if (attributes === 'gone') continue;
          subscriptions.push({ ...about, isConfirmed: true, ...wasAuthenticatedIn(attributes) });
        }
      }
    }
    return subscriptions;
  };
}

function wasAuthenticatedIn({ ConfirmationWasAuthenticated: said }: Record<string, string>) {
  return said ? { wasAuthenticated: said === 'true' } : {};
}
