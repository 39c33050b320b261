import { clockTime, formatMomentInYear } from '../values/month.ts';
import { oneLine } from '../values/text.ts';
import type { Channel } from './channel.ts';

/** Something about the delivery itself that the recipients of the next message have to know. */
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
  return `${CHANNEL_WORDS[channel]} fail since ${formatMomentInYear(new Date(since))} (SNS: ${oneLine(code)}). They are tried again, at least once an hour.`;
}

/** `"Mails fail since 09:00. "`: a phone hears of mails, and of nothing else. */
export function noticesInText(notices: DeliveryNotice[]): string {
  return notices
    .flatMap((notice) => (notice.kind === 'channel-fails' && notice.channel === 'mail' ? [notice] : []))
    .map(({ since }) => `Mails fail since ${clockTime(new Date(since))}. `)
    .join('');
}

/** The age at which a message says itself that it is late. */
const LATE_MS = 15 * 60_000;
const LONGEST_TEXT = 140;

/** What is sent in the end: a message that had to wait says so, in a text where there is room. */
export function withDelay(body: string, channel: Channel, composedAt: string, now: Date): string {
  if (channel === 'event' || now.getTime() - Date.parse(composedAt) < LATE_MS) return body;
  const moment = new Date(composedAt);
  if (channel === 'mail') {
    return `${body}\nThis mail is late: it was written on ${formatMomentInYear(moment)} and could not be sent before.\n`;
  }
  const text = `${body} Late, of ${clockTime(moment)}.`;
  return text.length <= LONGEST_TEXT ? text : body;
}
