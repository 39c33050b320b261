import { describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../functions/contracts/evaluation-request.ts';
import { pollFleet } from '../../functions/discover/poll-fleet.ts';
import { anEndpoint, minutesOn, NOW, traffic } from '../fakes/samples.ts';
import { idsUpTo, type WatchFakes, watchFakes } from '../fakes/watch-deps.ts';

/** Requests for which two endpoints are too many to look at every hour: 418 hours are left of October. */
const SCARCE = { requestsPerMonth: 418 };

/** A fleet that was looked at once, at `NOW`, and five minutes later was none the wiser: EUR 1.00 for every device. */
async function aKnownFleet(
  ids: string[],
  limits: Parameters<typeof watchFakes>[1],
  costs: Record<string, string> = {},
) {
  const fakes = watchFakes(
    ids.map((id) => anEndpoint(id)),
    limits,
  );
  for (const id of ids) fakes.reports(id, traffic('data', costs[id] ?? '1'));
  fakes.totals('1');
  await fakes.run(0);
  await fakes.look();
  await fakes.run(5);
  return fakes;
}

/** emnify's list from now on. */
function list(fakes: WatchFakes, endpoints = [anEndpoint('1')]): void {
  fakes.emnify.pages = [{ endpoints, unreadable: 0, totalCount: endpoints.length }];
}

describe('the first run', () => {
  test('walks the list and asks for everybody, whatever the quota', async () => {
    const fakes = watchFakes([anEndpoint('1'), anEndpoint('2')], { requestsPerMonth: 1 });
    const { asked, reasons, sweep } = await fakes.run(0);
    expect([asked, reasons, sweep?.listed]).toEqual([2, { sweep: 2 }, 2]);
    expect(fakes.queue.bodies.map(parseRequest)).toEqual(
      ['1', '2'].map((id) => ({
        sweepId: NOW.toISOString(),
        fleetSize: 2,
        patienceSeconds: 3600,
        endpoint: anEndpoint(id),
      })),
    );
  });

  test('asks for no more than the workers can do until the next walk, which goes on with it', async () => {
    const fakes = watchFakes(
      idsUpTo(40).map((id) => anEndpoint(id)),
      { ...SCARCE, checksPerRun: 2 },
    );
    const walks = [];
    for (const minutes of [0, 60, 120, 180]) {
      const { sweep } = await fakes.run(minutes);
      walks.push([sweep?.sweepId, (await fakes.look()).length]);
    }
    const first = NOW.toISOString();
    // Once all are known, and not before, another sweep begins.
    expect(walks.map(([sweepId]) => sweepId)).toEqual([
      first,
      first,
      minutesOn(120).toISOString(),
      minutesOn(180).toISOString(),
    ]);
    expect(walks.slice(0, 2).map(([, asked]) => asked)).toEqual([24, 16]);
    expect(new Set(fakes.emnify.asked)).toEqual(new Set(idsUpTo(40)));
  });
});

describe('a run between two walks', () => {
  test('asks nobody whose turn has not come', async () => {
    const fakes = await aKnownFleet(['1', '2'], {});
    expect(await fakes.run(10)).toMatchObject({ kind: 'polled', asked: 0, reasons: {} });
    expect(fakes.waitingIds()).toEqual([]);
  });

  test('asks for whoever has waited too long, the most urgent first, as a part of the last sweep', async () => {
    const fakes = await aKnownFleet(['far', 'near', 'nearer'], { sweepHours: 24 }, { near: '3.9', nearer: '3.99' });
    const { asked, reasons, sweep } = await fakes.run(23.5 * 60);
    expect([asked, reasons, sweep]).toEqual([2, { rising: 2 }, undefined]);
    expect(fakes.waitingIds()).toEqual(['nearer', 'near']);
    expect(fakes.queue.bodies.map(parseRequest)).toEqual(
      fakes.queue.bodies.map(() =>
        expect.objectContaining({ sweepId: NOW.toISOString(), fleetSize: 3, patienceSeconds: 86_400 }),
      ),
    );
  });

  test('asks for no more than workers can do in five minutes', async () => {
    const fakes = await aKnownFleet(idsUpTo(9), { sweepHours: 24, checksPerRun: 4 });
    expect((await fakes.run(23 * 60)).asked).toBe(4);
  });

  test('asks again for whom nobody has looked at since', async () => {
    const fakes = await aKnownFleet(['1'], { sweepHours: 24 });
    await fakes.run(20 * 60);
    expect(fakes.queue.bodies.splice(0)).toHaveLength(1);
    await fakes.run(20 * 60 + 5);
    expect(fakes.waitingIds()).toEqual(['1']);
  });

  test('asks after 23 hours for whom emnify did not know', async () => {
    const fakes = watchFakes([anEndpoint('1')], { ...SCARCE, sweepHours: 24 });
    fakes.emnify.stats.set('1', { kind: 'gone', reason: 'HTTP 404' });
    await fakes.run(0);
    await fakes.look();
    expect((await fakes.run(22 * 60)).asked).toBe(0);
    expect((await fakes.run(23 * 60)).reasons).toEqual({ vanished: 1 });
  });
});

describe('a walk over the list', () => {
  test('is made once in a sweep interval, also where a run comes some seconds early', async () => {
    const fakes = await aKnownFleet(['1'], SCARCE);
    const walked = [];
    for (const minutes of [10, 30, 55, 59.5, 65, 115, 119.4])
      walked.push((await fakes.run(minutes)).sweep !== undefined);
    expect(walked).toEqual([false, false, false, true, false, false, true]);
  });

  test('asks for new endpoints at once, however scarce requests are, and leaves the others to their turns', async () => {
    const fakes = await aKnownFleet(['1', '2'], SCARCE);
    list(
      fakes,
      ['1', '2', 'new'].map((id) => anEndpoint(id)),
    );
    expect((await fakes.run(60)).reasons).toEqual({ sweep: 1 });
    expect(fakes.waitingIds()).toEqual(['new']);
  });

  test('asks for everybody where the requests suffice for it', async () => {
    const fakes = await aKnownFleet(['1', '2'], {});
    await fakes.run(60);
    expect(fakes.waitingIds()).toEqual(['1', '2']);
  });

  test('asks for whoever is called otherwise now, by the new name and tags', async () => {
    const fakes = await aKnownFleet(['1', '2', '3'], SCARCE);
    const changed = [anEndpoint('2', { tags: ['truck', 'cost-limit=7.50'] }), anEndpoint('3', { name: 'camera' })];
    list(fakes, [anEndpoint('1'), ...changed]);
    await fakes.run(60);
    expect(fakes.queue.bodies.map((body) => parseRequest(body).endpoint)).toEqual(changed);
  });

  test('asks once for an endpoint that is listed and whose turn it is, and also for one that is not listed', async () => {
    const fakes = await aKnownFleet(['1', '2'], { sweepHours: 24 });
    list(fakes, [anEndpoint('2')]);
    await fakes.run(24 * 60);
    expect(fakes.waitingIds().toSorted()).toEqual(['1', '2']);
  });

  test('that breaks off fails the run, and the next one walks again', async () => {
    const fakes = await aKnownFleet(['1'], SCARCE);
    fakes.emnify.pages = [undefined];
    await expect(fakes.run(60)).rejects.toThrow('HTTP 500');
    list(fakes);
    expect((await fakes.run(65)).sweep).toBeDefined();
  });

  test('that breaks off takes nobody the turn that has come', async () => {
    const fakes = await aKnownFleet(['1'], { ...SCARCE, sweepHours: 23 });
    fakes.emnify.pages = [undefined];
    await fakes.run(24 * 60).catch(() => {});
    expect(fakes.waitingIds()).toEqual(['1']);
  });
});

describe('with a backlog of as much as workers can do until the next run', () => {
  const waiting = async (count: number) => {
    const fakes = watchFakes([anEndpoint('1')]);
    await fakes.queue.send(idsUpTo(count).map((id) => ({ sweepId: 's', endpoint: anEndpoint(id) })));
    return fakes;
  };

  test('nothing is asked of anybody, and the walk waits as well', async () => {
    const fakes = await waiting(100);
    fakes.emnify.failure = new Error('nobody may ask emnify now');
    expect(await pollFleet(fakes)).toEqual({ kind: 'busy', waiting: 100 });
    expect(fakes.queue.bodies).toHaveLength(100);
    expect(await fakes.fleet.pollingState('2026-10')).toBeUndefined();
  });

  test('of less than workers can do until the next run, as many are asked as they have room for', async () => {
    const fakes = await aKnownFleet(idsUpTo(9), { sweepHours: 24, checksPerRun: 4 });
    await fakes.queue.send(idsUpTo(3).map((id) => ({ sweepId: 's', endpoint: anEndpoint(id) })));
    expect(await fakes.run(23 * 60)).toMatchObject({ kind: 'polled', asked: 1 });
  });
});

describe('two runs at once', () => {
  test('ask for a known endpoint twice at most, and the quota counts what was sent', async () => {
    const fakes = await aKnownFleet(idsUpTo(4), { sweepHours: 24, checksPerRun: 3 });
    fakes.clock = minutesOn(20 * 60);
    await Promise.all([pollFleet(fakes), pollFleet(fakes)]);
    expect(fakes.waitingIds()).toHaveLength(6);
    expect(new Set(fakes.waitingIds()).size).toBe(3);
    const before = await fakes.fleet.pollingState('2026-10');
    await fakes.look();
    const { state: watch } = await fakes.run(20 * 60 + 5);
    expect(watch.used - (before?.used ?? 0)).toBe(6);
    expect(watch.saved).toBeLessThan(before?.saved ?? 0);
    expect(fakes.notificationLog.claimed()).toEqual([]);
  });

  /** A walk that begins an hour after `NOW` and comes to its end when it may. */
  async function aSlowWalk() {
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
    const walk = fakes.run(60);
    await begun;
    return { fakes, walk, goOn };
  }

  test('walk once: the later one leaves the list to the one that has begun', async () => {
    const { fakes, walk, goOn } = await aSlowWalk();
    expect((await fakes.run(65)).sweep).toBeUndefined();
    goOn();
    expect((await walk).sweep?.queued).toBe(1);
    expect(fakes.waitingIds()).toEqual(['new']);
    expect((await fakes.fleet.pollingState('2026-10'))?.refresh).toMatchObject({
      at: minutesOn(60).toISOString(),
      fleetSize: 2,
    });
  });

  test('leave what the later one found, also where the walk of the earlier one ends after it', async () => {
    const { fakes, walk, goOn } = await aSlowWalk();
    await fakes.run(65);
    const { state: watch } = await fakes.run(70);
    goOn();
    await walk;
    expect(await fakes.fleet.pollingState('2026-10')).toMatchObject({
      at: watch.at,
      totalCheck: watch.totalCheck,
      totals: watch.totals,
    });
  });
});

describe('a new month', () => {
  test('begins with everybody unknown: all are asked at the walk, and the share is whole again', async () => {
    const fakes = await aKnownFleet(['1', '2'], SCARCE);
    await fakes.fleet.addRequests('2026-10', { sent: 10_000 }, NOW);
    expect((await fakes.run(60)).state).toMatchObject({ ratePerHour: 0 });
    const { reasons, state: watch } = await fakes.run(418 * 60);
    expect(reasons).toEqual({ sweep: 2 });
    expect(watch).toMatchObject({ used: 0, ratePerHour: expect.closeTo(418 / (30 * 24)) });
    expect(watch.totals).toEqual([]);
  });
});
