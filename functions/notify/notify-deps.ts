import type { Deliveries } from '../contracts/deliveries.ts';
import type { Alert, AlertKey } from '../domain/judging/alert.ts';
import type { Channel } from '../domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../domain/messages/delivery.ts';

/** What `notify` needs from outside. */
export interface NotifyDeps {
  notificationLog: {
    /** Alerts that wait to be sent, a page at a time, oldest first. */
    waiting(): AsyncIterable<Alert[]>;
    /** When the oldest of them was found, ISO 8601. */
    oldestWaiting(): Promise<string | undefined>;
    /** Muted alerts that no notification has counted yet. */
    mutedWaiting(): Promise<Alert[]>;
    alertsAt(keys: AlertKey[]): Promise<Alert[]>;
    markSent(key: AlertKey, sent: { at: string; notificationId: string }): Promise<void>;
  };
  deliveries: Deliveries;
  topics: { publish(channel: Channel, message: ChannelMessage): Promise<Outcome> };
  /** What texts have cost this month. @throws when CloudWatch does not say */
  smsSpending(): Promise<SmsSpending>;
  /** Wait until no new alert has arrived for this long, so that one sweep becomes one notification. */
  settleSeconds: number;
  /** Called with how long the oldest alert or message has waited, also if the run then fails. */
  onWaiting?(oldestMinutes: number): void;
  /** Called about trouble that keeps nothing from being sent. */
  onTrouble?(what: string, error: unknown): void;
  now(): Date;
}

/** In US dollars. */
export interface SmsSpending {
  spentUsd: number;
  limitUsd: number;
}

/** Says how long this run may still take, in milliseconds. */
export type TimeLeft = () => number;
