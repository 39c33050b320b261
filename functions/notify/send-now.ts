import type { Channel } from '../domain/messages/channel.ts';
import type { ChannelMessage } from '../domain/messages/delivery.ts';
import { makeTest } from '../domain/messages/digest.ts';
import { composeMessages } from '../domain/messages/message.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';
import { periodOf, previousPeriod } from '../domain/values/month.ts';
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
  const period = periodOf(now());
  const both = [...(await deliveries.sentIn(previousPeriod(period))), ...(await deliveries.sentIn(period))];
  const sent: SentNotification | undefined = both.findLast(({ notificationId }) => notificationId === ref);
  if (!sent) {
    throw new Error(
      `No notification of this month or the last has the ref ${ref}. The ref is the last line of a mail, and the last word of a text.`,
    );
  }
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
