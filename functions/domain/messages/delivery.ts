import { HOUR_MS } from '../values/duration.ts';
import type { Channel } from './channel.ts';
import type { Notification } from './digest.ts';

/** What is published on a topic: one plain text, and the attributes that filter policies can ask for. */
export interface ChannelMessage {
  /** Of a mail only. ASCII, one line, at most 99 characters: all of AWS's rules, of today and before, allow that. */
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

/** A part of a notification's list of alerts: from `from` on, up to and without `to`. */
export interface Range {
  from: number;
  to: number;
}

/** `short` has no names and no reasons: it is what SNS gets when it has refused the full message as invalid. */
export type Form = 'full' | 'short';

/** One message of a notification, as it is composed. */
export interface ComposedMessage extends Range {
  channel: Channel;
  form: Form;
  message: ChannelMessage;
}

/** One message of a notification, as it is kept until its channel has taken it. */
export interface Delivery extends ComposedMessage {
  /** Key of the notification. */
  notification: string;
  /** Tries that have begun. */
  tries: number;
  /** Not tried before this moment, ISO 8601: an answer was lost, and SNS may have taken the message. */
  notBefore?: string;
}

/** What is known of a notification beside its messages; enough to compose one of them anew. */
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
  /** SNS refuses its text in every form: no phone has heard of it. */
  isTextSetAside?: true;
  /** Messages that SNS refuses in every form. */
  setAside?: number;
  /** All of its messages are delivered or set aside, and all of its alerts are marked as sent. */
  isDone?: true;
}

/** A channel that did not take the last message. It gets no other before its pause is over. */
export interface ChannelTrouble {
  channel: Channel;
  /** In a row. */
  failures: number;
  /** ISO 8601. */
  since: string;
  /** SNS's own word for it, or `no answer`. */
  code: string;
  /** All that is known, for the log. */
  reason: string;
  /** ISO 8601. */
  notBefore: string;
}

/**
 * What became of one try.
 * - `refused`: SNS has not taken the message. `fault` says whether another message would fare better.
 * - `unknown`: no answer came, or one that says nothing. SNS may have taken the message.
 *
 * `code` is SNS's own word for it, and fit for a mail; `reason` is for the log.
 */
export type Outcome =
  | { kind: 'accepted'; messageId: string }
  | { kind: 'refused'; fault: 'message' | 'channel'; code: string; reason: string }
  | { kind: 'unknown'; code: string; reason: string };

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = HOUR_MS;

/** The pause after so many failures in a row: 1 minute, 2, 4 … 60. */
export function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

/** Whether a pause is over. Strictly: with rounds of a minute, ten minutes of lost answers are four copies in all. */
export function isOver(notBefore: string | undefined, now: Date): boolean {
  return notBefore === undefined || Date.parse(notBefore) < now.getTime();
}

const BY_SEVERITY: MessageAttributes['severity'][] = ['critical', 'warning', 'info'];

/** The least tried first, so that no message can block the others of its channel; then the most severe, then the oldest. */
export function byUrgency(a: Delivery, b: Delivery): number {
  return (
    a.tries - b.tries ||
    BY_SEVERITY.indexOf(a.message.attributes.severity) - BY_SEVERITY.indexOf(b.message.attributes.severity) ||
    (a.notification < b.notification ? -1 : Number(a.notification > b.notification)) ||
    a.from - b.from
  );
}
