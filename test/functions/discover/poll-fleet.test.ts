import { describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { pollFleet } from '../../../functions/discover/poll-fleet.ts';
import { idsUpTo, type PollingFakes, pollingFakes } from '../../fakes/polling-deps.ts';
import { anEndpoint, minutesOn, NOW, traffic } from '../../fakes/samples.ts';

/** Requests for which two endpoints are too many to check every hour: 418 hours are left of October. */
const SCARCE = { requestsPerMonth: 418 };

/** A fleet that was checked once, at `NOW`, and polled five minutes later without a change: EUR 1.00 for every device. */
async function aKnownFleet(
  ids: string[],
  limits: Parameters<typeof pollingFakes>[1],
  costs: Record<string, string> = {},
) {
  const fakes = pollingFakes(
    ids.map((id) => anEndpoint(id)),
    limits,
  );
  for (const id of ids) fakes.reports(id, traffic('data', costs[id] ?? '1'));
  fakes.totals('1');
  await fakes.run(0);
  await fakes.check();
  await fakes.run(5);
  return fakes;
}

/** emnify's list from now on. */
function list(fakes: PollingFakes, endpoints = [anEndpoint('1')]): void {
  fakes.emnify.pages = [{ endpoints, unreadable: 0, totalCount: endpoints.length }];
}

describe('the first run', () => {
  test('reads the list and queues all endpoints, whatever the quota', async () => {
    const fakes = pollingFakes([anEndpoint('1'), anEndpoint('2')], { requestsPerMonth: 1 });
    const { queued, reasons, sweep } = await fakes.run(0);
    expect([queued, reasons, sweep?.listed]).toEqual([2, { sweep: 2 }, 2]);
    expect(fakes.queue.bodies.map(parseRequest)).toEqual(
      ['1', '2'].map((id) => ({
        sweepId: NOW.toISOString(),
        fleetSize: 2,
        maxQueueSeconds: 3600,
        endpoint: anEndpoint(id),
      })),
    );
  });

  test('queues no more than the workers can check until the next refresh, which goes on with it', async () => {
    const fakes = pollingFakes(
      idsUpTo(40).map((id) => anEndpoint(id)),
      { ...SCARCE, checksPerRun: 2 },
    );
    const refreshes = [];
    for (const minutes of [0, 60, 120, 180]) {
      const { sweep } = await fakes.run(minutes);
      refreshes.push([sweep?.sweepId, (await fakes.check()).length]);
    }
    const first = NOW.toISOString();
    // Once all are known, and not before, another sweep begins.
    expect(refreshes.map(([sweepId]) => sweepId)).toEqual([
      first,
      first,
      minutesOn(120).toISOString(),
      minutesOn(180).toISOString(),
    ]);
    expect(refreshes.slice(0, 2).map(([, checks]) => checks)).toEqual([24, 16]);
    expect(new Set(fakes.emnify.asked)).toEqual(new Set(idsUpTo(40)));
  });
});

describe('a poll between two list refreshes', () => {
  test('queues no endpoint that is not due', async () => {
    const fakes = await aKnownFleet(['1', '2'], {});
    expect(await fakes.run(10)).toMatchObject({ kind: 'polled', queued: 0, reasons: {} });
    expect(fakes.waitingIds()).toEqual([]);
  });

  test('queues the endpoints that have waited too long, the most urgent first, as a part of the last sweep', async () => {
    const fakes = await aKnownFleet(['far', 'near', 'nearer'], { sweepHours: 24 }, { near: '3.9', nearer: '3.99' });
    const { queued, reasons, sweep } = await fakes.run(23.5 * 60);
    expect([queued, reasons, sweep]).toEqual([2, { rising: 2 }, undefined]);
    expect(fakes.waitingIds()).toEqual(['nearer', 'near']);
    expect(fakes.queue.bodies.map(parseRequest)).toEqual(
      fakes.queue.bodies.map(() =>
        expect.objectContaining({ sweepId: NOW.toISOString(), fleetSize: 3, maxQueueSeconds: 86_400 }),
      ),
    );
  });

  test('queues no more than workers can check in five minutes', async () => {
    const fakes = await aKnownFleet(idsUpTo(9), { sweepHours: 24, checksPerRun: 4 });
    expect((await fakes.run(23 * 60)).queued).toBe(4);
  });

  test('queues an endpoint again that was not checked since', async () => {
    const fakes = await aKnownFleet(['1'], { sweepHours: 24 });
    await fakes.run(20 * 60);
    expect(fakes.queue.bodies.splice(0)).toHaveLength(1);
    await fakes.run(20 * 60 + 5);
    expect(fakes.waitingIds()).toEqual(['1']);
  });

  test('queues an endpoint that emnify did not know after 23 hours', async () => {
    const fakes = pollingFakes([anEndpoint('1')], { ...SCARCE, sweepHours: 24 });
    fakes.emnify.stats.set('1', { kind: 'gone', reason: 'HTTP 404' });
    await fakes.run(0);
    await fakes.check();
    expect((await fakes.run(22 * 60)).queued).toBe(0);
    expect((await fakes.run(23 * 60)).reasons).toEqual({ vanished: 1 });
  });
});

describe('a list refresh', () => {
  test('is made once in a sweep interval, also where a poll comes some seconds early', async () => {
    const fakes = await aKnownFleet(['1'], SCARCE);
    const refreshed = [];
    for (const minutes of [10, 30, 55, 59.5, 65, 115, 119.4])
      refreshed.push((await fakes.run(minutes)).sweep !== undefined);
    expect(refreshed).toEqual([false, false, false, true, false, false, true]);
  });

  test('queues new endpoints at once, however scarce requests are, and leaves the others to their turns', async () => {
    const fakes = await aKnownFleet(['1', '2'], SCARCE);
    list(
      fakes,
      ['1', '2', 'new'].map((id) => anEndpoint(id)),
    );
    expect((await fakes.run(60)).reasons).toEqual({ sweep: 1 });
    expect(fakes.waitingIds()).toEqual(['new']);
  });

  test('queues all endpoints where the requests suffice for it', async () => {
    const fakes = await aKnownFleet(['1', '2'], {});
    await fakes.run(60);
    expect(fakes.waitingIds()).toEqual(['1', '2']);
  });

  test('queues endpoints whose name or tags have changed, with the new ones', async () => {
    const fakes = await aKnownFleet(['1', '2', '3'], SCARCE);
    const changed = [anEndpoint('2', { tags: ['truck', 'cost-limit=7.50'] }), anEndpoint('3', { name: 'camera' })];
    list(fakes, [anEndpoint('1'), ...changed]);
    await fakes.run(60);
    expect(fakes.queue.bodies.map((body) => parseRequest(body).endpoint)).toEqual(changed);
  });

  test('queues an endpoint once that is listed and due, and also one that is due and not listed', async () => {
    const fakes = await aKnownFleet(['1', '2'], { sweepHours: 24 });
    list(fakes, [anEndpoint('2')]);
    await fakes.run(24 * 60);
    expect(fakes.waitingIds().toSorted()).toEqual(['1', '2']);
  });

  test('that breaks off fails the poll, and the next one refreshes again', async () => {
    const fakes = await aKnownFleet(['1'], SCARCE);
    fakes.emnify.pages = [undefined];
    await expect(fakes.run(60)).rejects.toThrow('HTTP 500');
    list(fakes);
    expect((await fakes.run(65)).sweep).toBeDefined();
  });

  test('that breaks off leaves the endpoints that are due in the queue', async () => {
    const fakes = await aKnownFleet(['1'], { ...SCARCE, sweepHours: 23 });
    fakes.emnify.pages = [undefined];
    await fakes.run(24 * 60).catch(() => {});
    expect(fakes.waitingIds()).toEqual(['1']);
  });
});

describe('the usual price of data in the fleet', () => {
  test('goes with each request, of endpoints that are due and of new ones, as soon as five have a price', async () => {
    const fakes = await aKnownFleet(idsUpTo(5), {});
    expect(fakes.queue.bodies).toEqual([]);
    list(
      fakes,
      [...idsUpTo(5), 'new'].map((id) => anEndpoint(id)),
    );
    await fakes.run(60);
    const prices = fakes.queue.bodies.map((body) => parseRequest(body).fleetPricePerMb);
    expect(fakes.waitingIds()).toEqual([...idsUpTo(5), 'new']);
    // EUR 1.00 for 29.17 MB.
    expect(prices).toEqual(prices.map(() => 0.0342863));
  });

  test('does not go with requests of a fleet with fewer prices', async () => {
    const fakes = await aKnownFleet(idsUpTo(4), {});
    await fakes.run(60);
    expect(fakes.queue.bodies.map((body) => 'fleetPricePerMb' in parseRequest(body))).toEqual(Array(4).fill(false));
  });
});

describe('with a backlog that fills the workers until the next run', () => {
  const waiting = async (count: number) => {
    const fakes = pollingFakes([anEndpoint('1')]);
    await fakes.queue.send(idsUpTo(count).map((id) => ({ sweepId: 's', endpoint: anEndpoint(id) })));
    return fakes;
  };

  test('nothing is queued, and the list refresh waits as well', async () => {
    const fakes = await waiting(100);
    fakes.emnify.failure = new Error('emnify must not be asked now');
    expect(await pollFleet(fakes)).toEqual({ kind: 'busy', waiting: 100 });
    expect(fakes.queue.bodies).toHaveLength(100);
    expect(await fakes.fleet.pollingState('2026-10')).toBeUndefined();
  });

  test('of less than workers can do until the next run, as many are queued as they have room for', async () => {
    const fakes = await aKnownFleet(idsUpTo(9), { sweepHours: 24, checksPerRun: 4 });
    await fakes.queue.send(idsUpTo(3).map((id) => ({ sweepId: 's', endpoint: anEndpoint(id) })));
    expect(await fakes.run(23 * 60)).toMatchObject({ kind: 'polled', queued: 1 });
  });
});

describe('two polls at once', () => {
  test('queue a known endpoint twice at most, and the quota counts what was sent', async () => {
    const fakes = await aKnownFleet(idsUpTo(4), { sweepHours: 24, checksPerRun: 3 });
    fakes.clock = minutesOn(20 * 60);
    await Promise.all([pollFleet(fakes), pollFleet(fakes)]);
    expect(fakes.waitingIds()).toHaveLength(6);
    expect(new Set(fakes.waitingIds()).size).toBe(3);
    const before = await fakes.fleet.pollingState('2026-10');
    await fakes.check();
    const { state } = await fakes.run(20 * 60 + 5);
    expect(state.used - (before?.used ?? 0)).toBe(6);
    expect(state.saved).toBeLessThan(before?.saved ?? 0);
    expect(fakes.notificationLog.claimed()).toEqual([]);
  });

  /** A list refresh that begins an hour after `NOW` and comes to its end when it may. */
  async function aSlowRefresh() {
    const fakes = await aKnownFleet(['1'], SCARCE);
    list(fakes, [anEndpoint('1'), anEndpoint('new')]);
    const { promise: listed, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    const { endpointPages } = fakes.emnify;
    fakes.emnify.endpointPages = async function* () {
      hasBegun();
      await listed;
      yield* endpointPages();
    };
    const refresh = fakes.run(60);
    await begun;
    return { fakes, refresh, goOn };
  }

  test('refresh the list once: the later one leaves it to the one that has begun', async () => {
    const { fakes, refresh, goOn } = await aSlowRefresh();
    expect((await fakes.run(65)).sweep).toBeUndefined();
    goOn();
    expect((await refresh).sweep?.queued).toBe(1);
    expect(fakes.waitingIds()).toEqual(['new']);
    expect((await fakes.fleet.pollingState('2026-10'))?.refresh).toMatchObject({
      at: minutesOn(60).toISOString(),
      fleetSize: 2,
    });
  });

  test('leave what the later one found, also where the refresh of the earlier one ends after it', async () => {
    const { fakes, refresh, goOn } = await aSlowRefresh();
    await fakes.run(65);
    const { state } = await fakes.run(70);
    goOn();
    await refresh;
    expect(await fakes.fleet.pollingState('2026-10')).toMatchObject({
      at: state.at,
      totalCheck: state.totalCheck,
      totals: state.totals,
    });
  });
});

describe('a new month', () => {
  test('begins with all endpoints unknown: the list refresh queues all of them, and the share is whole again', async () => {
    const fakes = await aKnownFleet(['1', '2'], SCARCE);
    await fakes.fleet.addRequests('2026-10', { sent: 10_000 }, NOW);
    expect((await fakes.run(60)).state).toMatchObject({ ratePerHour: 0 });
    const { reasons, state } = await fakes.run(418 * 60);
    expect(reasons).toEqual({ sweep: 2 });
    expect(state).toMatchObject({ used: 0, ratePerHour: expect.closeTo(418 / (30 * 24)) });
    expect(state.totals).toEqual([]);
  });
});
