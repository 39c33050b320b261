import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../functions/aws/document-client.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { startDynamoDb } from '../../infra/local/aws/dynamodb.ts';
import { createTableRequest } from '../../infra/local/host/tables.ts';
import type { TableSchema } from '../../infra/table-schemas.ts';

/** A DynamoDB on this machine with the client that the adapters use. */
export interface TablesHere {
  documents: DynamoDBDocumentClient;
  /** Makes an empty table. @returns its name */
  newTable(schema: TableSchema): Promise<string>;
  /** All items of one partition, in the order of their sort keys. */
  itemsOf(tableName: string, scopeId: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function startTables(): Promise<TablesHere> {
  const dynamodb = await startDynamoDb();
  const client = new DynamoDBClient(localClientSettings(dynamodb.url));
  const documents = createDocumentClient(client);
  let tables = 0;
  return {
    documents,
    async newTable(schema) {
      tables += 1;
      await dynamodb.createTable(createTableRequest(`table-${tables}`, schema));
      return `table-${tables}`;
    },
    async itemsOf(tableName, scopeId) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'scopeId = :scopeId',
          ExpressionAttributeValues: { ':scopeId': scopeId },
        }),
      );
      return Items;
    },
    async close() {
      client.destroy();
      await dynamodb.close();
    },
  };
}
