import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CostHistory, createCostHistory } from '../../functions/aws/cost-history.ts';
import { COST_HISTORY } from '../../infra/table-schemas.ts';
import { fakeCostHistory, type Snapshot } from '../fakes/cost-history.ts';
import { aMonth, anEndpoint, minutesOn, NOW } from '../fakes/samples.ts';
import { startTables, type TablesHere } from './tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** A history, and a look at the snapshots, which no function reads yet. */
interface Subject {
  history: CostHistory;
  snapshots(endpointId: string, period: string): Promise<Snapshot[]>;
}

async function overDynamoDb(): Promise<Subject> {
  const table = await tables.newTable(COST_HISTORY);
  return {
    history: createCostHistory(table, tables.documents),
    async snapshots(endpointId, period) {
      const items = await tables.itemsOf(table, `endpoint#${endpointId}`);
      return items
        .filter(({ entry }) => String(entry).startsWith(`${period}#`))
        .map(({ fetchedAt, meters }) => ({ fetchedAt, meters }) as Snapshot);
    },
  };
}

async function inMemory(): Promise<Subject> {
  const history = fakeCostHistory();
  return { history, snapshots: async (endpointId, period) => history.snapshots(endpointId, period) };
}

const makers: [string, () => Promise<Subject>][] = [
  ['in memory', inMemory],
  ['over DynamoDB', overDynamoDb],
];
const quietly = { snapshot: false };
const at = (minutes: number) => ({ fetchedAt: minutesOn(minutes).toISOString() });

describe.each(makers)('a cost history %s', (_, newSubject) => {
  test('knows nothing of an endpoint nobody looked at', async () => {
    const { history } = await newSubject();
    expect(await history.read('166', '2026-10')).toBeUndefined();
  });

  test('gives back exactly what was written', async () => {
    const { history } = await newSubject();
    const month = aMonth({
      endpoint: anEndpoint('166', {
        name: 'Kühlcontainer ❄️ 👩‍👩‍👧 "4"',
        tags: ['a, b', 'ü'],
        iccid: '8988303000000000166',
      }),
      spend: {
        period: '2026-10',
        meters: {
          total: [
            { currency: 'EUR', amount: '12345678901234567890.0123456789' },
            { currency: 'USD', amount: '0.0000000001' },
          ],
          data: [{ currency: 'USD', amount: '-0.5' }],
          sms: [],
        },
        costUnavailable: ['sat_geo_data'],
      },
    });
    await history.write(month, quietly);
    expect(await history.read('166', '2026-10')).toStrictEqual(month);
  });

  test('gives back a month without spend, and one with an empty name', async () => {
    const { history } = await newSubject();
    const { spend: _spend, ...unseen } = aMonth({ endpoint: anEndpoint('166', { name: '', tags: [] }), decisions: [] });
    await history.write(unseen, quietly);
    expect(await history.read('166', '2026-10')).toStrictEqual(unseen);
  });

  test('keeps endpoints and periods apart', async () => {
    const { history } = await newSubject();
    const months = [aMonth(), aMonth({ period: '2026-11' }), aMonth({ endpoint: anEndpoint('16') })];
    for (const month of months) await history.write(month, quietly);
    expect([
      await history.read('166', '2026-10'),
      await history.read('166', '2026-11'),
      await history.read('16', '2026-10'),
      await history.read('16', '2026-11'),
    ]).toEqual([...months, undefined]);
  });

  test('replaces a look by a later one, and by one of the same moment', async () => {
    const { history } = await newSubject();
    await history.write(aMonth(at(0)), quietly);
    await history.write(aMonth({ ...at(60), reason: 'later' }), quietly);
    expect(await history.read('166', '2026-10')).toMatchObject({ ...at(60), reason: 'later' });
    await history.write(aMonth({ ...at(60), reason: 'again' }), quietly);
    expect(await history.read('166', '2026-10')).toMatchObject({ reason: 'again' });
  });

  test('does not let an older look overwrite a later one, and takes it without complaint', async () => {
    const { history } = await newSubject();
    await history.write(aMonth(at(60)), quietly);
    await history.write(aMonth({ ...at(59), reason: 'older' }), { snapshot: true });
    expect(await history.read('166', '2026-10')).toEqual(aMonth(at(60)));
  });

  test('keeps the latest of many looks at once', async () => {
    const { history } = await newSubject();
    const looks = Array.from({ length: 12 }, (_, index) => aMonth(at((index * 5) % 12)));
    await Promise.all(looks.map((look) => history.write(look, quietly)));
    expect(await history.read('166', '2026-10')).toMatchObject(at(11));
  });

  test('stores snapshots beside the look, where it is told to', async () => {
    const { history, snapshots } = await newSubject();
    await history.write(aMonth(at(0)), { snapshot: true });
    await history.write(aMonth({ ...at(60), reason: 'no snapshot of this' }), quietly);
    await history.write(aMonth(at(120)), { snapshot: true });
    await history.write(aMonth({ ...at(180), period: '2026-11' }), { snapshot: true });
    const { spend } = aMonth();
    expect(await snapshots('166', '2026-10')).toEqual([
      { fetchedAt: NOW.toISOString(), meters: spend?.meters },
      { fetchedAt: minutesOn(120).toISOString(), meters: spend?.meters },
    ]);
    expect(await history.read('166', '2026-10')).toEqual(aMonth(at(120)));
  });

  test('keeps a snapshot of an older look, which is a point in time all the same', async () => {
    const { history, snapshots } = await newSubject();
    await history.write(aMonth(at(60)), { snapshot: true });
    await history.write(aMonth(at(0)), { snapshot: true });
    expect((await snapshots('166', '2026-10')).map(({ fetchedAt }) => fetchedAt)).toEqual([
      at(0).fetchedAt,
      at(60).fetchedAt,
    ]);
  });
});
