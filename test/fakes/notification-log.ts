import type { NotificationLog } from '../../functions/contracts/notification-log.ts';
import { scopeKey } from '../../functions/domain/costs/scope.ts';
import { type Alert, type AlertKey, alertKey, claimOf, mutedKey } from '../../functions/domain/judging/alert.ts';

interface Entry {
  /** The items as text, so that callers cannot change stored ones. */
  alert: string;
  sent?: { at: string; notificationId: string };
}

/** The notification log in memory, and what a test wants to see of it. */
export interface NotificationLogFake extends NotificationLog {
  /** Everything that was ever claimed, oldest first. */
  claimed(): Alert[];
  /** The thresholds among it. */
  claimedPcts(): number[];
  sent(): { alert: Alert; at: string; notificationId: string }[];
}

export function fakeNotificationLog(): NotificationLogFake {
  const entries = new Map<string, Entry>();
  const muted = new Map<string, Entry>();
  const firstSweeps = new Map<string, string>();
  const read = ({ alert }: { alert: string }): Alert => JSON.parse(alert);
  const open = (of: Map<string, Entry>): Alert[] =>
    [...of.values()]
      .filter(({ sent }) => sent === undefined)
      .map(read)
      .sort(byClaim);

  function put(of: Map<string, Entry>, key: AlertKey, alert: Alert): boolean {
    if (of.has(textOf(key))) return false;
    of.set(textOf(key), { alert: JSON.stringify(alert) });
    return true;
  }

  return {
    async claims({ kind, id }, period) {
      return [...entries]
        .filter(([key]) => key.startsWith(textOf({ scopeId: scopeKey({ kind, id }), claim: `${period}#` })))
        .map(([, entry]) => claimOf(read(entry), entry.sent?.at));
    },

    async alertsOf(scope, period) {
      return [...entries]
        .filter(([key]) => key.startsWith(textOf({ scopeId: scopeKey(scope), claim: `${period}#` })))
        .map(([, entry]) => ({
          alert: read(entry),
          ...(entry.sent && { sentAt: entry.sent.at, notificationId: entry.sent.notificationId }),
        }));
    },

    claim: async (alert) => put(entries, alertKey(alert), alert),

    async noteMuted(alert) {
      put(muted, mutedKey(alert), alert);
    },

    async *waiting() {
      yield open(entries);
    },

    oldestWaiting: async () => open(entries)[0]?.figures.fetchedAt,

    mutedWaiting: async () => open(muted),

    alertsAt: async (keys) => keys.flatMap((key) => entries.get(textOf(key)) ?? muted.get(textOf(key)) ?? []).map(read),

    async markSent(key, sent) {
      const entry = entries.get(textOf(key)) ?? muted.get(textOf(key));
      if (entry) entry.sent = sent;
    },

    firstSweep: async (budget) => firstSweeps.get(budget),

    async keepFirstSweep(budget, sweepId) {
      if (!firstSweeps.has(budget)) firstSweeps.set(budget, sweepId);
    },

    claimed: () => [...entries.values()].map(read),
    claimedPcts: () =>
      [...entries.values()].map(read).flatMap((alert) => (alert.kind === 'crossed' ? alert.reachedPct : [])),
    sent: () => [...entries.values()].flatMap((entry) => (entry.sent ? [{ alert: read(entry), ...entry.sent }] : [])),
  };
}

function textOf({ scopeId, claim }: AlertKey): string {
  return `${scopeId} ${claim}`;
}

function byClaim(a: Alert, b: Alert): number {
  return a.figures.fetchedAt.localeCompare(b.figures.fetchedAt);
}

/** All alerts that wait in a log, oldest first. */
export async function waitingIn(log: Pick<NotificationLog, 'waiting'>): Promise<Alert[]> {
  return (await Array.fromAsync(log.waiting())).flat();
}
