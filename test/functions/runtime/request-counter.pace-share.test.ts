import { describe, expect, test } from '@jest/globals';
import type { RequestRecords } from '../../../functions/contracts/request-records.ts';
import { createRequestCounter } from '../../../functions/runtime/request-counter.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { minutesOn } from '../../fakes/samples.ts';
import { clientOf, notingTimer, type Reply, startScripted } from '../../fakes/scripted-emnify.ts';

/** A worker that may ask once a second, with its client, and what it shares with the others. */
function aWorker(url: string, records: RequestRecords, clock: { minutes: number }) {
  const { waits, timer } = notingTimer();
  const requestCounter = createRequestCounter(records, () => minutesOn(clock.minutes), fakeObservers());
  const client = clientOf(url, {
    timer,
    rate: { perSecond: 1, burst: 1 },
    observer: requestCounter.observer,
    paceShare: requestCounter.paceShare,
  });
  return {
    waits,
    /** One run that asks about so many endpoints, one after the other. @returns how long it waited before each */
    async asks(count: number): Promise<number[]> {
      waits.length = 0;
      for (let id = 1; id <= count; id++) await client.endpointStats(`${id}`);
      await requestCounter.middleware.after();
      return [...waits];
    },
  };
}

/** Two workers, of which emnify answers the first question of the first with a 429. */
async function twoWorkers() {
  const server = await startScripted(
    ({ path }, nth): Reply => (path.includes('/1/') && nth === 1 ? { status: 429 } : { body: {} }),
  );
  const clock = { minutes: 0 };
  const records = fakeFleetRecords();
  return {
    clock,
    throttled: aWorker(server.url, records, clock),
    other: aWorker(server.url, records, clock),
  };
}

describe('the pace of a worker after a 429 to another one', () => {
  test('is half from its next run on, and grows back to all of it in ten minutes', async () => {
    const { clock, throttled, other } = await twoWorkers();
    await throttled.asks(1);
    // A worker hears of it when it hands on what it has counted.
    expect(await other.asks(3)).toEqual([1, 1, 1]);
    expect((await other.asks(3)).slice(1)).toEqual([2, 2]);
    clock.minutes = 5;
    const [, ...later] = await other.asks(3);
    for (const wait of later) expect(wait).toBeCloseTo(1 / 0.75);
    clock.minutes = 10;
    expect((await other.asks(3)).slice(1)).toEqual([1, 1]);
  });

  test('is its own as long as no worker got one', async () => {
    const server = await startScripted((): Reply => ({ body: {} }));
    const worker = aWorker(server.url, fakeFleetRecords(), { minutes: 0 });
    await worker.asks(2);
    expect(await worker.asks(3)).toEqual([1, 1, 1]);
  });
});
