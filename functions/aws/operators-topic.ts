import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CLIENT_CONFIG } from './client-config.ts';

/** The topic of the operators. A lost answer may send a message twice. */
export function createOperatorsTopic(
  TopicArn: string,
  sns = new SNSClient(CLIENT_CONFIG),
): (mail: { subject: string; body: string }) => Promise<void> {
  return async ({ subject, body }) => {
    await sns.send(new PublishCommand({ TopicArn, Subject: subject, Message: body }));
  };
}
