import { describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../functions/contracts/evaluation-request.ts';
import type { ListedUsage, ListWith } from '../../functions/domain/listed-usage.ts';
import { anEndpoint, traffic } from '../fakes/samples.ts';
import { idsUpTo, type WatchFakes, watchFakes } from '../fakes/watch-deps.ts';

/** Requests for which the fleet is too large to look at every hour. */
const SCARCE = { requestsPerMonth: 418, sweepHours: 1 };

/** What the list says from now on, by id; ids without a usage are in it, too. */
function lists(fakes: WatchFakes, usage: Record<string, number | undefined>): void {
  const endpoints = Object.keys(usage).map((id) => anEndpoint(id));
  const used = Object.entries(usage).flatMap(([id, data]): [string, ListedUsage][] =>
    data === undefined ? [] : [[id, { data, sms: 0 }]],
  );
  fakes.emnify.pages = [{ endpoints, usage: new Map(used), unreadable: 0, totalCount: endpoints.length }];
}

/** Devices that have cost EUR 1 of 5 for 100 MB, were looked at once, and whose list has usage. */
async function aFleet(ids: string[], listWith: ListWith = 'graphql') {
  const fakes = Object.assign(watchFakes([], SCARCE), { listWith });
  for (const id of ids) fakes.reports(id, traffic('data', '1'));
  lists(fakes, Object.fromEntries(ids.map((id) => [id, 100])));
  fakes.totals('1');
  await fakes.run(0);
  await fakes.look();
  return fakes;
}

describe('a walk over a list with usage', () => {
  test('asks for whoever has probably come to half of what is missing to a threshold, and says why', async () => {
    const fakes = await aFleet(['1', '2', '3']);
    // The first threshold is at EUR 4: EUR 3 are missing, which are 300 MB.
    lists(fakes, { 1: 100, 2: 249, 3: 251 });
    expect((await fakes.run(60)).reasons).toEqual({ sweep: 0, usage: 1 });
    expect(fakes.queue.bodies.map(parseRequest)).toEqual([
      expect.objectContaining({ endpoint: anEndpoint('3'), usage: { data: 251, sms: 0 } }),
    ]);
  });

  test('tells a crossing at that look, and then knows the new price', async () => {
    const fakes = await aFleet(['1', '2']);
    lists(fakes, { 1: 100, 2: 1000 });
    fakes.reports('2', traffic('data', '6'));
    await fakes.run(60);
    expect(await fakes.look()).toEqual(['2']);
    expect(fakes.notificationLog.claimed()).toHaveLength(1);
    expect((await fakes.costHistory.read('2', '2026-10'))?.listed).toEqual({
      ...{ data: 1000, sms: 0 },
      ...{ dataSpend: 6, smsSpend: 0, spend: 6 },
    });
  });

  test('asks nobody twice, new ones at once, and of those without a usage nobody', async () => {
    const fakes = await aFleet(['1', '2']);
    lists(fakes, { 1: undefined, 2: undefined, new: 0 });
    expect((await fakes.run(60)).reasons).toEqual({ sweep: 1 });
    expect(fakes.waitingIds()).toEqual(['new']);
  });

  test('asks once for whoever was never looked at after the list had told of a usage', async () => {
    const fakes = await aFleet(['1', '2']);
    for (const id of ['1', '2']) {
      const month = await fakes.costHistory.read(id, '2026-10');
      if (!month) throw new Error(`nobody has looked at ${id}`);
      const { listed: _, ...before } = month;
      await fakes.costHistory.write(before, {});
    }
    const counts = [];
    for (const hours of [1, 2, 3, 4]) {
      counts.push((await fakes.run(hours * 60)).reasons.usage ?? 0);
      await fakes.look();
    }
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect((await fakes.costHistory.read('2', '2026-10'))?.listed).toMatchObject({ data: 100, dataSpend: 1 });
  });

  test('asks for no more than there are requests for, and goes on with others the next time', async () => {
    const fakes = await aFleet(idsUpTo(40));
    await fakes.fleet.addRequests('2026-10', { sent: 300 }, fakes.clock);
    lists(fakes, Object.fromEntries(idsUpTo(40).map((id) => [id, 1000])));
    const { reasons, watch } = await fakes.run(60);
    expect(reasons.usage).toBeLessThanOrEqual(Math.max(1, watch.saved));
    expect(reasons.usage).toBeLessThan(40);
  });

  test('a look that no list has told of keeps the price that is known', async () => {
    const fakes = await aFleet(['1']);
    const before = (await fakes.costHistory.read('1', '2026-10'))?.listed;
    await fakes.queue.send([{ sweepId: 's', endpoint: anEndpoint('1') }]);
    await fakes.look();
    expect((await fakes.costHistory.read('1', '2026-10'))?.listed).toEqual(before);
    expect(before).toMatchObject({ data: 100, dataSpend: 1 });
  });
});

describe('where the total says that somebody spends whom nobody knows', () => {
  async function aSearch(listWith: ListWith) {
    const fakes = await aFleet(idsUpTo(9), listWith);
    await fakes.run(5);
    fakes.totals('60');
    expect((await fakes.run(10)).watch.verdict).toBe('search');
    return fakes;
  }

  test('a list with usage is walked again after a quarter of an hour, and finds who it is', async () => {
    const fakes = await aSearch('graphql');
    lists(fakes, { ...Object.fromEntries(idsUpTo(9).map((id) => [id, 100])), 9: 5000 });
    const { sweep, reasons } = await fakes.run(15);
    expect([sweep?.listed, reasons.usage]).toEqual([9, 1]);
    expect(fakes.waitingIds()).toContain('9');
    expect((await fakes.run(20)).sweep).toBeUndefined();
  });

  test('one without usage is not: it would not say', async () => {
    const fakes = await aSearch('rest');
    expect((await fakes.run(15)).sweep).toBeUndefined();
  });
});

test('where the list has no usage, none is asked for because of it', async () => {
  const fakes = await aFleet(['1', '2'], 'rest');
  lists(fakes, { 1: 9e9, 2: 9e9 });
  expect((await fakes.run(60)).asked).toBe(0);
});
