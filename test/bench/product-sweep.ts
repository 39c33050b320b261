import { discoverEndpoints } from '../../functions/discover/discover-endpoints.ts';
import { createEmnifyClient } from '../../functions/emnify/client.ts';
import { evaluateMessage } from '../../functions/evaluate/evaluate-message.ts';
import type { Pace } from '../../infra/constructs/emnify-pace.ts';
import { fakeQueue } from '../fakes/queue.ts';
import { benchPlan } from './fleet.ts';
import { forgetfulTables } from './forgetful-tables.ts';
import type { QuickClock } from './quick-clock.ts';

/** What each function may ask of emnify. */
export interface Paces {
  workers: number;
  evaluate: Pace;
  discover: Pace;
  aggregate: Pace;
}

export interface ProductSweep {
  /** The ids of endpoints with figures. */
  seen: Set<string>;
  /** How long it took until every endpoint was looked at once, on the sweep's clock. */
  onceMinutes?: number;
  /** What did not succeed in the end: refused requests, for one. */
  failures: unknown[];
}

/** As many messages as Lambda hands over at once (infra/constructs/evaluation.ts). */
const BATCH = 10;
/** How often `discover` looks at the organisation's total, and `aggregate` at its figures, with hourly sweeps. */
const WATCH_MS = 5 * 60_000;
const AGGREGATE_MS = 15 * 60_000;
const FIRST = { waitedSeconds: 0, isFirst: true };

/**
 * Everything of the product that asks emnify, each with a client of its own as each is a process of its own in Lambda:
 * `discover` lists the fleet whenever the queue is empty, the workers of `evaluate` take ten messages at a time, and the
 * organisation is asked about beside it.
 *
 * @param forMs how long, on the clock
 */
export async function sweepWithProduct(
  { baseUrl, clock, paces, fleetSize }: { baseUrl: string; clock: QuickClock; paces: Paces; fleetSize: number },
  forMs: number,
): Promise<ProductSweep> {
  const { now, timer } = clock;
  const client = ({ requestsPerSecond: perSecond, burst }: Pace) =>
    createEmnifyClient({ baseUrl, rate: { perSecond, burst }, applicationToken: async () => 'the token', now, timer });
  const [discover, aggregate] = [client(paces.discover), client(paces.aggregate)];
  const beganAt = timer.nowMs();
  const isOver = (): boolean => timer.nowMs() - beganAt >= forMs;
  const sweep: ProductSweep = { seen: new Set(), failures: [] };
  const failed = (error: unknown): number => sweep.failures.push(error);
  const queue = fakeQueue();
  let listing: Promise<unknown> | undefined;
  const list = (): Promise<unknown> => {
    listing ??= discoverEndpoints({
      emnify: discover,
      queue,
      costHistory: { writeSweep: async () => {} },
      now,
    }).finally(() => {
      listing = undefined;
    });
    return listing;
  };

  async function work(emnify: ReturnType<typeof client>): Promise<void> {
    const deps = { ...forgetfulTables(benchPlan()), emnify, now };
    while (!isOver()) {
      if (queue.bodies.length === 0) await list().catch(failed);
      // As in a batch of the queue's: what fails is nobody else's trouble.
      const looks = queue.bodies.splice(0, BATCH).map(async (body) => {
        const { endpoint, ...look } = await evaluateMessage(deps, body, FIRST);
        if ('spend' in look && look.spend) sweep.seen.add(endpoint.id);
      });
      await Promise.all(looks.map((look) => look.catch(failed)));
      if (sweep.seen.size === fleetSize) sweep.onceMinutes ??= (timer.nowMs() - beganAt) / 60_000;
    }
  }

  async function every(ms: number, ask: () => Promise<unknown>): Promise<void> {
    for (let nth = 0; nth * ms < forMs; nth++) {
      await timer.sleep(Math.max(0, beganAt + nth * ms - timer.nowMs()));
      await ask().catch(failed);
    }
  }

  await Promise.all([
    ...Array.from({ length: paces.workers }, () => work(client(paces.evaluate))),
    every(WATCH_MS, () => discover.organisationStats()),
    every(AGGREGATE_MS, () => aggregate.organisation()),
  ]);
  return sweep;
}
