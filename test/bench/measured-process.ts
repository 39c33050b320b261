/**
 * One piece of work in a process of its own, so that its processor time and memory are nobody else's. Started by
 * `processor.ts`; says what it took over the process's message channel.
 */
import { readFileSync } from 'node:fs';
import { aggregateBudgets } from '../../functions/aggregate/aggregate-budgets.ts';
import { watchFleet } from '../../functions/discover/watch-fleet.ts';
import type { EndpointMonth } from '../../functions/domain/history.ts';
import { createEmnifyClient, type EmnifyClient } from '../../functions/emnify/client.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { reportFleet } from '../../functions/report/report-fleet.ts';
import { LOOKS_PER_RUN } from '../../infra/constructs/emnify-pace.ts';
import { fakeFleetRecords } from '../fakes/fleet-records.ts';
import { benchPlan, deviceAt, storedMonth } from './fleet.ts';
import { forgetfulTables } from './forgetful-tables.ts';
import type { Taken, Work } from './measured-work.ts';
import { quickClock } from './quick-clock.ts';

const NOW = new Date('2026-10-14T14:00:00Z');
/** As many messages as Lambda hands over at once. */
const BATCH = 10;
const EMPTY = { stats: { currentMonth: [], lastMonth: [] } };

process.on('message', async (work: Work) => {
  await doWork(work);
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const taken: Taken = { peakMb: peakKb() / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  process.send?.(taken, () => process.exit());
});

/** The peak of this program. The one that Node knows begins with what the process had that started it. */
function peakKb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (peak === undefined) throw new Error('/proc/self/status has no VmHWM');
  return Number(peak);
}

async function doWork(work: Work): Promise<unknown> {
  const plan = benchPlan();
  const now = (): Date => NOW;
  const { endpoints, seed } = work;
  const months = (): AsyncIterable<EndpointMonth> => monthsOf(seed, endpoints);
  const sweep = { sweepId: NOW.toISOString(), listed: endpoints, missing: 0 };
  const tables = forgetfulTables(plan);
  const shared = { months, readGroup: async () => undefined, writeGroup: async () => {}, lastSweep: async () => sweep };
  switch (work.what) {
    case 'nothing':
      return await countOf(months());
    case 'evaluate':
      return await evaluateAll(work);
    case 'aggregate':
      return await aggregateBudgets(
        {
          ...tables,
          emnify: { organisation: async () => EMPTY },
          costHistory: { ...tables.costHistory, ...shared },
          fleet: { fleetState: async () => ({}), writeFleetState: async () => {} },
          sweepMinutes: 60,
          now,
        },
        { dryRun: false },
      );
    case 'report':
      return await reportFleet(
        {
          ...tables,
          costHistory: shared,
          notificationLog: { async *waiting() {} },
          deliveries: {
            sentIn: async () => [],
            state: async () => ({ notifications: [], channels: [], abandoned: [] }),
            add: async () => {},
          },
          subscribers: async () => ({ confirmed: 1, pending: 0, missing: 0 }),
          now,
        },
        { dryRun: false },
      );
    default:
      return await watch(work, months);
  }
}

async function watch(
  { what, endpoints, emnifyUrl }: Work,
  months: () => AsyncIterable<EndpointMonth>,
): Promise<unknown> {
  const walkedAt = new Date(NOW.getTime() - (what === 'watch' ? 0.1 : 1.1) * 3_600_000).toISOString();
  const fleet = fakeFleetRecords();
  const deps = {
    emnify: emnifyClient(emnifyUrl),
    queue: { waiting: async () => 0, send: async () => {} },
    costHistory: { months, writeSweep: async () => {} },
    fleet: {
      ...fleet,
      watch: async () => ({
        at: new Date(NOW.getTime() - 300_000).toISOString(),
        walk: { at: walkedAt, sweepId: walkedAt, fleetSize: endpoints, isUnfinished: false },
        isDailyEnough: true,
        tempo: { factor: 1, atMostHours: 23 },
        gate: { usual: 0, noise: 0, vainSearches: 0 },
        verdict: 'unknown' as const,
        used: 0,
        saved: 100_000,
        ratePerHour: 10_000,
        totals: [],
      }),
    },
    limits: { sweepHours: 1, requestsPerMonth: 10_000_000, looksPerRun: LOOKS_PER_RUN },
    now: () => NOW,
  };
  return await watchFleet(deps);
}

async function evaluateAll({ endpoints, seed, emnifyUrl }: Work): Promise<void> {
  const tables = forgetfulTables(benchPlan(), (id) =>
    storedMonth(deviceAt(seed, Number(id) - Number(deviceAt(seed, 0).endpoint.id)), NOW, 60),
  );
  const emnify = emnifyClient(emnifyUrl);
  const sweepId = NOW.toISOString();
  for (let start = 0; start < endpoints; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, endpoints - start) }, (_, index) => start + index);
    await Promise.all(
      batch.map((index) =>
        evaluateEndpoint({ ...tables, emnify, now: () => NOW }, { endpoint: deviceAt(seed, index).endpoint, sweepId }),
      ),
    );
  }
}

function emnifyClient(baseUrl: string): EmnifyClient {
  return createEmnifyClient({
    baseUrl,
    rate: { perSecond: 1_000, burst: 1_000 },
    applicationToken: async () => 'the token',
    now: () => NOW,
    // Its limits of a second are in the client itself; here they last a millisecond.
    timer: quickClock(1_000).timer,
  });
}

/** One at a time, and nobody keeps them here. */
async function* monthsOf(seed: number, endpoints: number): AsyncGenerator<EndpointMonth> {
  for (let index = 0; index < endpoints; index++) yield storedMonth(deviceAt(seed, index), NOW, 5 + (index % 60));
}

async function countOf(months: AsyncIterable<EndpointMonth>): Promise<number> {
  let count = 0;
  for await (const { endpoint } of months) count += endpoint.id.length > 0 ? 1 : 0;
  return count;
}
