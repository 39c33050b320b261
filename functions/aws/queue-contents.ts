import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetters } from '../domain/watchdog/observations.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** What is in queues, about. It takes no message out. */
export interface QueueContents {
  /** Messages that wait, and those that a worker has taken. */
  requests(queueUrl: string): Promise<{ waiting: number; taken: number }>;
  /** Their number, and of the first of them why a run did not start, where it says so. */
  deadLetters(queueUrl: string): Promise<DeadLetters>;
}

/** The attributes in which EventBridge Scheduler says which function did not start, and why. */
const TARGET = 'TARGET_ARN';
const REASON = 'ERROR_MESSAGE';

export function createQueueContents(
  sqs = new SQSClient({ ...CLIENT_CONFIG, useQueueUrlAsEndpoint: false }),
): QueueContents {
  async function requests(QueueUrl: string): Promise<{ waiting: number; taken: number }> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const { ApproximateNumberOfMessages = 0, ApproximateNumberOfMessagesNotVisible = 0 } = Attributes;
    return { waiting: Number(ApproximateNumberOfMessages), taken: Number(ApproximateNumberOfMessagesNotVisible) };
  }

  return {
    requests,
    async deadLetters(queueUrl) {
      const { waiting: count } = await requests(queueUrl);
      if (count === 0) return { count };
      // With no time of invisibility, the message can be polled by a person at the same time.
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          VisibilityTimeout: 0,
          MessageAttributeNames: [TARGET, REASON],
        }),
      );
      const { [TARGET]: target, [REASON]: reason } = Messages[0]?.MessageAttributes ?? {};
      const words = [target?.StringValue?.split(':function:')[1], reason?.StringValue].filter(
        (word) => word !== undefined,
      );
      return { count, ...(words.length > 0 && { reason: words.join(': ') }) };
    },
  };
}
