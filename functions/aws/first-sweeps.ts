import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { FirstSweeps } from '../contracts/notification-log.ts';
import { createDocumentClient, holds } from './document-client.ts';
import { firstSweepItem } from './notification-log-items.ts';
import { itemReader, type OnUnreadable } from './stored-items.ts';

/** First sweeps, one item for each budget. One that cannot be read counts as none: its budget was not checked before. */
export function createFirstSweeps(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): FirstSweeps {
  const read = itemReader('claim', onUnreadable);
  /** What never changes once it is written. */
  const known = new Map<string, string>();

  return {
    async firstSweep(budget) {
      const before = known.get(budget);
      if (before !== undefined) return before;
      const get = new GetCommand({ TableName: tableName, Key: keyOf(budget), ConsistentRead: true });
      const found = read(firstSweepItem, (await documents.send(get)).Item);
      if (found) known.set(budget, found.sweepId);
      return found?.sweepId;
    },

    async keepFirstSweep(budget, sweepId) {
      const Item = { ...keyOf(budget), sweepId };
      const ConditionExpression = 'attribute_not_exists(scopeId)';
      await holds(documents.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },
  };
}

function keyOf(budget: string): { scopeId: string; claim: string } {
  return { scopeId: `budget#${budget}`, claim: 'first-sweep' };
}
