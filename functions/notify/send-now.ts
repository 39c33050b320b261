import { sentNotification, unknownRef } from '../contracts/this-month-or-last.ts';
import type { Channel } from '../domain/messages/channel.ts';
import type { ChannelMessage } from '../domain/messages/delivery.ts';
import { makeTest } from '../domain/messages/digest.ts';
import { composeMessages } from '../domain/messages/message.ts';
import type { SentMessage } from './deliver-due.ts';
import type { NotifyDeps } from './notify-deps.ts';

/** What a person has asked for, and what SNS has said. */
export interface SentNow {
  kind: 'sent';
  notificationId: string;
  sent: SentMessage[];
}

/** Sends a message marked as a test on every channel. @throws naming each channel that does not take it */
export async function sendTest({ topics, now }: NotifyDeps): Promise<SentNow> {
  const test = makeTest(now());
  return await sendAll(topics, test.notificationId, composeMessages(test));
}

/** Sends a notification once more, word for word. @throws when no notification of these two months has the ref */
export async function resend({ deliveries, topics, now }: NotifyDeps, ref: string): Promise<SentNow> {
  const sent = await sentNotification(deliveries, ref, now());
  if (!sent) throw new Error(unknownRef(ref));
  return await sendAll(topics, ref, await deliveries.messagesOf(sent));
}

async function sendAll(
  topics: NotifyDeps['topics'],
  notificationId: string,
  messages: { channel: Channel; message: ChannelMessage }[],
): Promise<SentNow> {
  const sent: SentMessage[] = [];
  const problems: string[] = [];
  for (const { channel, message } of messages) {
    const outcome = await topics.publish(channel, message);
    if (outcome.kind === 'accepted') sent.push({ channel, notificationId, messageId: outcome.messageId });
    else problems.push(`${channel}: ${outcome.reason}`);
  }
  if (problems.length > 0) {
    const taken = sent.map(({ channel }) => channel).join(', ') || 'none';
    throw new Error(`Not sent on every channel. ${problems.join('; ')}. Taken by SNS: ${taken}.`);
  }
  return { kind: 'sent', notificationId, sent };
}
