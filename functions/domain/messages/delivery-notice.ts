import { clockTime, formatMomentInYear } from '../values/month.ts';
import { oneLine } from '../values/text.ts';
import type { Channel } from './channel.ts';

/** A problem of the delivery itself, for the recipients of the next message. */
export type DeliveryNotice =
  | { kind: 'channel-fails'; channel: Channel; since: string; code: string }
  | { kind: 'texts-may-stop'; spentUsd: number; limitUsd: number };

const CHANNEL_WORDS: Record<Channel, string> = { text: 'Texts', mail: 'Mails', event: 'Events for machines' };

/** A line of a mail. */
export function noticeInMail(notice: DeliveryNotice): string {
  if (notice.kind === 'texts-may-stop') {
    const { spentUsd, limitUsd } = notice;
    return `Texts may stop soon: they have cost USD ${spentUsd.toFixed(2)} this month, and AWS stops them at USD ${limitUsd.toFixed(2)}.`;
  }
  const { channel, since, code } = notice;
  return `${CHANNEL_WORDS[channel]} have been failing since ${formatMomentInYear(new Date(since))} (SNS: ${oneLine(code)}). They are retried at least once an hour.`;
}

/** `"Mails failing since 09:00. "`: a text reports failing mails, and no other problem. */
export function noticesInText(notices: DeliveryNotice[]): string {
  return notices
    .flatMap((notice) => (notice.kind === 'channel-fails' && notice.channel === 'mail' ? [notice] : []))
    .map(({ since }) => `Mails failing since ${clockTime(new Date(since))}. `)
    .join('');
}

/** The age from which a message says that it is late. */
const LATE_MS = 15 * 60_000;
const LONGEST_TEXT = 140;

/** Adds the time of writing to a message that had to wait. A text gets it where there is room. */
export function withDelay(body: string, channel: Channel, composedAt: string, now: Date): string {
  if (channel === 'event' || now.getTime() - Date.parse(composedAt) < LATE_MS) return body;
  const moment = new Date(composedAt);
  if (channel === 'mail') {
    return `${body}\nThis mail is late: it was written on ${formatMomentInYear(moment)} and could not be sent earlier.\n`;
  }
  const text = `${body}. Late, from ${clockTime(moment)}.`;
  return text.length <= LONGEST_TEXT ? text : body;
}
