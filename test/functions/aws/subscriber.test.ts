import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSubscriber } from '../../../functions/aws/subscriber.ts';
import { createSubscriptions } from '../../../functions/aws/subscriptions.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../infra/local/aws/sns.ts';

let sns: SnsStandIn;
let client: SNSClient;
beforeEach(async () => {
  sns = await startSns({ topics: { mail: [], text: [] } });
  client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
});

const topics = () => ({ mail: sns.topicArns.mail ?? '', text: sns.topicArns.text ?? '' });

test('asks an address to confirm, and confirms a number at once, each with the filter of the deployment', async () => {
  const subscribe = createSubscriber(topics(), client);
  await subscribe({ channel: 'mail', address: 'ops@example.com', from: 'warning' });
  await subscribe({ channel: 'text', address: '+15555550100', from: 'critical' });
  expect(await createSubscriptions(topics(), client)()).toMatchObject([
    { topic: 'mail', protocol: 'email', endpoint: 'ops@example.com', isConfirmed: false },
    {
      topic: 'text',
      protocol: 'sms',
      endpoint: '+15555550100',
      isConfirmed: true,
    },
  ]);
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topics().text }));
  const { SubscriptionArn } = Subscriptions[0] ?? {};
  const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ FilterPolicy: '{"severity":["critical"]}' });
});

test('throws what SNS answers', async () => {
  const subscribe = createSubscriber({ ...topics(), mail: `${topics().mail}-gone` }, client);
  await expect(subscribe({ channel: 'mail', address: 'ops@example.com', from: 'warning' })).rejects.toThrow('Topic');
});
