import { connect } from 'node:net';
import { ConditionalCheckFailedException, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type DynamoDbStandIn, startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';

const table = {
  TableName: 'Log',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'S' },
    { AttributeName: 'pending', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'ByPending',
      KeySchema: [
        { AttributeName: 'pending', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} as const;

describe('the DynamoDB stand-in', () => {
  let dynamoDb: DynamoDbStandIn;
  let client: DynamoDBClient;
  let documents: DynamoDBDocumentClient;

  beforeEach(async () => {
    dynamoDb = await startDynamoDb();
    client = new DynamoDBClient(localClientSettings(dynamoDb.url));
    documents = DynamoDBDocumentClient.from(client);
    await dynamoDb.createTable({
      ...table,
      AttributeDefinitions: [...table.AttributeDefinitions],
      KeySchema: [...table.KeySchema],
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        KeySchema: [...index.KeySchema],
      })),
    });
  });

  afterEach(async () => {
    client.destroy();
    await dynamoDb.close();
  });

  test('keeps an item, and claims it once by a conditional put', async () => {
    const claim = { TableName: 'Log', Item: { id: 'a', at: '1', spend: '6.10' } };
    const once = { ...claim, ConditionExpression: 'attribute_not_exists(id)' };
    await documents.send(new PutCommand(once));
    await expect(documents.send(new PutCommand(once))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    const { Item } = await documents.send(new GetCommand({ TableName: 'Log', Key: { id: 'a', at: '1' } }));
    expect(Item).toEqual({ id: 'a', at: '1', spend: '6.10' });
  });

  test('finds pending items in a sparse index, in order, a page at a time', async () => {
    for (const at of ['3', '1', '2']) {
      await documents.send(new PutCommand({ TableName: 'Log', Item: { id: `n${at}`, at, pending: 'P' } }));
    }
    await documents.send(new PutCommand({ TableName: 'Log', Item: { id: 'sent', at: '0' } }));
    const query = {
      TableName: 'Log',
      IndexName: 'ByPending',
      KeyConditionExpression: 'pending = :p',
      ExpressionAttributeValues: { ':p': 'P' },
      Limit: 2,
    };
    const first = await documents.send(new QueryCommand(query));
    const second = await documents.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));
    expect([first, second].map(({ Items = [] }) => Items.map(({ id }) => id))).toEqual([['n1', 'n2'], ['n3']]);
  });

  test('leaves the index when the item is updated', async () => {
    await documents.send(new PutCommand({ TableName: 'Log', Item: { id: 'a', at: '1', pending: 'P' } }));
    await documents.send(
      new UpdateCommand({
        TableName: 'Log',
        Key: { id: 'a', at: '1' },
        UpdateExpression: 'SET #s = :sent REMOVE pending',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':sent': 'SENT' },
      }),
    );
    const { Count } = await documents.send(
      new QueryCommand({
        TableName: 'Log',
        IndexName: 'ByPending',
        KeyConditionExpression: 'pending = :p',
        ExpressionAttributeValues: { ':p': 'P' },
      }),
    );
    const { Responses } = await documents.send(
      new BatchGetCommand({ RequestItems: { Log: { Keys: [{ id: 'a', at: '1' }] } } }),
    );
    expect({ Count, items: Responses?.Log }).toEqual({ Count: 0, items: [{ id: 'a', at: '1', state: 'SENT' }] });
  });

  test('refuses a second table of the same name', async () => {
    const again = dynamoDb.createTable({
      TableName: 'Log',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    await expect(again).rejects.toBeInstanceOf(ResourceInUseException);
  });

  test('survives a caller that is killed in the middle of a request', async () => {
    const socket = connect(Number(new URL(dynamoDb.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half":', () => socket.resetAndDestroy());
    await closed;
    const { Item } = await documents.send(new GetCommand({ TableName: 'Log', Key: { id: 'a', at: '1' } }));
    expect(Item).toBeUndefined();
  });
});
