import type { NotificationLog } from '../contracts/notification-log.ts';
import { createClaims } from './claims.ts';
import { createDocumentClient } from './document-client.ts';
import { createFirstSweeps } from './first-sweeps.ts';
import { createMutedAlerts } from './muted-alerts.ts';
import type { OnUnreadable } from './stored-items.ts';

/** The table of the notification log, for a function that works with all that is in it but the deliveries. */
export function createNotificationLog(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): NotificationLog {
  return {
    ...createClaims(tableName, documents, onUnreadable),
    ...createMutedAlerts(tableName, documents, onUnreadable),
    ...createFirstSweeps(tableName, documents, onUnreadable),
  };
}
