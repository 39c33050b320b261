import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Message } from '../domain/message.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** The alert topic. `publish` answers with SNS's message id. @throws when SNS refuses: an alert that was not sent stays pending */
export function createTopic(
  topicArn: string,
  sns = new SNSClient(CLIENT_CONFIG),
): { publish(message: Message): Promise<string> } {
  return {
    async publish({ subject, email, sms, json, attributes }) {
      const { MessageId } = await sns.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subject,
          MessageStructure: 'json',
          Message: JSON.stringify({ default: json, email, sms }),
          MessageAttributes: {
            severity: { DataType: 'String', StringValue: attributes.severity },
            event: { DataType: 'String', StringValue: attributes.event },
            ...(attributes.budget.length > 0 && {
              budget: { DataType: 'String.Array', StringValue: JSON.stringify(attributes.budget) },
            }),
          },
        }),
      );
      if (!MessageId) throw new Error(`SNS gave no message id for "${subject}": it is not known to be sent.`);
      return MessageId;
    },
  };
}
