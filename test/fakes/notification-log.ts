import type { NotificationLog } from '../../functions/aws/notification-log.ts';
import { type Alert, claimOf } from '../../functions/domain/alert.ts';
import type { SentNotification } from '../../functions/domain/message.ts';

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
  /** The thresholds among it. */
  claimedPcts(): number[];
  told(): { alert: Alert; at: Date; notificationId: string; messageId: string }[];
}

export function fakeNotificationLog(): NotificationLogFake {
  const entries = new Map<string, Entry>();
  const muted = new Map<string, { alert: string; counted: boolean }>();
  const firstSweeps = new Map<string, string>();
  const kept = new Map<string, string>();
  const read = ({ alert }: { alert: string }): Alert => JSON.parse(alert);
  const waiting = (): Entry[] => [...entries.values()].filter(({ sent }) => sent === undefined);

  return {
    async claims({ kind, id }, period) {
      return [...entries.values()]
        .map((entry) => ({ alert: read(entry), toldAt: entry.sent?.at.toISOString() }))
        .filter(({ alert }) => alert.scope.kind === kind && alert.scope.id === id && alert.period === period)
        .map(({ alert, toldAt }) => claimOf(alert, toldAt));
    },

    async claim(alert) {
      if (entries.has(alert.dedupKey)) return false;
      entries.set(alert.dedupKey, { alert: JSON.stringify(alert), leasedUntil: 0 });
      return true;
    },

    async noteMuted(alert) {
      if (muted.has(alert.dedupKey)) return;
      muted.set(alert.dedupKey, { alert: JSON.stringify(alert), counted: false });
    },

    pending: async (now) =>
      waiting()
        .filter(({ leasedUntil }) => leasedUntil < now.getTime())
        .map(read)
        .sort(byClaim),

    mutedSince: async () =>
      [...muted.values()]
        .filter(({ counted }) => !counted)
        .map(read)
        .sort(byClaim),

    async markCounted({ dedupKey }) {
      const note = muted.get(dedupKey);
      if (note) note.counted = true;
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

    firstSweep: async (budget) => firstSweeps.get(budget),

    async keepFirstSweep(budget, sweepId) {
      if (!firstSweeps.has(budget)) firstSweeps.set(budget, sweepId);
    },

    async keepSent(sent) {
      kept.set(`${sent.sentAt}#${sent.notificationId}`, JSON.stringify(sent));
    },

    sentIn: async (period, since = new Date(0)) =>
      [...kept]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, sent]): SentNotification => JSON.parse(sent))
        .filter(({ sentAt }) => sentAt.startsWith(`${period}-`) && sentAt >= since.toISOString()),

    claimed: () => [...entries.values()].map(read),
    claimedPcts: () =>
      [...entries.values()].map(read).flatMap((alert) => (alert.kind === 'crossed' ? alert.reachedPct : [])),
    told: () => [...entries.values()].flatMap((entry) => (entry.sent ? [{ alert: read(entry), ...entry.sent }] : [])),
  };
}

function byClaim(a: Alert, b: Alert): number {
  return a.figures.fetchedAt.localeCompare(b.figures.fetchedAt);
}
