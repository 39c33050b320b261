import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { type AggregateFakes, ALL_TOGETHER, aggregateFakes, seen, spent } from '../../fakes/aggregate-deps.ts';
import { minutesOn, traffic } from '../../fakes/samples.ts';

const BUDGETS = [
  { name: 'every-device', limit: 5 },
  ALL_TOGETHER,
  { name: 'workspace', scope: 'organisation', limit: 20, forecast: false },
  { name: 'at-emnify', scope: 'organisation', limit: 'emnify' },
];

async function aFleet(budgets: object[] = BUDGETS): Promise<AggregateFakes> {
  const fakes = aggregateFakes(budgets);
  fakes.emnify.organisationFigures = { stats: { currentMonth: [traffic('data', '9.5')], lastMonth: [] } };
  await fakes.costHistory.write(seen('1', spent({ EUR: '6' })), {});
  await fakes.costHistory.write(seen('2', spent({ EUR: '3.5' }), { endpoint: { iccid: '8988' } }), {});
  return fakes;
}

const run = (fakes: AggregateFakes, dryRun = false) => aggregateBudgets(fakes, { dryRun });

describe('a run of aggregate leaves for the page', () => {
  test('the endpoints, and the workspace and groups as it has judged them', async () => {
    const fakes = await aFleet();
    await run(fakes);
    expect(await fakes.fleetViews.view()).toMatchObject({
      period: '2026-10',
      at: fakes.clock.toISOString(),
      endpoints: 2,
      spend: '9.5',
      counts: { over: 1, near: 0 },
      lists: { all: ['1', '2'] },
      shared: [
        { kind: 'group', budget: 'all', spend: '9.5', limit: '10', ratioPct: 95, endpoints: 2 },
        { kind: 'organisation', budget: 'workspace', spend: '9.5', limit: '20', ratioPct: 47 },
        {
          kind: 'organisation',
          budget: 'at-emnify',
          spend: '0',
          remark: 'emnify shows no monthly cost limit of the organisation',
        },
      ],
    });
  });

  test('the names of all endpoints, to search in', async () => {
    const fakes = await aFleet();
    await run(fakes);
    expect((await Array.fromAsync(fakes.fleetViews.directory())).flat()).toEqual([
      { id: '1', name: 'tracker-1' },
      { id: '2', name: 'tracker-2', iccid: '8988' },
    ]);
  });

  test('what is missing from a sum', async () => {
    const fakes = await aFleet();
    await fakes.costHistory.writeSweep({ sweepId: 'a', listed: 5, missing: 0 });
    await run(fakes);
    expect((await fakes.fleetViews.view())?.shared[0]).toMatchObject({
      remark: '3 endpoints of the fleet without figures for this month',
    });
  });

  test('all that is known without emnify, before it fails', async () => {
    const fakes = await aFleet();
    fakes.emnify.failure = new Error('emnify is out of order');
    await expect(run(fakes)).rejects.toThrow('out of order');
    const view = await fakes.fleetViews.view();
    expect(view?.endpoints).toBe(2);
    expect(view?.shared).toMatchObject([
      { budget: 'all', spend: '9.5' },
      { budget: 'workspace', limit: '20', remark: 'emnify did not answer about the organisation' },
      { budget: 'at-emnify', remark: 'emnify did not answer about the organisation' },
    ]);
  });

  test('nothing in a dry run', async () => {
    const fakes = await aFleet();
    await run(fakes, true);
    expect(await fakes.fleetViews.view()).toBeUndefined();
    expect(await Array.fromAsync(fakes.fleetViews.directory())).toEqual([]);
  });

  test('each time anew', async () => {
    const fakes = await aFleet();
    await run(fakes);
    fakes.clock = minutesOn(15);
    await fakes.costHistory.write(seen('2', spent({ EUR: '7' }), { fetchedAt: minutesOn(10).toISOString() }), {});
    await run(fakes);
    expect(await fakes.fleetViews.view()).toMatchObject({ at: minutesOn(15).toISOString(), counts: { over: 2 } });
  });
});

test('a run of aggregate fails where the view cannot be stored, and leaves its alerts all the same', async () => {
  const fakes = await aFleet();
  fakes.fleetViews.writeView = async () => Promise.reject(new Error('the table is away'));
  await expect(run(fakes)).rejects.toThrow('the table is away');
  expect(fakes.notificationLog.claimed().map(({ budget }) => budget)).toEqual(expect.arrayContaining(['all']));
  expect(await fakes.costHistory.readGroup({ kind: 'group', id: 'all' }, '2026-10')).toBeDefined();
});
