import type { Deliveries, MessageOutcome } from '../contracts/deliveries.ts';
import { inChunks } from '../contracts/in-chunks.ts';
import type { Claims } from '../contracts/notification-log.ts';
import { CHANNELS } from '../domain/messages/channel.ts';
import type { MessagesPage, MessageView, SentView } from '../domain/page/views.ts';
import { periodOf, previousPeriod } from '../domain/values/month.ts';

export interface MessagesDeps {
  deliveries: Pick<Deliveries, 'state' | 'newestSent' | 'outcomesOf'>;
  notificationLog: Pick<Claims, 'waiting'>;
  now(): Date;
}

const MOST_SHOWN = 25;

/** Reads the newest notifications, and what became of each of their messages. @throws when a table cannot be had */
export async function readMessages({ deliveries, notificationLog, now }: MessagesDeps): Promise<MessagesPage> {
  const { notifications, channels } = await deliveries.state();
  const sent = await newestSent(deliveries, periodOf(now()));
  const known = new Map<string, Omit<SentView, 'messages'> & { key?: string }>();
  for (const { key, notificationId: ref, sentAt: at, subject, alerts } of sent) {
    known.set(key ?? `${at} ${ref}`, { ref, at, subject, alerts, ...(key !== undefined && { key }) });
  }
  for (const { head } of notifications) {
    const { key, composedAt: at, subject, alerts } = head;
    known.set(key, { key, ref: head.notification?.notificationId ?? '', at, subject, alerts });
  }
  const newest = [...known.values()].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_SHOWN);
  let waiting = 0;
  for await (const page of notificationLog.waiting()) waiting += page.length;
  return {
    view: 'messages',
    now: now(),
    notifications: await inChunks(newest, async ({ key, ...shown }) => ({
      ...shown,
      messages: key === undefined ? [] : messagesIn(await deliveries.outcomesOf(key)),
    })),
    waiting,
    failing: channels.map(({ channel, since, code, reason }) => ({ channel, since, code, reason })),
  };
}

/** Of this month and, where these are too few, of the last one. */
async function newestSent({ newestSent: read }: MessagesDeps['deliveries'], period: string) {
  const sent = await read(period, MOST_SHOWN);
  if (sent.length >= MOST_SHOWN) return sent;
  return [...sent, ...(await read(previousPeriod(period), MOST_SHOWN - sent.length))];
}

function messagesIn(outcomes: MessageOutcome[]): MessageView[] {
  const placeOf = ({ channel }: MessageOutcome): number => CHANNELS.indexOf(channel);
  return outcomes.toSorted((a, b) => placeOf(a) - placeOf(b) || a.from - b.from).map(messageOf);
}

function messageOf({ channel, from, to, tries, endedAt, messageId, refusal }: MessageOutcome): MessageView {
  const about = { channel, alerts: to - from };
  if (endedAt === undefined) return { ...about, state: 'waiting', tries };
  return refusal === undefined
    ? { ...about, state: 'accepted', at: endedAt, messageId: messageId ?? '' }
    : { ...about, state: 'refused', at: endedAt, reason: refusal };
}
