import { GetCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inChunks } from '../contracts/in-chunks.ts';
import type { ClaimedAlert, Claims } from '../contracts/notification-log.ts';
import { type ScopeId, scopeKey } from '../domain/costs/scope.ts';
import { alertKey, claimOf } from '../domain/judging/alert.ts';
import type { Period } from '../domain/values/month.ts';
import { createDocumentClient, holds } from './document-client.ts';
import { alertItem } from './notification-log-items.ts';
import { alertsIn, oldestPending, pendingAlerts, putPending } from './pending-alerts.ts';
import { itemReader, type OnUnreadable, readAll } from './stored-items.ts';

/**
 * Claims, one item each, sent when `sentAt` is there. The condition on a claim keeps any two runs apart.
 *
 * An alert that cannot be read is not sent, and stays claimed and waiting until it is repaired or removed.
 */
export function createClaims(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): Claims {
  const read = itemReader('claim', onUnreadable);
  const table = { tableName, documents, read };

  async function claimed(scope: ScopeId, period: Period): Promise<ClaimedAlert[]> {
    const alerts: ClaimedAlert[] = [];
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'scopeId = :scopeId AND begins_with(claim, :period)',
        ExpressionAttributeValues: { ':scopeId': scopeKey(scope), ':period': `${period}#` },
      },
    );
    for await (const { Items = [] } of pages) alerts.push(...readAll(read, alertItem, Items));
    return alerts;
  }

  return {
    claims: async (scope, period) => (await claimed(scope, period)).map(({ alert, sentAt }) => claimOf(alert, sentAt)),

    alertsOf: claimed,

    claim: (alert) => putPending(table, 'waiting', alertKey(alert), alert),

    waiting: () => pendingAlerts(table, 'waiting'),

    oldestWaiting: () => oldestPending(table, 'waiting'),

    async alertsAt(keys) {
      const items = await inChunks(keys, async ({ scopeId, claim }) => {
        // Consistently: an alert that a read is too early for would be left out of the message.
        const get = new GetCommand({ TableName: tableName, Key: { scopeId, claim }, ConsistentRead: true });
        return (await documents.send(get)).Item;
      });
      return alertsIn(
        read,
        items.flatMap((item) => item ?? []),
      );
    },

    async markSent({ scopeId, claim }, { at, notificationId }) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { scopeId, claim },
        UpdateExpression: 'SET sentAt = :at, notificationId = :notificationId REMOVE pending',
        // An update would make an item where there is none any more, and one without an alert.
        ConditionExpression: 'attribute_exists(scopeId)',
        ExpressionAttributeValues: { ':at': at, ':notificationId': notificationId },
      });
      await holds(documents.send(update));
    },
  };
}
