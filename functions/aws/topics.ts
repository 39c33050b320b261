import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Channel } from '../domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../domain/messages/delivery.ts';
import { shorten, singleLine } from '../domain/values/text.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/**
 * One try, and the pauses between tries are ours: where an answer is lost, SNS may have taken the message, and each
 * further try of the SDK would be one more copy of it.
 */
export const ONE_TRY = { ...CLIENT_CONFIG, maxAttempts: 1 };

export interface TopicsOptions {
  topicArns: Record<Channel, string>;
  /** What phones show as the sender, where a country allows it; SNS chooses one otherwise. */
  senderId?: string;
}

/** The topics that messages leave by. */
export interface Topics {
  /** Publishes once. Never throws: what SNS says, or that it says nothing, is the outcome. */
  publish(channel: Channel, message: ChannelMessage): Promise<Outcome>;
}

/**
 * A topic for each channel. Every message is a plain string with attributes: SNS sends attributes, which filter policies
 * need, only where the message structure is String (SNS developer guide, message attributes).
 */
export function createTopics({ topicArns, senderId }: TopicsOptions, sns = new SNSClient(ONE_TRY)): Topics {
  const forPhones = {
    // SNS takes a text as promotional otherwise. No price ceiling: a dearer text would be dropped without an error.
    'AWS.SNS.SMS.SMSType': text('Transactional'),
    ...(senderId && { 'AWS.SNS.SMS.SenderID': text(senderId) }),
  };
  return {
    async publish(channel, { subject, body, attributes }) {
      const { severity, event, budget, notification } = attributes;
      const command = new PublishCommand({
        TopicArn: topicArns[channel],
        Subject: subject,
        Message: body,
        MessageAttributes: {
          severity: text(severity),
          event: text(event),
          ...(notification && { notification: text(notification) }),
          ...(budget.length > 0 && { budget: { DataType: 'String.Array', StringValue: JSON.stringify(budget) } }),
          ...(channel === 'text' && forPhones),
        },
      });
      try {
        const { MessageId } = await sns.send(command);
        return MessageId
          ? { kind: 'accepted', messageId: MessageId }
          : unknown('no message id', 'SNS gave no message id');
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Errors of `Publish` that another message would not have; but not where they name what all messages share. */
const OF_THE_MESSAGE = /^(InvalidParameter|ParameterValueInvalid|Validation)/;
const OF_THE_CHANNEL = /TopicArn|TargetArn|PhoneNumber|AWS\.SNS\.SMS/i;
/** What the SDK calls an answer that it cannot read. */
const NO_CODE = /^(Error|SyntaxError|TypeError|Unknown)$/;
const TOO_LARGE = 413;
const LONGEST_REASON = 300;

/** Only an answer of 4xx says for sure that SNS has not taken the message. */
function outcomeOf(error: unknown): Outcome {
  const { name = 'Error', message = '' } = error instanceof Error ? error : {};
  const code = NO_CODE.test(name) ? 'no clear answer' : name.replace(/Exception$/, '');
  const reason = shorten(singleLine(`${code}: ${message}`), LONGEST_REASON);
  const status = statusOf(error);
  if (status === undefined || status < 400 || status > 499) return unknown(status ? code : 'no answer', reason);
  const isOfMessage = (OF_THE_MESSAGE.test(code) && !OF_THE_CHANNEL.test(message)) || status === TOO_LARGE;
  return { kind: 'refused', fault: isOfMessage ? 'message' : 'channel', code, reason };
}

function unknown(code: string, reason: string): Outcome {
  return { kind: 'unknown', code, reason };
}

function statusOf(error: unknown): number | undefined {
  const { $metadata, $response } = error as {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}
