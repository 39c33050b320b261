import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDocumentClient } from '../../../functions/aws/document-client.ts';
import { createFleetRecords } from '../../../functions/aws/fleet-records.ts';
import { createRunRecords } from '../../../functions/aws/run-records.ts';
import { createWatchdogMemories } from '../../../functions/aws/watchdog-memory.ts';
import type { RequestRecords } from '../../../functions/contracts/request-records.ts';
import type { RunRecords } from '../../../functions/contracts/run-records.ts';
import type { WatchdogMemories } from '../../../functions/contracts/watchdog-memory.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type DynamoDbStandIn, startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';
import { createTableRequest } from '../../../infra/local/host/tables.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { NOW } from '../../fakes/samples.ts';
import { fakeWatchdogMemories } from '../../fakes/watchdog-memories.ts';
import { WatchRuns } from '../../fakes/watched.ts';

let dynamodb: DynamoDbStandIn;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  client = new DynamoDBClient(localClientSettings(dynamodb.url));
});

afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

async function inDynamoDb(): Promise<RunRecords & RequestRecords & WatchdogMemories> {
  tables += 1;
  const name = `cost-history-${tables}`;
  await dynamodb.createTable(createTableRequest(name, COST_HISTORY));
  const documents = createDocumentClient(client);
  return {
    ...createFleetRecords(name, documents),
    ...createRunRecords(name, documents),
    ...createWatchdogMemories(name, documents),
  };
}

const inMemory = async () => ({ ...fakeFleetRecords(), ...fakeWatchdogMemories() });

describe.each([
  ['DynamoDB', inDynamoDb],
  ['in memory', inMemory],
])('records of runs, %s', (_, open) => {
  test('begin with nothing', async () => {
    const records = await open();
    expect(await records.notes()).toEqual({ discover: {}, evaluate: {}, aggregate: {}, notify: {}, report: {} });
    expect(await records.counts('2026-10')).toEqual({ sent: 0, asked: 0, evaluated: 0, skipped: 0, unjudged: 0 });
    expect((await records.last()).memory).toBeUndefined();
  });

  test('keep each note of a function until it is replaced', async () => {
    const records = await open();
    const good = { at: NOW.toISOString() };
    const failed = { at: NOW.toISOString(), reason: 'emnify did not answer' };
    await records.note('discover', { good, failed });
    await records.note('discover', { good: { at: '2026-10-14T15:00:00.000Z' } });
    await records.note('report', { good });
    expect(await records.notes()).toMatchObject({
      discover: { good: { at: '2026-10-14T15:00:00.000Z' }, failed },
      evaluate: {},
      report: { good },
    });
  });

  test('add up what became of endpoints, beside the requests', async () => {
    const records = await open();
    await records.addRequests('2026-10', { sent: 10, endpoints: { evaluated: 9, skipped: 1 } }, NOW);
    await records.addRequests('2026-10', { sent: 0, endpoints: { asked: 20 } }, NOW);
    await records.addRequests('2026-10', { sent: 5 }, NOW);
    expect(await records.counts('2026-10')).toEqual({ sent: 15, asked: 20, evaluated: 9, skipped: 1, unjudged: 0 });
    expect(await records.counts('2026-11')).toMatchObject({ sent: 0, asked: 0 });
  });

  test('keep the memory of the watchdog, and let only one of two runs replace it', async () => {
    const records = await open();
    const { state } = new WatchRuns().run();
    const memory = { state, unsent: { subject: 'emnify cost alerts', body: 'Token refused' } };
    const first = await records.replace(memory, undefined);
    expect(first).toBeDefined();
    expect(await records.replace({ state }, undefined)).toBeUndefined();
    const { mark } = await records.last();
    expect(await records.last()).toEqual({ memory, mark });
    expect(await records.replace({ state }, mark)).toBeDefined();
    expect(await records.replace(memory, mark)).toBeUndefined();
    expect((await records.last()).memory).toEqual({ state });
  });
});
