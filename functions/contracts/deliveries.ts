import type { AlertKey } from '../domain/judging/alert.ts';
import type { Severity } from '../domain/judging/thresholds.ts';
import type { Channel } from '../domain/messages/channel.ts';
import type {
  ChannelMessage,
  ChannelTrouble,
  ComposedMessage,
  Delivery,
  NotificationHead,
  Range,
} from '../domain/messages/delivery.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';

/** An alert in the list of a notification: one in its text, one that another alert covers, or a muted one that it counts. */
export interface ListedAlert extends AlertKey {
  /** Absent for a muted alert. */
  severity?: Severity;
  /** Whether the notification's text mentions it. */
  isTexted: boolean;
  /** When it was found, ISO 8601; only where it counts for "check me". */
  crossedAt?: string;
}

/** A part of the list of a notification. */
export interface AlertList {
  number: number;
  alerts: ListedAlert[];
  /** Whether its alerts are marked as sent. */
  isSettled: boolean;
}

/** A notification that is being delivered, or was delivered recently. */
export interface OpenNotification {
  head: NotificationHead;
  lists: AlertList[];
}

/** A message of a notification without its text, and what became of it. */
export interface MessageOutcome extends Range {
  channel: Channel;
  tries: number;
  /** When it was accepted or set aside, ISO 8601; absent while it waits. */
  endedAt?: string;
  /** SNS's id of it; absent until it is accepted. */
  messageId?: string;
  /** Why SNS refuses it in every form. */
  refusal?: string;
}

/** The state that a run of `notify` reads before it sends anything. */
export interface DeliveryState {
  /** Oldest first. */
  notifications: OpenNotification[];
  channels: ChannelTrouble[];
  /** Lists without a head, left by an `add` that was interrupted. Their alerts are still pending. */
  abandoned: { key: string; lists: number }[];
}

/**
 * The store of composed notifications, until every channel has accepted its messages. Every method throws if the table
 * cannot be had.
 */
export interface Deliveries {
  /** Reserves the whole delivery for one run. @returns false while another run holds it */
  lease(now: Date, until: Date): Promise<boolean>;
  /** Ends the reservation. */
  release(): Promise<void>;
  /** Reads consistently, so that no earlier addition is missed. */
  state(): Promise<DeliveryState>;
  /** Stores the list, then the messages, then the head: without its head, a notification does not exist. */
  add(head: NotificationHead, list: ListedAlert[], messages: ComposedMessage[]): Promise<void>;
  /** Reads the messages of a notification that no channel has accepted yet. */
  undelivered(key: string): Promise<Delivery[]>;
  /** Records a try before it begins. */
  begin(delivery: Delivery, notBefore: Date): Promise<void>;
  /** Records that SNS certainly did not accept the message, so that only its channel has to wait. */
  markRefused(delivery: Delivery): Promise<void>;
  /** Records that the channel has accepted the message. */
  markDelivered(delivery: Delivery, sent: { at: Date; messageId: string }): Promise<void>;
  /** Ends a message that SNS refuses in every form. */
  setAside(delivery: Delivery, refused: { at: Date; reason: string }): Promise<void>;
  /** Replaces a message that SNS refuses with others. Replacements that exist already stay as they are. */
  replace(delivery: Delivery, messages: ComposedMessage[]): Promise<void>;
  /** Stores the trouble of a channel in place of its last one. */
  keepTrouble(trouble: ChannelTrouble): Promise<void>;
  /** Forgets the trouble of a channel that has accepted a message. */
  clearTrouble(channel: Channel): Promise<void>;
  /** Records that all alerts of a list are marked as sent. */
  markSettled(key: string, list: AlertList): Promise<void>;
  /** Stores what was sent, for the daily report and for sending it once more by hand. */
  keepSent(sent: SentNotification): Promise<void>;
  /** Records that the delivery is complete. */
  markDone(key: string): Promise<void>;
  /** Removes the head and this many lists of a notification. */
  forget(key: string, lists: number): Promise<void>;
  /** Reads what was sent in a period since a moment, oldest first. */
  sentIn(period: string, since?: Date): Promise<SentNotification[]>;
  /** Reads the last notifications that were sent in a period, so many at most, the newest first. */
  newestSent(period: string, most: number): Promise<SentNotification[]>;
  /** Reads what became of the messages of a notification. @returns none where they are no longer kept */
  outcomesOf(key: string): Promise<MessageOutcome[]>;
  /** Reads the messages of a notification that was sent. @returns none where they are no longer kept */
  messagesOf(sent: SentNotification): Promise<{ channel: Channel; message: ChannelMessage }[]>;
}
