import type { Alert } from '../domain/alert.ts';
import { makeDigest } from '../domain/digest.ts';
import type { Message, SentNotification } from '../domain/message.ts';
import type { Period } from '../domain/period.ts';
import { publish, type Sent } from './tell.ts';

export interface NotifyDeps {
  notificationLog: {
    /** Alerts that were claimed and not told, except those that another run holds a lease on. */
    pending(now: Date): Promise<Alert[]>;
    /** Reserves an alert for this run. @returns false when it is told already or another run was faster */
    lease(alert: Alert, now: Date): Promise<boolean>;
    /** Gives a lease back. */
    release(alert: Alert): Promise<void>;
    markSent(alert: Alert, sent: { at: Date; notificationId: string; messageId: string }): Promise<void>;
    /** Alerts that a mute kept back and no digest has counted yet. */
    mutedSince(): Promise<Alert[]>;
    markCounted(alert: Alert): Promise<void>;
    /** Keeps what went out, for the daily report and for who wants it once more. */
    keepSent(sent: SentNotification): Promise<void>;
    sentIn(period: Period): Promise<SentNotification[]>;
  };
  topic: { publish(message: Message): Promise<string> };
  /** So long nothing new has to come before what is pending is told. */
  settleSeconds: number;
  /** Hears how long the oldest pending alert has waited, also where telling then fails. */
  onPending?(oldestMinutes: number): void;
  now(): Date;
}

/** What one run of `notify` told. */
export type Told =
  | { kind: 'nothing-pending' }
  /** Alerts still come in: they are told together, a little later. */
  | { kind: 'settling'; alerts: number }
  | Sent;

/** Alerts that come in without a pause are told after so long at the latest. */
const LONGEST_SETTLING_MS = 600_000;

/**
 * Tells everything that is pending in one notification: lease, publish, mark. The order is the promise: a stop
 * between two steps may tell twice, once the lease has run out, and never loses an alert.
 *
 * @throws when the topic refuses: the alerts stay pending and the next run tries again
 */
export async function notifyPending(deps: NotifyDeps): Promise<Told> {
  const { notificationLog, now } = deps;
  const pending = await notificationLog.pending(now());
  deps.onPending?.(Math.max(0, ...agesOf(pending, now())) / 60_000);
  if (isSettling(pending, deps)) return { kind: 'settling', alerts: pending.length };
  const leased = await keep(pending, (alert) => notificationLog.lease(alert, now()));
  const [first, ...others] = leased;
  if (!first) return { kind: 'nothing-pending' };

  const muted = await notificationLog.mutedSince();
  const notification = makeDigest([first, ...others], now(), muted.length);
  const { sent, message } = await publish(deps, notification).catch(async (refusal: unknown) => {
    // Not told, so the next run may try at once. If giving back fails as well, the lease still ends by itself.
    await Promise.allSettled(leased.map((alert) => notificationLog.release(alert)));
    throw refusal;
  });
  const { alerts, notificationId, messageId } = sent;
  const at = now();
  await inChunks(leased, (alert) => notificationLog.markSent(alert, { at, notificationId, messageId }));
  await inChunks(muted, (alert) => notificationLog.markCounted(alert));
  await notificationLog.keepSent({ notificationId, sentAt: at.toISOString(), alerts, message });
  return sent;
}

function agesOf(pending: Alert[], now: Date): number[] {
  return pending.map(({ figures }) => now.getTime() - Date.parse(figures.fetchedAt));
}

/** A sweep takes minutes, and what it finds belongs into one message. */
function isSettling(pending: Alert[], { settleSeconds, now }: NotifyDeps): boolean {
  const ages = agesOf(pending, now());
  // The clocks of two functions may differ by a little.
  return Math.max(0, Math.min(...ages)) < settleSeconds * 1000 && Math.max(...ages) < LONGEST_SETTLING_MS;
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
