import type { Channel } from '../../functions/domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../../functions/domain/messages/delivery.ts';
import type { NotifyDeps } from '../../functions/notify/notify-deps.ts';
import { documentIn } from '../fixtures/documents.ts';

/**
 * The topics in memory. They refuse what SNS refuses of a subject, and whatever `answer` says. A document that is not as its
 * schema says is an error.
 */
export interface TopicsFake extends Pick<NotifyDeps['topics'], 'publish'> {
  /** What SNS has taken, in order. */
  published: { channel: Channel; message: ChannelMessage }[];
  /** The bodies that a channel has taken, in order. */
  bodies(channel: Channel): string[];
  /** The alerts of all documents for machines, in order. */
  alerts(): { dedupKey: string; baseline?: true }[];
  /** Decides on a try; nothing: SNS takes the message. A lost answer does take it. */
  answer?: (channel: Channel, message: ChannelMessage) => Exclude<Outcome, { kind: 'accepted' }> | undefined;
}

export const DENIED: Outcome = {
  kind: 'refused',
  fault: 'channel',
  code: 'AuthorizationError',
  reason: 'AuthorizationError: not allowed to publish',
};
export const INVALID: Outcome = {
  kind: 'refused',
  fault: 'message',
  code: 'InvalidParameter',
  reason: 'InvalidParameter: Invalid parameter: Message',
};
export const LOST: Outcome = { kind: 'unknown', code: 'no answer', reason: 'Error: read ECONNRESET' };

export function fakeTopics(): TopicsFake {
  const topics: TopicsFake = {
    published: [],
    bodies: (channel) => topics.published.flatMap((one) => (one.channel === channel ? [one.message.body] : [])),
    alerts: () => topics.bodies('event').flatMap((body) => JSON.parse(body).alerts ?? []),
    async publish(channel, message) {
      const answer = topics.answer?.(channel, message);
      if (answer?.kind === 'refused') return answer;
      const isOdd = message.subject !== undefined && !/^[\x20-\x7e]{1,99}$/.test(message.subject);
      if (isOdd || message.body === '') return INVALID;
      if (channel === 'event') documentIn(message.body);
      topics.published.push({ channel, message });
      return answer ?? { kind: 'accepted', messageId: `message-${topics.published.length}` };
    },
  };
  return topics;
}
