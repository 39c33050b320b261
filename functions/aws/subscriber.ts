import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { type Recipient, severitiesFor } from '../domain/messages/recipient.ts';
import { CLIENT_CONFIG } from './client-config.ts';

const PROTOCOLS: Record<Recipient['channel'], string> = { mail: 'email', text: 'sms' };

/**
 * Subscribes a recipient as the deployment does, with the same filter. AWS then asks a mail address to confirm; a phone
 * number is confirmed at once.
 *
 * @returns the function that does so. It throws what SNS answers when it refuses
 */
export function createSubscriber(
  topicArns: Record<Recipient['channel'], string>,
  sns = new SNSClient(CLIENT_CONFIG),
): (recipient: Recipient) => Promise<void> {
  return async (recipient) => {
    const { channel, address } = recipient;
    await sns.send(
      new SubscribeCommand({
        TopicArn: topicArns[channel],
        Protocol: PROTOCOLS[channel],
        Endpoint: address,
        Attributes: { FilterPolicy: JSON.stringify({ severity: severitiesFor(recipient) }) },
      }),
    );
  };
}
