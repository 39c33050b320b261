import type { NotificationLog } from '../../functions/aws/notification-log.ts';
import type { Alert } from '../../functions/domain/alert.ts';

/** Two minutes, as in the table's adapter; the contract suite holds both to it. */
const LEASE_MS = 120_000;

interface Entry {
  /** As text, so that nobody holds on to what is stored. */
  alert: string;
  leasedUntil: number;
  sent?: { at: Date; notificationId: string; messageId: string };
}

/** The notification log in memory, and what a test wants to see of it. */
export interface NotificationLogFake extends NotificationLog {
  /** Everything that was ever claimed, oldest first. */
  claimed(): Alert[];
  told(): { alert: Alert; at: Date; notificationId: string; messageId: string }[];
}

export function fakeNotificationLog(): NotificationLogFake {
  const entries = new Map<string, Entry>();
  const read = ({ alert }: Entry): Alert => JSON.parse(alert);
  const waiting = (): Entry[] => [...entries.values()].filter(({ sent }) => sent === undefined);

  return {
    async claims(endpointId, period) {
      return [...entries.values()]
        .map((entry) => ({ ...read(entry), sent: entry.sent }))
        .filter((alert) => alert.endpoint.id === endpointId && alert.period === period)
        .map(({ budget, meter, limit, reachedPct, sent }) => ({
          budget,
          meter,
          limit,
          thresholdPct: reachedPct,
          ...(sent && { toldAt: sent.at.toISOString() }),
        }));
    },

    async claim(alert) {
      if (entries.has(alert.dedupKey)) return false;
      entries.set(alert.dedupKey, { alert: JSON.stringify(alert), leasedUntil: 0 });
      return true;
    },

    async pending(now) {
      return waiting()
        .filter(({ leasedUntil }) => leasedUntil < now.getTime())
        .map(read)
        .sort((a, b) => a.figures.fetchedAt.localeCompare(b.figures.fetchedAt));
    },

    async lease(alert, now) {
      const entry = entries.get(alert.dedupKey);
      if (!entry || entry.sent || entry.leasedUntil >= now.getTime()) return false;
      entry.leasedUntil = now.getTime() + LEASE_MS;
      return true;
    },

    async release(alert) {
      const entry = entries.get(alert.dedupKey);
      if (entry) entry.leasedUntil = 0;
    },

    async markSent(alert, sent) {
      const entry = entries.get(alert.dedupKey);
      if (entry) entry.sent = sent;
    },

    claimed: () => [...entries.values()].map(read),
    told: () => [...entries.values()].flatMap((entry) => (entry.sent ? [{ alert: read(entry), ...entry.sent }] : [])),
  };
}
