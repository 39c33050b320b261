import type { Deliveries } from '../contracts/deliveries.ts';
import type { Claims, MutedAlerts } from '../contracts/notification-log.ts';
import type { Presses } from '../contracts/presses.ts';
import type { Channel } from '../domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../domain/messages/delivery.ts';

/** What `notify` needs from outside. */
export interface NotifyDeps {
  notificationLog: Pick<Claims, 'waiting' | 'oldestWaiting' | 'alertsAt' | 'markSent'> &
    Pick<MutedAlerts, 'mutedWaiting'>;
  deliveries: Deliveries;
  presses: Pick<Presses, 'since' | 'markSaid'>;
  topics: { publish(channel: Channel, message: ChannelMessage): Promise<Outcome> };
  /** What texts have cost this month. @throws when CloudWatch does not say */
  smsSpending(): Promise<SmsSpending>;
  /** Wait until no new alert has arrived for this long, so that one sweep becomes one notification. */
  settleSeconds: number;
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
