import { beforeEach, describe, expect, test } from '@jest/globals';
import { FleetMemory } from '../../../functions/discover/fleet-memory.ts';
import { RecentlyQueued } from '../../../functions/discover/recently-queued.ts';
import { type CostHistoryFake, fakeCostHistory } from '../../fakes/cost-history.ts';
import { aMonth, anEndpoint, minutesOn } from '../../fakes/samples.ts';

const FLEET = 20;
let history: CostHistoryFake;
let reads: string[];
let queued: RecentlyQueued;
let memory: FleetMemory;

beforeEach(async () => {
  history = fakeCostHistory();
  reads = [];
  queued = new RecentlyQueued(3600);
  memory = new FleetMemory(
    {
      async *months(period) {
        reads.push('all');
        yield* history.months(period);
      },
      async read(id, period) {
        reads.push(id);
        return await history.read(id, period);
      },
    },
    queued,
  );
  for (let id = 1; id <= FLEET; id++) await check(`${id}`, 0);
});

const check = (id: string, minutes: number) =>
  history.write(aMonth({ endpoint: anEndpoint(id), fetchedAt: minutesOn(minutes).toISOString() }), {});

/** A run some minutes on, after the one before it. @returns the checks that it knows, in minutes */
async function run(minutes: number, before?: number, isWhole = false): Promise<Record<string, number>> {
  const lastRunAt = before === undefined ? undefined : minutesOn(before).toISOString();
  const checks = await memory.lastChecks({ now: minutesOn(minutes), lastRunAt, isWhole });
  const start = minutesOn(0).getTime();
  return Object.fromEntries(
    [...checks].map(({ endpoint, fetchedAt }) => [endpoint.id, (Date.parse(fetchedAt) - start) / 60_000]),
  );
}

const queue = (minutes: number, ...ids: string[]) => queued.add(ids, minutesOn(minutes).getTime());

test('the first run reads all, and the next one only what was queued since', async () => {
  expect(Object.keys(await run(5))).toHaveLength(FLEET);
  queue(5, '3', '7');
  await check('3', 6);
  expect(await run(10, 5)).toMatchObject({ 3: 6, 7: 0 });
  expect(reads).toEqual(['all', '3', '7']);
});

test('what was not checked yet is read again, until it is', async () => {
  await run(5);
  queue(5, '7');
  await run(10, 5);
  await check('7', 12);
  expect(await run(15, 10)).toMatchObject({ 7: 12 });
  await run(20, 15);
  expect(reads).toEqual(['all', '7', '7']);
});

test('an endpoint that is new is known once it was checked', async () => {
  await run(5);
  queue(5, 'new');
  expect(await run(10, 5)).not.toHaveProperty('new');
  await check('new', 11);
  expect(await run(15, 10)).toMatchObject({ new: 11 });
});

describe('all are read again', () => {
  beforeEach(async () => {
    await run(5);
    reads = [];
  });

  test.each<[string, () => Promise<unknown>]>([
    ['when that is asked for', () => run(10, 5, true)],
    ['after a run of another process', () => run(15, 10)],
    ['after an hour', () => run(65, 5)],
    ['in another month', () => run(31 * 24 * 60, 5)],
    [
      'after a sweep',
      () => {
        memory.forget();
        return run(10, 5);
      },
    ],
    [
      'where so many are queued that it costs less',
      () => {
        queue(5, '1', '2', '3');
        return run(10, 5);
      },
    ],
  ])('%s', async (_, next) => {
    await next();
    expect(reads).toEqual(['all']);
  });

  test('after a run that failed', async () => {
    queue(5, '1');
    history.read = () => Promise.reject(new Error('throttled'));
    await expect(run(10, 5)).rejects.toThrow('throttled');
    await run(15, 10);
    expect(reads).toEqual(['1', 'all']);
  });
});
