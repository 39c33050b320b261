import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { localClientSettings } from './client-settings.ts';
import { listenOnLoopback, stopServer } from './http-stand-in.ts';

const tableDeadlineMs = 5_000;

/** DynamoDB on this machine, in memory. It has no transactions, and a failed condition returns no item. */
export interface DynamoDbStandIn {
  url: string;
  /** Creates a table and returns when it and its indexes are ACTIVE. Throws the SDK's error, such as ResourceInUseException. */
  createTable(definition: CreateTableCommandInput): Promise<void>;
  close(): Promise<void>;
}

/** Starts DynamoDB on a free port of 127.0.0.1, without AWS's delays after creating a table. */
export async function startDynamoDb(): Promise<DynamoDbStandIn> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  tolerateAbortedRequests(server);
  const url = await listenOnLoopback(server);
  const client = new DynamoDBClient(localClientSettings(url));
  return {
    url,
    async createTable(definition) {
      await client.send(new CreateTableCommand(definition));
      await untilActive(client, definition.TableName);
    },
    async close() {
      client.destroy();
      await stopServer(server);
    },
  };
}

/** dynalite rethrows a request's error event: a function killed in the middle of a call would take this process along. */
function tolerateAbortedRequests(server: Server): void {
  server.on('request', (request) => {
    request.removeAllListeners('error');
    request.on('error', () => {});
  });
}

async function untilActive(client: DynamoDBClient, tableName: string | undefined): Promise<void> {
  const deadline = Date.now() + tableDeadlineMs;
  while (Date.now() < deadline) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const states = [Table?.TableStatus, ...(Table?.GlobalSecondaryIndexes ?? []).map((index) => index.IndexStatus)];
    if (states.every((state) => state === 'ACTIVE')) return;
    await delay(5);
  }
  throw new Error(`table ${tableName} was not ACTIVE within ${tableDeadlineMs} ms`);
}
