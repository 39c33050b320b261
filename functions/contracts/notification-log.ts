import type { ScopeId } from '../domain/costs/scope.ts';
import type { Alert, AlertKey, Claim } from '../domain/judging/alert.ts';
import type { Period } from '../domain/values/month.ts';

/** An alert, and what became of it. */
export interface ClaimedAlert {
  alert: Alert;
  /** When it was sent, ISO 8601; absent while it waits. */
  sentAt?: string;
  /** The ref of its notification; absent while it waits. */
  notificationId?: string;
}

/**
 * The store of alerts that were claimed, so that each is sent once. `evaluate` and `aggregate` claim them, `notify`
 * marks them as sent. Every method throws if the table cannot be had.
 */
export interface Claims {
  /** Reads what was claimed for a scope in a period, sent or not, in no order. Sees every earlier `claim`. */
  claims(scope: ScopeId, period: Period): Promise<Claim[]>;
  /** Reads the alerts that were claimed for a scope in a period, sent or not, in no order. */
  alertsOf(scope: ScopeId, period: Period): Promise<ClaimedAlert[]>;
  /** Stores an alert to be sent. @returns false if another worker has stored it already */
  claim(alert: Alert): Promise<boolean>;
  /** Reads the alerts that wait to be sent, a page at a time, oldest first. May be some moments behind the writes. */
  waiting(): AsyncIterable<Alert[]>;
  /** Reads when the oldest alert that waits was found, ISO 8601. @returns undefined where none waits */
  oldestWaiting(): Promise<string | undefined>;
  /** Reads the alerts under some keys, muted ones too, in the order of the keys. Leaves out those that are gone. */
  alertsAt(keys: AlertKey[]): Promise<Alert[]>;
  /**
   * Marks an alert, or a muted one that was counted, as a part of a notification. One that is gone stays gone.
   *
   * @param sent.at ISO 8601
   */
  markSent(key: AlertKey, sent: { at: string; notificationId: string }): Promise<void>;
}

/**
 * The store of alerts that a mute keeps back, until a digest has counted them. A muted alert is not claimed, so it is
 * sent when its mute ends. Every method throws if the table cannot be had.
 */
export interface MutedAlerts {
  /** Records a muted alert, once, so that the next digest counts it. */
  noteMuted(alert: Alert): Promise<void>;
  /** Reads the muted alerts that no notification has counted yet, oldest first. May be some moments behind. */
  mutedWaiting(): Promise<Alert[]>;
}

/** The store of the sweep that checked a budget first. Every method throws if the table cannot be had. */
export interface FirstSweeps {
  /** Reads the id of the sweep that checked a budget first. @returns undefined if there was none yet */
  firstSweep(budget: string): Promise<string | undefined>;
  /** Stores this sweep as the first that checked a budget, unless there is one already. */
  keepFirstSweep(budget: string, sweepId: string): Promise<void>;
}

/** The three stores in the table of the notification log. */
export type NotificationLog = Claims & MutedAlerts & FirstSweeps;
