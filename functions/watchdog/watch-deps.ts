import type { Deliveries } from '../contracts/deliveries.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { RunRecords } from '../contracts/run-records.ts';
import type { WatchdogMemories } from '../contracts/watchdog-memory.ts';
import type { Recipient } from '../domain/messages/recipient.ts';
import type { Subscription } from '../domain/messages/subscriptions.ts';
import type { AwsMetrics, DeadLetterQueueName, DeadLetters, WatchSettings } from '../domain/watchdog/observations.ts';

/** What the watchdog needs from outside. Each reading may throw: what could not be read is unknown. */
export interface ObserveDeps {
  runs: Pick<RunRecords, 'notes' | 'counts'>;
  notificationLog: Pick<Claims, 'oldestWaiting'>;
  deliveries: Pick<Deliveries, 'state'>;
  requests(): Promise<{ waiting: number; taken: number }>;
  deadLetters(of: DeadLetterQueueName): Promise<DeadLetters>;
  metrics(): Promise<AwsMetrics>;
  /** Those to the topics of mails, texts, events and operators. */
  subscriptions(): Promise<Subscription[]>;
  /** The recipients that the deployment has subscribed. */
  recipients: Recipient[];
  now(): Date;
}

export interface WatchDeps extends ObserveDeps {
  memories: WatchdogMemories;
  /** Subscribes a recipient of alerts. @throws when SNS refuses */
  subscribe(recipient: Recipient): Promise<void>;
  /** Sends a mail to the operators. */
  publish(mail: { subject: string; body: string }): Promise<void>;
  /** Called after each good run. Never throws. */
  heartbeat(): Promise<void>;
  settings: WatchSettings;
}
