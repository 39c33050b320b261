import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { TableSchema } from '../../table-schemas.ts';

/** Makes the request that creates a table of the stack on this machine. */
export function createTableRequest(tableName: string, schema: TableSchema): CreateTableCommandInput {
  const { partitionKey, sortKey, index } = schema;
  const attributes = [partitionKey, sortKey, ...(index ? [index.partitionKey, index.sortKey] : [])];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys(partitionKey, sortKey),
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: keys(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  };
}

function keys(partitionKey: string, sortKey: string): NonNullable<CreateTableCommandInput['KeySchema']> {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
