import { PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Alert, Claim } from '../domain/alert.ts';
import type { Period } from '../domain/period.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';

const KEEP_DAYS = 400;
/** The sparse index has one partition: `pending` is this word while an alert waits, and is removed when it is told. */
const WAITING = 'waiting';
/** Longer than `notify` can run, so that nobody takes an alert from a run that is still at work. */
const LEASE_MS = 120_000;

export interface NotificationLog {
  /** What was claimed for an endpoint in a period, told or still to be told. */
  claims(endpointId: string, period: Period): Promise<Claim[]>;
  /** Stores an alert to be told. @returns false when it was claimed before */
  claim(alert: Alert): Promise<boolean>;
  /** Alerts that were claimed and not told, except those that somebody holds a lease on. */
  pending(now: Date): Promise<Alert[]>;
  /** Reserves an alert for one run. @returns false when it is told already or another run was faster */
  lease(alert: Alert, now: Date): Promise<boolean>;
  /** Ends a lease early, so that the next run need not wait for its end. */
  release(alert: Alert): Promise<void>;
  markSent(alert: Alert, sent: { at: Date; notificationId: string; messageId: string }): Promise<void>;
}

/**
 * The transactional outbox: one item per claim, told exactly when `sentAt` is there. `evaluate` writes claims,
 * `notify` leases and marks them; the conditions on the writes keep any two runs apart.
 */
export function createNotificationLog(tableName: string, documents = createDocumentClient()): NotificationLog {
  return {
    async claims(endpointId, period) {
      const claims: Claim[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'scopeId = :scopeId AND begins_with(claim, :period)',
          ExpressionAttributeValues: { ':scopeId': `endpoint#${endpointId}`, ':period': `${period}#` },
        },
      );
      for await (const { Items = [] } of pages) {
        for (const { alert, sentAt } of Items) {
          const { budget, meter, limit, reachedPct } = alert as Alert;
          claims.push({ budget, meter, limit, thresholdPct: reachedPct, ...(sentAt && { toldAt: sentAt }) });
        }
      }
      return claims;
    },

    async claim(alert) {
      const claimedAt = alert.figures.fetchedAt;
      const put = new PutCommand({
        TableName: tableName,
        Item: {
          ...keyOf(alert),
          pending: WAITING,
          claimedAt,
          alert,
          expiresAt: expiresAfterDays(claimedAt, KEEP_DAYS),
        },
        ConditionExpression: 'attribute_not_exists(scopeId)',
      });
      return await holds(documents.send(put));
    },

    async pending(now) {
      const alerts: Alert[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          IndexName: 'pending',
          KeyConditionExpression: 'pending = :waiting',
          FilterExpression: FREE,
          ExpressionAttributeValues: { ':waiting': WAITING, ':now': now.getTime() },
        },
      );
      for await (const { Items = [] } of pages) alerts.push(...Items.map((item) => item.alert as Alert));
      return alerts;
    },

    async lease(alert, now) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(alert),
        UpdateExpression: 'SET leasedUntil = :until',
        ConditionExpression: `pending = :waiting AND (${FREE})`,
        ExpressionAttributeValues: {
          ':waiting': WAITING,
          ':now': now.getTime(),
          ':until': now.getTime() + LEASE_MS,
        },
      });
      return await holds(documents.send(update));
    },

    async release(alert) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(alert),
        UpdateExpression: 'REMOVE leasedUntil',
        ConditionExpression: 'attribute_exists(scopeId)',
      });
      await holds(documents.send(update));
    },

    async markSent(alert, { at, notificationId, messageId }) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(alert),
        UpdateExpression:
          'SET sentAt = :at, notificationId = :notificationId, messageId = :messageId REMOVE pending, leasedUntil',
        ConditionExpression: 'attribute_exists(scopeId)',
        ExpressionAttributeValues: {
          ':at': at.toISOString(),
          ':notificationId': notificationId,
          ':messageId': messageId,
        },
      });
      // An update would make an item where there is none any more, and one without an alert.
      await holds(documents.send(update));
    },
  };
}

const FREE = 'attribute_not_exists(leasedUntil) OR leasedUntil < :now';

function keyOf({ endpoint, period, budget, meter, reachedPct, limit }: Alert): { scopeId: string; claim: string } {
  return { scopeId: `endpoint#${endpoint.id}`, claim: [period, budget, meter, reachedPct, limit].join('#') };
}
