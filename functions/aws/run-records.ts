import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { RunRecords } from '../contracts/run-records.ts';
import { FUNCTIONS, type FunctionName, type RunNotes } from '../domain/watchdog/observations.ts';
import { requestsItem, runItem } from './cost-history-items.ts';
import { createDocumentClient } from './document-client.ts';
import { itemReader, type OnUnreadable } from './stored-items.ts';

const PREFIX = 'run#';

/** Notes and counts of runs, beside the spends in their table. An item that cannot be read counts as never written. */
export function createRunRecords(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): RunRecords {
  const read = itemReader('entry', onUnreadable);

  return {
    async note(by, notes) {
      const names = Object.keys(notes);
      await documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { scopeId: FLEET_PARTITION, entry: `${PREFIX}${by}` },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(notes).map(([name, note]) => [`:${name}`, note]),
          ),
        }),
      );
    },

    async notes() {
      const query = new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'scopeId = :fleet AND begins_with(entry, :prefix)',
        ExpressionAttributeValues: { ':fleet': FLEET_PARTITION, ':prefix': PREFIX },
      });
      const { Items = [] } = await documents.send(query);
      const found = new Map<string, RunNotes>();
      for (const item of Items) found.set(String(item.entry), read(runItem, item) ?? {});
      const notesOf = (by: FunctionName): RunNotes => found.get(`${PREFIX}${by}`) ?? {};
      return Object.fromEntries(FUNCTIONS.map((by) => [by, notesOf(by)])) as Record<FunctionName, RunNotes>;
    },

    async counts(period) {
      const Key = { scopeId: FLEET_PARTITION, entry: `requests#${period}` };
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      const { sent = 0, asked = 0, evaluated = 0, skipped = 0, unjudged = 0 } = read(requestsItem, Item) ?? {};
      return { sent, asked, evaluated, skipped, unjudged };
    },
  };
}
