import type { AlertKey } from '../domain/judging/alert.ts';
import type { Severity } from '../domain/judging/thresholds.ts';
import type { Channel } from '../domain/messages/channel.ts';
import type {
  ChannelMessage,
  ChannelTrouble,
  ComposedMessage,
  Delivery,
  NotificationHead,
} from '../domain/messages/delivery.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';

/** An alert in the list of a notification: one it is about, one that another says as well, or a muted one it counts. */
export interface ListedAlert extends AlertKey {
  /** Absent for a muted alert. */
  severity?: Severity;
  /** Whether the notification's text is about it. */
  isTexted: boolean;
}

/** A part of the list of a notification. */
export interface AlertList {
  number: number;
  alerts: ListedAlert[];
  /** Whether its alerts are marked as sent. */
  isSettled: boolean;
}

/** A notification that is on its way, or was lately. */
export interface OpenNotification {
  head: NotificationHead;
  lists: AlertList[];
}

/** All that a run of `notify` has to know before it sends anything. */
export interface DeliveryState {
  /** Oldest first. */
  notifications: OpenNotification[];
  channels: ChannelTrouble[];
  /** What a stop in the middle of `add` has left: lists without a head. Their alerts still wait. */
  abandoned: { key: string; lists: number }[];
}

/** Where composed notifications are kept until every channel has taken its messages. */
export interface Deliveries {
  /** Reserves the whole delivery for one run. @returns false while another run has it */
  lease(now: Date, until: Date): Promise<boolean>;
  release(): Promise<void>;
  /** Read consistently, so that nothing which was added before can be missed. */
  state(): Promise<DeliveryState>;
  /** Stores the list, then the messages, then the head: without its head, a notification is not there. */
  add(head: NotificationHead, list: ListedAlert[], messages: ComposedMessage[]): Promise<void>;
  /** The messages of a notification that no channel has taken yet. */
  undelivered(key: string): Promise<Delivery[]>;
  /** Notes that a try begins, before it begins. */
  begin(delivery: Delivery, notBefore: Date): Promise<void>;
  /** Notes that SNS has not taken the message for sure, so that only its channel has to wait. */
  markRefused(delivery: Delivery): Promise<void>;
  markDelivered(delivery: Delivery, sent: { at: Date; messageId: string }): Promise<void>;
  /** Ends a message that SNS refuses in every form. */
  setAside(delivery: Delivery, refused: { at: Date; reason: string }): Promise<void>;
  /** Puts messages in the place of one that SNS refuses. Those that are there already stay as they are. */
  replace(delivery: Delivery, messages: ComposedMessage[]): Promise<void>;
  keepTrouble(trouble: ChannelTrouble): Promise<void>;
  clearTrouble(channel: Channel): Promise<void>;
  markSettled(key: string, list: AlertList): Promise<void>;
  /** Keeps what went out, for the daily report and for a person who wants it once more. */
  keepSent(sent: SentNotification): Promise<void>;
  /** Notes that nothing is left to do. */
  markDone(key: string): Promise<void>;
  forget(key: string, lists: number): Promise<void>;
  /** What went out in a period since a moment, oldest first. */
  sentIn(period: string, since?: Date): Promise<SentNotification[]>;
  messagesOf(sent: SentNotification): Promise<{ channel: Channel; message: ChannelMessage }[]>;
}
