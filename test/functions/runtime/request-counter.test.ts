import { describe, expect, test } from '@jest/globals';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createRequestCounter } from '../../../functions/runtime/request-counter.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';

/** The table of requests, which can be out of order, and how many each worker wrote into it. */
function aTable() {
  const records = fakeFleetRecords();
  const table = { records, stored: [] as number[], isAway: false };
  const { addRequests } = records;
  records.addRequests = async (period, requests, now) => {
    if (table.isAway) throw new Error('the table is out of order');
    table.stored.push(requests.sent);
    return await addRequests(period, requests, now);
  };
  return table;
}

/** A worker whose function sends requests, some minutes after two in the afternoon. */
function aWorker({ records } = aTable()) {
  const observers = fakeObservers();
  const clock = { minutes: 0 };
  const requestCounter = createRequestCounter(records, () => minutesOn(clock.minutes), observers);
  const work = async ({ sends = 0, throttled = false, fails = false }): Promise<string> => {
    for (let sent = 0; sent < sends; sent++) requestCounter.observer.requestSent();
    if (throttled) requestCounter.observer.throttled();
    if (fails) throw new Error('emnify answered with HTTP 500');
    return 'done';
  };
  const handler = middy(work).use(requestCounter.middleware);
  return {
    ...observers,
    requestCounter,
    /** One run of the function. */
    async runs(what: Parameters<typeof work>[0], minutes = clock.minutes): Promise<string> {
      clock.minutes = minutes;
      return await handler(what, {} as Context);
    },
    /** The share of its pace at that minute. */
    share(minutes = clock.minutes): number {
      clock.minutes = minutes;
      return requestCounter.paceShare();
    },
  };
}

describe('requests to emnify', () => {
  test('are handed on once a run, all at once, and added up over all workers', async () => {
    const table = aTable();
    const [one, other] = [aWorker(table), aWorker(table)];
    await one.runs({ sends: 3 });
    await other.runs({ sends: 40 });
    await one.runs({ sends: 2 });
    expect(table.stored).toEqual([3, 40, 2]);
    expect(await table.records.requests('2026-10')).toBe(45);
  });

  test('count after a run that failed, too, and its error stays its error', async () => {
    const table = aTable();
    const worker = aWorker(table);
    await expect(worker.runs({ sends: 3, fails: true })).rejects.toThrow('HTTP 500');
    expect(table.stored).toEqual([3]);
  });

  test('are not written if there were none', async () => {
    const table = aTable();
    await aWorker(table).runs({});
    expect(table.stored).toEqual([]);
  });

  test('are counted for the month in which they are handed on', async () => {
    const table = aTable();
    await aWorker(table).runs({ sends: 3 }, 20 * 24 * 60);
    expect([await table.records.requests('2026-10'), await table.records.requests('2026-11')]).toEqual([0, 3]);
  });

  test('that find the token refused are noted', () => {
    const { requestCounter, facts } = aWorker();
    requestCounter.observer.tokenRefused();
    expect(facts.takeNotes(NOW.toISOString())).toEqual({ tokenRefused: { at: NOW.toISOString() } });
  });
});

describe('a table that is out of order', () => {
  test('does not fail the run: it warns, and the next run hands on what was counted', async () => {
    const table = aTable();
    const { runs, lines } = aWorker(table);
    table.isAway = true;
    expect(await runs({ sends: 3 })).toBe('done');
    expect(lines).toMatchObject([
      {
        level: 'warn',
        message: 'requests to emnify are not counted yet',
        details: { sent: 3, error: expect.objectContaining({ message: 'the table is out of order' }) },
      },
    ]);
    table.isAway = false;
    await runs({ sends: 2 });
    expect(table.stored).toEqual([5]);
    expect(await table.records.requests('2026-10')).toBe(5);
  });

  test('does not hide why a run failed', async () => {
    const table = aTable();
    table.isAway = true;
    await expect(aWorker(table).runs({ sends: 3, fails: true })).rejects.toThrow('HTTP 500');
  });

  test('does not keep a worker from slowing down after its own 429', async () => {
    const table = aTable();
    table.isAway = true;
    const worker = aWorker(table);
    await worker.runs({ sends: 3, throttled: true });
    expect(worker.share()).toBe(0.5);
  });
});

describe('after a 429', () => {
  test('its worker keeps half its pace at once, and all of it ten minutes later', async () => {
    const worker = aWorker();
    expect(worker.share()).toBe(1);
    worker.requestCounter.observer.throttled();
    expect([worker.share(0), worker.share(5), worker.share(10)]).toEqual([0.5, 0.75, 1]);
  });

  test('of another worker, a worker is slow from its next run on', async () => {
    const table = aTable();
    const [throttled, other] = [aWorker(table), aWorker(table)];
    await throttled.runs({ sends: 1, throttled: true }, 0);
    expect(other.share(2)).toBe(1);
    await other.runs({ sends: 1 }, 2);
    expect([other.share(2), other.share(6), other.share(10)]).toEqual([0.6, 0.8, 1]);
  });

  test('of another worker, a worker is slow again that has heard of one before', async () => {
    const table = aTable();
    const [throttled, other] = [aWorker(table), aWorker(table)];
    await throttled.runs({ sends: 1, throttled: true }, 0);
    await other.runs({ sends: 1 }, 1);
    await throttled.runs({ sends: 1, throttled: true }, 30);
    await other.runs({ sends: 1 }, 30);
    expect(other.share(30)).toBe(0.5);
  });

  test('a worker that got one does not make the others forget a later one', async () => {
    const table = aTable();
    const [early, late] = [aWorker(table), aWorker(table)];
    await early.runs({ sends: 1, throttled: true }, 0);
    await late.runs({ sends: 1, throttled: true }, 30);
    await early.runs({ sends: 1 }, 31);
    const newcomer = aWorker(table);
    await newcomer.runs({ sends: 1 }, 31);
    expect(newcomer.share(32)).toBeCloseTo(0.6);
  });
});
