import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import type { CostHistory } from '../../../functions/contracts/cost-history.ts';
import type { GroupMonth } from '../../../functions/domain/records/endpoint-month.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { fakeCostHistory } from '../../fakes/cost-history.ts';
import { aMonth, anEndpoint, minutesOn, NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<CostHistory>][] = [
  ['in memory', async () => fakeCostHistory()],
  ['over DynamoDB', async () => createCostHistory(await tables.newTable(COST_HISTORY), tables.documents)],
];
const quietly = {};
const asChange = { snapshot: 'change' } as const;
const asFirst = { snapshot: 'first-of-day' } as const;
const ENDPOINT = { kind: 'endpoint', id: '166' } as const;
const MUTE = { until: NOW.toISOString(), reason: 'load test', who: 'Kim' };
const at = (minutes: number) => ({ fetchedAt: minutesOn(minutes).toISOString() });

describe.each(makers)('a cost history %s', (_, newHistory) => {
  test('knows nothing of an endpoint that was never checked', async () => {
    const history = await newHistory();
    expect(await history.read('166', '2026-10')).toBeUndefined();
  });

  test('gives back a month with the time of a later check that found nothing new', async () => {
    const history = await newHistory();
    const standstill = { figures: 'abcdefgh', from: at(0).fetchedAt };
    const month = aMonth(at(0));
    await history.write(month, quietly);
    for (const id of ['167', '1660']) await history.write(aMonth({ endpoint: anEndpoint(id), ...at(0) }), quietly);
    await history.write({ ...month, ...at(10), standstill }, { isUnchanged: true });
    expect(await history.read('166', '2026-10')).toStrictEqual({ ...month, ...at(10), standstill });
    const months = await Array.fromAsync(history.months('2026-10'));
    expect(months.map(({ endpoint, fetchedAt }) => [endpoint.id, fetchedAt]).toSorted()).toEqual([
      ['166', at(10).fetchedAt],
      ['1660', at(0).fetchedAt],
      ['167', at(0).fetchedAt],
    ]);
    expect(await history.read('1660', '2026-10')).toMatchObject(at(0));
  });

  test('gives back all months by id, or those after an id', async () => {
    const history = await newHistory();
    const ids = ['7', '166', '1660', '16', '20'];
    for (const id of ids) {
      const month = aMonth({ endpoint: anEndpoint(id), ...at(0) });
      await history.write(month, quietly);
      await history.write({ ...month, ...at(10) }, { isUnchanged: true });
    }
    const idsOf = async (after?: string) =>
      (await Array.fromAsync(history.months('2026-10', after))).map(({ endpoint, fetchedAt }) => {
        expect(fetchedAt).toBe(at(10).fetchedAt);
        return endpoint.id;
      });
    expect(await idsOf()).toEqual(['16', '166', '1660', '20', '7']);
    expect(await idsOf('166')).toEqual(['1660', '20', '7']);
    expect(await idsOf('17')).toEqual(['20', '7']);
    expect(await idsOf('7')).toEqual([]);
  });

  test('does not let an earlier check take the place of a later one', async () => {
    const history = await newHistory();
    const month = aMonth(at(0));
    await history.write(month, quietly);
    for (const minutes of [10, 5]) await history.write({ ...month, ...at(minutes) }, { isUnchanged: true });
    expect(await history.read('166', '2026-10')).toStrictEqual({ ...month, ...at(10) });
    await history.write({ ...month, ...at(20), reason: 'changed' }, quietly);
    expect(await history.read('166', '2026-10')).toMatchObject({ ...at(20), reason: 'changed' });
  });

  test('gives back exactly what was written', async () => {
    const history = await newHistory();
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
      keptBack: [
        { place: 'endpoint#166#2026-10#crossed', mute: { ...MUTE, upTo: { pct: 300 } } },
        { place: 'endpoint#166#2026-10#stale', mute: { ...MUTE, upTo: { amount: '50', currency: 'EUR' } } },
      ],
    });
    await history.write(month, quietly);
    expect(await history.read('166', '2026-10')).toStrictEqual(month);
  });

  test('gives back a month without spend, and one with an empty name', async () => {
    const history = await newHistory();
    const { spend: _spend, ...unseen } = aMonth({ endpoint: anEndpoint('166', { name: '', tags: [] }), decisions: [] });
    await history.write(unseen, quietly);
    expect(await history.read('166', '2026-10')).toStrictEqual(unseen);
  });

  test('keeps endpoints and periods apart', async () => {
    const history = await newHistory();
    const months = [aMonth(), aMonth({ period: '2026-11' }), aMonth({ endpoint: anEndpoint('16') })];
    for (const month of months) await history.write(month, quietly);
    expect([
      await history.read('166', '2026-10'),
      await history.read('166', '2026-11'),
      await history.read('16', '2026-10'),
      await history.read('16', '2026-11'),
    ]).toEqual([...months, undefined]);
  });

  test('replaces a check by a later one, and by one of the same moment', async () => {
    const history = await newHistory();
    await history.write(aMonth(at(0)), quietly);
    await history.write(aMonth({ ...at(60), reason: 'later' }), quietly);
    expect(await history.read('166', '2026-10')).toMatchObject({ ...at(60), reason: 'later' });
    await history.write(aMonth({ ...at(60), reason: 'again' }), quietly);
    expect(await history.read('166', '2026-10')).toMatchObject({ reason: 'again' });
  });

  test('does not let an older check overwrite a later one, and ignores it without an error', async () => {
    const history = await newHistory();
    await history.write(aMonth(at(60)), quietly);
    await history.write(aMonth({ ...at(59), reason: 'older' }), asChange);
    expect(await history.read('166', '2026-10')).toEqual(aMonth(at(60)));
  });

  test('keeps the latest of many concurrent checks', async () => {
    const history = await newHistory();
    const checks = Array.from({ length: 12 }, (_, index) => aMonth(at((index * 5) % 12)));
    await Promise.all(checks.map((check) => history.write(check, quietly)));
    expect(await history.read('166', '2026-10')).toMatchObject(at(11));
  });

  test('stores a snapshot beside the check on request', async () => {
    const history = await newHistory();
    await history.write(aMonth(at(0)), asFirst);
    await history.write(aMonth({ ...at(60), reason: 'no snapshot of this' }), quietly);
    await history.write(aMonth(at(120)), asChange);
    await history.write(aMonth({ ...at(180), period: '2026-11' }), asFirst);
    await history.write(aMonth({ ...at(240), endpoint: anEndpoint('16') }), asFirst);
    const meters = aMonth().spend?.meters;
    expect(await history.points(ENDPOINT, '2026-10')).toEqual([
      { at: at(0).fetchedAt, meters },
      { at: at(120).fetchedAt, meters },
    ]);
    expect(await history.read('166', '2026-10')).toEqual(aMonth(at(120)));
  });

  test('keeps a snapshot of an older check, which is a point in time, too', async () => {
    const history = await newHistory();
    await history.write(aMonth(at(60)), asFirst);
    await history.write(aMonth(at(0)), asChange);
    expect(await moments(history)).toEqual([at(0).fetchedAt, at(60).fetchedAt]);
  });

  describe('points since a moment', () => {
    async function threePoints() {
      const history = await newHistory();
      for (const minutes of [120, 0, 60]) await history.write(aMonth(at(minutes)), asChange);
      return history;
    }

    test.each([
      ['before the first are all', -1, [0, 60, 120]],
      ['of a point begin with it, once', 60, [60, 120]],
      ['between two begin with the one before', 61, [60, 120]],
      ['just before a point begin with the one before that', 59.999, [0, 60, 120]],
      ['after the last are the last', 500, [120]],
    ])('%s', async (_name, since, expected) => {
      const history = await threePoints();
      const points = await moments(history, minutesOn(since));
      expect(points).toEqual(expected.map((minutes) => at(minutes).fetchedAt));
    });

    test('are none for another period, or for an endpoint that was never checked', async () => {
      const history = await threePoints();
      await history.write(aMonth({ ...at(30), period: '2026-09' }), asChange);
      await history.write(aMonth({ ...at(30), period: '2026-11' }), asChange);
      expect(await moments(history, minutesOn(200))).toEqual([at(120).fetchedAt]);
      expect(await history.points({ kind: 'endpoint', id: '16' }, '2026-10', NOW)).toEqual([]);
    });

    test('are all read, where they take more than one page', async () => {
      const history = await newHistory();
      const total = Array.from({ length: 40 }, (_unused, index) => ({
        currency: `C${index}`,
        amount: '1'.repeat(200),
      }));
      const spend = { period: '2026-10', meters: { total, data: [], sms: [] }, costUnavailable: [] };
      for (let minute = 0; minute < 150; minute++) await history.write(aMonth({ ...at(minute), spend }), asChange);
      expect(await moments(history, minutesOn(0.5))).toHaveLength(150);
    });
  });

  describe('the months of a period', () => {
    const ids = async (history: CostHistory, period: string): Promise<string[]> =>
      (await Array.fromAsync(history.months(period))).map(({ endpoint }) => endpoint.id).sort();

    test('are the last check of every endpoint, without other periods, groups and snapshots', async () => {
      const history = await newHistory();
      expect(await ids(history, '2026-10')).toEqual([]);
      await history.write(aMonth(at(0)), asFirst);
      await history.write(aMonth({ ...at(60), reason: 'later' }), asChange);
      await history.write(aMonth({ ...at(0), endpoint: anEndpoint('16') }), quietly);
      await history.write(aMonth({ ...at(0), endpoint: anEndpoint('17'), period: '2026-11' }), asFirst);
      await history.writeGroup({ kind: 'group', id: 'cameras' }, aGroupMonth(), asFirst);
      await history.writeGroup({ kind: 'organisation', id: 'my' }, aGroupMonth(), asFirst);
      expect([await ids(history, '2026-10'), await ids(history, '2026-11')]).toEqual([['16', '166'], ['17']]);
      const months = await Array.fromAsync(history.months('2026-10'));
      expect(months.find(({ endpoint }) => endpoint.id === '166')).toEqual(aMonth({ ...at(60), reason: 'later' }));
    });

    test('are all read, where they take more than one page', async () => {
      const history = await newHistory();
      const names = Array.from({ length: 300 }, (_unused, index) => String(1000 + index));
      for (const id of names) {
        await history.write(aMonth({ endpoint: anEndpoint(id, { name: 'x'.repeat(5_000) }) }), quietly);
      }
      expect(await ids(history, '2026-10')).toEqual(names);
    });
  });

  describe('groups', () => {
    const scope = { kind: 'group', id: '166' } as const;

    test('are kept as they were written, apart from an endpoint of the same id, and from the organisation', async () => {
      const history = await newHistory();
      const month = aGroupMonth({
        coverage: { endpoints: 12, unseen: ['1 endpoint not checked for more than a day'] },
      });
      await history.writeGroup(scope, month, quietly);
      expect(await history.readGroup(scope, '2026-10')).toStrictEqual(month);
      expect([
        await history.readGroup(scope, '2026-11'),
        await history.readGroup({ kind: 'organisation', id: '166' }, '2026-10'),
        await history.read('166', '2026-10'),
      ]).toEqual([undefined, undefined, undefined]);
    });

    test('have points of their own, and keep their latest check', async () => {
      const history = await newHistory();
      await history.writeGroup(scope, aGroupMonth(at(60)), asFirst);
      await history.writeGroup(scope, aGroupMonth(at(0)), asChange);
      await history.write(aMonth(at(30)), asChange);
      expect((await history.points(scope, '2026-10')).map((point) => point.at)).toEqual([
        at(0).fetchedAt,
        at(60).fetchedAt,
      ]);
      expect(await history.readGroup(scope, '2026-10')).toEqual(aGroupMonth(at(60)));
    });
  });

  test('knows the last sweep, and none at first', async () => {
    const history = await newHistory();
    expect(await history.lastSweep()).toBeUndefined();
    await history.writeSweep({ sweepId: 'a', listed: 3, missing: 1, brokeOff: 'HTTP 500' });
    expect(await history.lastSweep()).toEqual({ sweepId: 'a', listed: 3, missing: 1, brokeOff: 'HTTP 500' });
    await history.writeSweep({ sweepId: 'b', listed: 4, missing: 0 });
    expect(await history.lastSweep()).toEqual({ sweepId: 'b', listed: 4, missing: 0 });
  });
});

const moments = async (history: CostHistory, since?: Date): Promise<string[]> =>
  (await history.points(ENDPOINT, '2026-10', since)).map((point) => point.at);

function aGroupMonth(more: Partial<GroupMonth> = {}): GroupMonth {
  const { period, fetchedAt, spend } = aMonth();
  if (!spend) throw new Error('a sample month has a spend');
  return { period, fetchedAt, spend, limits: { cameras: '500' }, ...more };
}
