import { HOUR_MS } from '../values/duration.ts';
import type { Channel } from './channel.ts';
import type { Notification } from './digest.ts';

/** The message that a topic gets: plain text, and attributes for filter policies. */
export interface ChannelMessage {
  /** Only for a mail. ASCII, one line, at most 99 characters: the strictest of AWS's documented rules. */
  subject?: string;
  body: string;
  attributes: MessageAttributes;
}

export interface MessageAttributes {
  severity: 'info' | 'warning' | 'critical';
  event: string;
  budget: string[];
  /** The ref, the same on all channels. */
  notification: string;
}

/** A part of a notification's list of alerts: from `from` up to, but not including, `to`. */
export interface Range {
  from: number;
  to: number;
}

/** `short` has no names and no reasons: SNS gets it after refusing the full message as invalid. */
export type Form = 'full' | 'short';

/** One composed message of a notification. */
export interface ComposedMessage extends Range {
  channel: Channel;
  form: Form;
  message: ChannelMessage;
}

/** One message of a notification, stored until its channel accepts it. */
export interface Delivery extends ComposedMessage {
  /** Key of the notification. */
  notification: string;
  /** Number of tries so far, started ones included. */
  tries: number;
  /** Earliest time of the next try, ISO 8601: an answer was lost, and SNS may have accepted the message. */
  notBefore?: string;
}

/** A notification without its messages. It holds enough to compose each of them again. */
export interface NotificationHead {
  /** Unique, and sorts by time. */
  key: string;
  /** Absent for the daily report. */
  notification?: Omit<Notification, 'alerts'>;
  /** ISO 8601. */
  composedAt: string;
  subject: string;
  alerts: number;
  /** When the oldest of its alerts was found, ISO 8601. */
  oldestAt: string;
  /** When its text was sent, ISO 8601. */
  textedAt?: string;
  /** SNS refuses its text in every form: no phone has received it. */
  isTextSetAside?: true;
  /** Messages that SNS refuses in every form. */
  setAside?: number;
  /** All of its messages are delivered or set aside, and all of its alerts are marked as sent. */
  isDone?: true;
}

/** A channel that failed to take its last message. It gets no other until its pause is over. */
export interface ChannelTrouble {
  channel: Channel;
  /** Failures in a row. */
  failures: number;
  /** ISO 8601. */
  since: string;
  /** SNS's own word for it, or `no answer`. */
  code: string;
  /** Full reason, for the log. */
  reason: string;
  /** ISO 8601. */
  notBefore: string;
}

/**
 * Result of one try.
 * - `refused`: SNS did not accept the message. `fault` says whether the message or the whole channel is at fault.
 * - `unknown`: no answer came, or an unclear one. SNS may have accepted the message.
 *
 * `code` is SNS's own word for it, short enough for a mail; `reason` is for the log.
 */
export type Outcome =
  | { kind: 'accepted'; messageId: string }
  | { kind: 'refused'; fault: 'message' | 'channel'; code: string; reason: string }
  | { kind: 'unknown'; code: string; reason: string };

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = HOUR_MS;

/** The pause after a number of failures in a row: 1 minute, 2, 4 … 60. */
export function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

/**
 * Whether a pause is over. The comparison is strict: with one round per minute, ten minutes of lost answers make four
 * copies in all.
 */
export function isOver(notBefore: string | undefined, now: Date): boolean {
  return notBefore === undefined || Date.parse(notBefore) < now.getTime();
}

const BY_SEVERITY: MessageAttributes['severity'][] = ['critical', 'warning', 'info'];

/**
 * Order of sending: fewest tries first, so that no message blocks the others of its channel; then the most severe, then
 * the oldest.
 */
export function byUrgency(a: Delivery, b: Delivery): number {
  return (
    a.tries - b.tries ||
    BY_SEVERITY.indexOf(a.message.attributes.severity) - BY_SEVERITY.indexOf(b.message.attributes.severity) ||
    (a.notification < b.notification ? -1 : Number(a.notification > b.notification)) ||
    a.from - b.from
  );
}
