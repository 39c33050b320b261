import type { Message } from '../../functions/domain/message.ts';
import type { NotifyDeps } from '../../functions/notify/notify-pending.ts';

/** The topic in memory. Refuses what SNS refuses of a subject, and everything while `refusal` is set. */
export interface TopicFake extends Pick<NotifyDeps['topic'], 'publish'> {
  published: Message[];
  refusal?: Error;
}

export function fakeTopic(): TopicFake {
  const topic: TopicFake = {
    published: [],
    async publish(message) {
      if (topic.refusal) throw topic.refusal;
      if (!/^[\x20-\x7e]{1,99}$/.test(message.subject))
        throw new Error(`Invalid parameter: Subject ${message.subject}`);
      topic.published.push(message);
      return `message-${topic.published.length}`;
    },
  };
  return topic;
}
