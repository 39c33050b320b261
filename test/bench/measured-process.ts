/**
 * One run of a function in a process of its own, so that its memory is its own. Started by `measured-work.ts`; says its
 * peak in MB over the process's message channel.
 */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { aggregateBudgets } from '../../functions/aggregate/aggregate-budgets.ts';
import { pollFleet } from '../../functions/discover/poll-fleet.ts';
import { scopeOf } from '../../functions/domain/costs/scope.ts';
import type { Alert } from '../../functions/domain/judging/alert.ts';
import type { EndpointMonth } from '../../functions/domain/records/endpoint-month.ts';
import { createEmnifyClient, type EmnifyClient } from '../../functions/emnify/client.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { runNotify } from '../../functions/notify/run-notify.ts';
import { reportFleet } from '../../functions/report/report-fleet.ts';
import { CHECKS_PER_RUN } from '../../infra/constructs/parts/emnify-pace.ts';
import { fakeDeliveries } from '../fakes/deliveries.ts';
import { fakeFleetRecords } from '../fakes/fleet-records.ts';
import { fakePresses } from '../fakes/presses.ts';
import { anAlert } from '../fakes/samples.ts';
import { benchPlan, deviceAt, storedMonth } from './fleet.ts';
import { forgetfulTables } from './forgetful-tables.ts';
import { EVALUATED, type Work } from './measured-work.ts';

const NOW = new Date('2026-10-14T14:00:00Z');
/** As many messages as Lambda hands over at once. */
const BATCH = 10;
const ALERTS_PER_PAGE = 1000;
const EMPTY = { stats: { currentMonth: [], lastMonth: [] } };
const now = (): Date => NOW;

process.on('message', async (work: Work) => {
  await WORK[work.function](work);
  process.send?.(peakKb() / 1024, () => process.exit());
});

/** The peak of this program. The one that Node knows begins with what the process had that started it. */
function peakKb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (peak === undefined) throw new Error('/proc/self/status has no VmHWM');
  return Number(peak);
}

const WORK: Record<Work['function'], (work: Work) => Promise<unknown>> = {
  discover,
  evaluate,
  aggregate,
  notify,
  report,
};

async function discover(work: Work): Promise<unknown> {
  const listedAt = new Date(NOW.getTime() - 1.1 * 3_600_000).toISOString();
  return await pollFleet({
    emnify: emnifyClient(work),
    queue: { waiting: async () => 0, send: async () => {} },
    costHistory: { months: () => monthsOf(work), read: async () => undefined, writeSweep: async () => {} },
    fleet: {
      ...fakeFleetRecords(),
      pollingState: async () => ({
        at: new Date(NOW.getTime() - 300_000).toISOString(),
        refresh: { at: listedAt, sweepId: listedAt, fleetSize: work.endpoints, isUnfinished: false },
        isDailyEnough: true,
        interval: { factor: 1, atMostHours: 23 },
        totalCheck: { usual: 0, noise: 0, vainSearches: 0, searchedSince: NOW.getTime() },
        verdict: 'search' as const,
        used: 0,
        saved: 100_000,
        ratePerHour: 10_000,
        totals: [],
      }),
    },
    limits: { sweepHours: 1, requestsPerMonth: 10_000_000, checksPerRun: CHECKS_PER_RUN },
    now,
  });
}

async function aggregate(work: Work): Promise<unknown> {
  const tables = forgetfulTables(benchPlan());
  return await aggregateBudgets(
    {
      ...tables,
      emnify: { organisation: async () => EMPTY },
      costHistory: { ...tables.costHistory, ...fleetHistory(work) },
      fleet: { fleetState: async () => ({}), writeFleetState: async () => {} },
      fleetViews: { writeView: async () => {}, writeDirectory: async () => {} },
      sweepMinutes: 60,
      now,
    },
    { dryRun: false },
  );
}

async function report(work: Work): Promise<unknown> {
  return await reportFleet(
    {
      ...forgetfulTables(benchPlan()),
      costHistory: fleetHistory(work),
      notificationLog: { async *waiting() {} },
      deliveries: {
        sentIn: async () => [],
        state: async () => ({ notifications: [], channels: [], abandoned: [] }),
        add: async () => {},
      },
      subscriptions: async () => [],
      recipients: [],
      presses: fakePresses(),
      now,
    },
    { dryRun: false },
  );
}

/** Reads an alert about every endpoint and composes a notification. What is composed is not kept, so nothing is sent. */
async function notify(work: Work): Promise<unknown> {
  return await runNotify({
    notificationLog: {
      waiting: () => alertPagesOf(work),
      oldestWaiting: async () => NOW.toISOString(),
      mutedWaiting: async () => [],
      alertsAt: async () => [],
      markSent: async () => {},
    },
    deliveries: { ...fakeDeliveries(), add: async () => {} },
    topics: { publish: async () => ({ kind: 'accepted', messageId: 'a message' }) },
    presses: fakePresses(),
    smsSpending: async () => ({ spentUsd: 0, limitUsd: 1 }),
    settleSeconds: 0,
    now,
  });
}

async function evaluate(work: Work): Promise<void> {
  const { seed } = work;
  const tables = forgetfulTables(benchPlan(), (id) =>
    storedMonth(deviceAt(seed, Number(id) - Number(deviceAt(seed, 0).endpoint.id)), NOW, 60),
  );
  const emnify = emnifyClient(work);
  const sweepId = NOW.toISOString();
  for (let start = 0; start < EVALUATED; start += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => start + index);
    await Promise.all(
      batch.map((index) =>
        evaluateEndpoint({ ...tables, emnify, now }, { endpoint: deviceAt(seed, index).endpoint, sweepId }),
      ),
    );
  }
}

function emnifyClient({ emnifyUrl: baseUrl }: Work): EmnifyClient {
  return createEmnifyClient({
    baseUrl,
    rate: { perSecond: 1_000, burst: 1_000 },
    applicationToken: async () => 'the token',
    now,
    // Its limits of a second are in the client itself; here they last a millisecond.
    timer: { nowMs: () => performance.now() * 1_000, sleep: async (ms) => await setTimeout(ms / 1_000) },
  });
}

function fleetHistory(work: Work) {
  const sweep = { sweepId: NOW.toISOString(), listed: work.endpoints, missing: 0 };
  return {
    months: () => monthsOf(work),
    readGroup: async () => undefined,
    writeGroup: async () => {},
    lastSweep: async () => sweep,
  };
}

/** The last check of every endpoint, made one at a time and not kept. */
async function* monthsOf({ seed, endpoints }: Work): AsyncGenerator<EndpointMonth> {
  for (let index = 0; index < endpoints; index++) yield storedMonth(deviceAt(seed, index), NOW, 5 + (index % 60));
}

async function* alertPagesOf({ seed, endpoints }: Work): AsyncGenerator<Alert[]> {
  for (let start = 0; start < endpoints; start += ALERTS_PER_PAGE) {
    yield Array.from({ length: Math.min(ALERTS_PER_PAGE, endpoints - start) }, (_, index) =>
      // A copy as text, as DynamoDB answers: samples share what they have in common.
      JSON.parse(JSON.stringify(anAlert({ scope: scopeOf(deviceAt(seed, start + index).endpoint) }))),
    );
  }
}
