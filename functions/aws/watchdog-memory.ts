import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { WatchdogMemories } from '../contracts/watchdog-memory.ts';
import { watchdogItem } from './cost-history-items.ts';
import { createDocumentClient, holds } from './document-client.ts';
import { itemReader, type OnUnreadable } from './stored-items.ts';

const KEY = { scopeId: FLEET_PARTITION, entry: 'watchdog' };

/** The one item of the watchdog, beside the spends in their table. */
export function createWatchdogMemories(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): WatchdogMemories {
  const read = itemReader('entry', onUnreadable);

  return {
    async last() {
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
      const mark = Item?.mark === undefined ? undefined : String(Item.mark);
      return { memory: read(watchdogItem, Item)?.memory, mark };
    },

    async replace(memory, mark) {
      const next = String(Number(mark ?? 0) + 1);
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...KEY, mark: next, memory },
        ...(mark === undefined
          ? { ConditionExpression: 'attribute_not_exists(scopeId)' }
          : { ConditionExpression: 'mark = :mark', ExpressionAttributeValues: { ':mark': mark } }),
      });
      return (await holds(documents.send(put))) ? next : undefined;
    },
  };
}
