import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EndpointMonth } from '../domain/history.ts';
import type { Period } from '../domain/period.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';

const KEEP_DAYS = 400;

export interface CostHistory {
  read(endpointId: string, period: Period): Promise<EndpointMonth | undefined>;
  /** Stores the month and, where `snapshot` says so, its spend as one more point in time. */
  write(month: EndpointMonth, options: { snapshot: boolean }): Promise<void>;
}

/**
 * The table of spends. One item per endpoint and period holds the last look (`entry` is the period); snapshots are
 * items of their own beside it (`entry` is the period and the moment), so that a look costs one small write each.
 */
export function createCostHistory(tableName: string, documents = createDocumentClient()): CostHistory {
  return {
    async read(endpointId, period) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: tableName, Key: { scopeId: scopeOf(endpointId), entry: period } }),
      );
      return Item?.month;
    },

    async write(month, { snapshot }) {
      const { endpoint, period, fetchedAt, spend } = month;
      const expiresAt = expiresAfterDays(fetchedAt, KEEP_DAYS);
      const scopeId = scopeOf(endpoint.id);
      if (snapshot) {
        const Item = { scopeId, entry: `${period}#${fetchedAt}`, fetchedAt, meters: spend?.meters, expiresAt };
        await documents.send(new PutCommand({ TableName: tableName, Item }));
      }
      const latest = new PutCommand({
        TableName: tableName,
        Item: { scopeId, entry: period, fetchedAt, month, expiresAt },
        ConditionExpression: 'attribute_not_exists(scopeId) OR fetchedAt <= :fetchedAt',
        ExpressionAttributeValues: { ':fetchedAt': fetchedAt },
      });
      // Of two looks at once the later one stays; the earlier has nothing to add.
      await holds(documents.send(latest));
    },
  };
}

function scopeOf(endpointId: string): string {
  return `endpoint#${endpointId}`;
}
