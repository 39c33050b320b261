import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type BudgetsInForceDeps, type BudgetsRecord, budgetsInForce, hashOf } from '../contracts/budgets-in-force.ts';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { BudgetsInForce } from '../domain/budgets/kept-budgets.ts';
import { createBudgetsParameter } from './budgets-parameter.ts';
import { budgetsItem } from './cost-history-items.ts';
import { createDocumentClient, holds } from './document-client.ts';
import { itemReader, type OnUnreadable } from './stored-items.ts';

/** Reads the budgets that are in force: those of the SSM parameter, or the last ones that were right. */
export function createBudgets(
  parameterName: string,
  deps: Omit<BudgetsInForceDeps, 'parameter'>,
): () => Promise<BudgetsInForce> {
  return budgetsInForce({ ...deps, parameter: createBudgetsParameter(parameterName) });
}

const KEY = { scopeId: FLEET_PARTITION, entry: 'budgets-in-force' };

/** The last budgets that were right, beside the spends in their table. They never expire. */
export function createBudgetsRecord(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): BudgetsRecord {
  const read = itemReader('entry', onUnreadable);

  return {
    async last() {
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
      return read(budgetsItem, Item);
    },

    async keep(text, now) {
      const textHash = hashOf(text);
      const get = new GetCommand({
        TableName: tableName,
        Key: KEY,
        ProjectionExpression: 'textHash',
        ConsistentRead: true,
      });
      if ((await documents.send(get)).Item?.textHash === textHash) return;
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...KEY, text, textHash, since: now.toISOString() },
        ConditionExpression: 'attribute_not_exists(scopeId) OR textHash <> :textHash',
        ExpressionAttributeValues: { ':textHash': textHash },
      });
      // Of two workers that keep the same at once, the first one's moment stays.
      await holds(documents.send(put));
    },
  };
}
