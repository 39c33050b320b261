import type { MutedAlerts } from '../contracts/notification-log.ts';
import { type Alert, mutedKey } from '../domain/judging/alert.ts';
import { createDocumentClient } from './document-client.ts';
import { pendingAlerts, putPending } from './pending-alerts.ts';
import { itemReader, type OnUnreadable } from './stored-items.ts';

/** Muted alerts, one item each, beside the claims of their scope. One that cannot be read is not counted. */
export function createMutedAlerts(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): MutedAlerts {
  const table = { tableName, documents, read: itemReader('claim', onUnreadable) };

  return {
    async noteMuted(alert) {
      await putPending(table, 'muted', mutedKey(alert), alert);
    },

    async mutedWaiting() {
      const alerts: Alert[] = [];
      for await (const page of pendingAlerts(table, 'muted')) alerts.push(...page);
      return alerts;
    },
  };
}
