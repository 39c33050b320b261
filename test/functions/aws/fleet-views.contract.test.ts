import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFleetViews } from '../../../functions/aws/fleet-views.ts';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import type { FleetViews } from '../../../functions/contracts/fleet-views.ts';
import { pack } from '../../../functions/contracts/packed.ts';
import { addToFleetView, emptyFleetView, finishFleetView } from '../../../functions/domain/records/build-fleet-view.ts';
import type { DirectoryEntry, FleetView } from '../../../functions/domain/records/fleet-view.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { fakeFleetViews } from '../../fakes/fleet-views.ts';
import { aMonth, anEndpoint, aPlan, minutesOn, NOW } from '../../fakes/samples.ts';
import { HOSTILE_NAMES } from '../../fixtures/names.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<FleetViews>][] = [
  ['in memory', async () => fakeFleetViews()],
  ['over DynamoDB', async () => createFleetViews(await tables.newTable(COST_HISTORY), tables.documents)],
];

function aView(names: string[] = ['tracker'], minutes = 0): FleetView {
  const making = emptyFleetView(aPlan(), minutesOn(minutes));
  for (const [index, name] of names.entries()) {
    addToFleetView(making, aMonth({ endpoint: anEndpoint(String(index + 1), { name }) }));
  }
  return finishFleetView(making, [{ kind: 'group', budget: 'all', spend: '1', remark: 'incomplete' }]);
}

const entriesOf = (count: number, name = 'tracker'): DirectoryEntry[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(index), name: `${name}-${index}`, iccid: `8988${index}` }));

const directoryOf = async (views: FleetViews): Promise<DirectoryEntry[]> =>
  (await Array.fromAsync(views.directory())).flat().toSorted((a, b) => Number(a.id) - Number(b.id));

describe.each(makers)('the views of a fleet %s', (_, newViews) => {
  test('are none at first', async () => {
    const views = await newViews();
    expect([await views.view(), await directoryOf(views)]).toEqual([undefined, []]);
  });

  test('give back the last view, whatever endpoints are called', async () => {
    const views = await newViews();
    await views.writeView(aView());
    const view = aView(
      HOSTILE_NAMES.map(([, name]) => name),
      15,
    );
    await views.writeView(view);
    expect(await views.view()).toStrictEqual(JSON.parse(JSON.stringify(view)));
  });

  test.each([1, 3000, 20_000])('give back a directory of %i endpoints', async (count) => {
    const views = await newViews();
    await views.writeDirectory(entriesOf(count));
    expect(await directoryOf(views)).toEqual(entriesOf(count));
  });

  test('replace the directory: with new names, with more and with fewer endpoints, and with none', async () => {
    const views = await newViews();
    for (const entries of [entriesOf(3000), entriesOf(3000, 'cam'), entriesOf(9000, 'cam'), entriesOf(2), []]) {
      await views.writeDirectory(entries);
      expect(await directoryOf(views)).toEqual(entries);
    }
  });
});

/** A store in DynamoDB that notes the sort key of each item it writes. */
async function watchedViews() {
  const tableName = await tables.newTable(COST_HISTORY);
  const unreadable: Record<string, string>[] = [];
  const views = createFleetViews(tableName, tables.documents, (key) => unreadable.push(key));
  const items = () => tables.itemsOf(tableName, FLEET_PARTITION);
  return { views, tableName, items, unreadable };
}

const mark = { untouched: 'since the last run' };

test('over DynamoDB, only the part of the directory that has changed is written', async () => {
  const { views, tableName, items } = await watchedViews();
  await views.writeDirectory(entriesOf(9000));
  for (const item of await items()) {
    await tables.documents.send(new PutCommand({ TableName: tableName, Item: { ...item, ...mark } }));
  }
  const writtenOf = async () => (await items()).flatMap(({ entry, untouched }) => (untouched ? [] : [entry]));
  await views.writeDirectory(entriesOf(9000).toReversed());
  expect(await writtenOf()).toEqual([]);
  await views.writeDirectory(
    entriesOf(9000).map((entry) => (entry.id === '166' ? { ...entry, name: 'renamed' } : entry)),
  );
  expect(await writtenOf()).toEqual(['page-directory', expect.stringMatching(/^page-directory#4#000[0-3]$/)]);
  expect((await directoryOf(views))[166]).toMatchObject({ name: 'renamed' });
});

test('over DynamoDB, what cannot be read counts as absent, and is reported by its key', async () => {
  const { views, tableName, unreadable } = await watchedViews();
  await views.writeView(aView());
  await views.writeDirectory(entriesOf(9000));
  const key = (entry: string) => ({ scopeId: FLEET_PARTITION, entry });
  const broken: [string, unknown][] = [
    ['page-view', pack({ ...aView(), spend: 'much' })],
    ['page-directory#4#0001', Buffer.from('broken')],
  ];
  for (const [entry, packed] of broken) {
    await tables.documents.send(new PutCommand({ TableName: tableName, Item: { ...key(entry), packed } }));
  }
  expect(await views.view()).toBeUndefined();
  expect((await directoryOf(views)).length).toBeLessThan(9000);
  expect(unreadable).toEqual(broken.map(([entry]) => key(entry)));
  await views.writeView(aView());
  expect(await views.view()).toMatchObject({ at: NOW.toISOString() });
  await tables.documents.send(new DeleteCommand({ TableName: tableName, Key: key('page-directory') }));
  await views.writeDirectory(entriesOf(9000));
  expect(await directoryOf(views)).toEqual(entriesOf(9000));
});

// An item holds 400 KB, and each KB that is written is billed.
test('over DynamoDB, the items of 100,000 endpoints are small', async () => {
  const { views, items } = await watchedViews();
  await views.writeDirectory(
    Array.from({ length: 100_000 }, (_, index) => ({
      id: String(11_000_000 + index),
      name: `tracker-${((index + 1) * 2_654_435_761) % 2 ** 32}`,
      iccid: `8988303000${10_000_000 + index}`,
    })),
  );
  const sizes = (await items()).map(({ packed }) => (packed instanceof Uint8Array ? packed.length : 0));
  expect(sizes.length).toBeGreaterThan(30);
  expect(Math.max(...sizes)).toBeLessThan(60_000);
});
