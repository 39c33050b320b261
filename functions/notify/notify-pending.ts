import type { Alert } from '../domain/alert.ts';
import { makeDigest, makeTest, type Notification } from '../domain/digest.ts';
import { type Message, renderMessage } from '../domain/message.ts';

export interface NotifyDeps {
  notificationLog: {
    /** Alerts that were claimed and not told, except those that another run holds a lease on. */
    pending(now: Date): Promise<Alert[]>;
    /** Reserves an alert for this run. @returns false when it is told already or another run was faster */
    lease(alert: Alert, now: Date): Promise<boolean>;
    /** Gives a lease back. */
    release(alert: Alert): Promise<void>;
    markSent(alert: Alert, sent: { at: Date; notificationId: string; messageId: string }): Promise<void>;
  };
  topic: { publish(message: Message): Promise<string> };
  now(): Date;
}

/** What one run of `notify` told. */
export type Told =
  | { kind: 'nothing-pending' }
  | { kind: 'told'; alerts: number; subject: string; notificationId: string; messageId: string };

/**
 * Tells everything that is pending in one notification: lease, publish, mark. The order is the promise: a stop
 * between two steps may tell twice, once the lease has run out, and never loses an alert.
 *
 * @throws when the topic refuses: the alerts stay pending and the next run tries again
 */
export async function notifyPending({ notificationLog, topic, now }: NotifyDeps): Promise<Told> {
  const pending = await notificationLog.pending(now());
  const leased = await keep(pending, (alert) => notificationLog.lease(alert, now()));
  const [first, ...others] = leased;
  if (!first) return { kind: 'nothing-pending' };

  const told = await publish(topic, makeDigest([first, ...others], now())).catch(async (refusal: unknown) => {
    // Not told, so the next run may try at once. If giving back fails as well, the lease still ends by itself.
    await Promise.allSettled(leased.map((alert) => notificationLog.release(alert)));
    throw refusal;
  });
  const sent = { at: now(), notificationId: told.notificationId, messageId: told.messageId };
  await inChunks(leased, (alert) => notificationLog.markSent(alert, sent));
  return told;
}

/** Sends a message marked as a test through the same topic to the same people. */
export async function notifyTest({ topic, now }: NotifyDeps): Promise<Told> {
  return await publish(topic, makeTest(now()));
}

async function publish(
  topic: NotifyDeps['topic'],
  notification: Notification,
): Promise<Extract<Told, { kind: 'told' }>> {
  const message = renderMessage(notification);
  const messageId = await topic.publish(message);
  const { notificationId, alerts } = notification;
  return { kind: 'told', alerts: alerts.length, subject: message.subject, notificationId, messageId };
}

/** So many conditional writes at once; 250 alerts take less than a second, and no table is flooded. */
const AT_ONCE = 25;

async function keep(alerts: Alert[], test: (alert: Alert) => Promise<boolean>): Promise<Alert[]> {
  const kept = await inChunks(alerts, test);
  return alerts.filter((_, index) => kept[index]);
}

async function inChunks<Result>(alerts: Alert[], work: (alert: Alert) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < alerts.length; start += AT_ONCE) {
    results.push(...(await Promise.all(alerts.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}
