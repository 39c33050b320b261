import { parseRequest } from '../../functions/contracts/evaluation-request.ts';
import type { FleetRecords } from '../../functions/contracts/fleet-records.ts';
import { type PollingDeps, type PollingRun, pollFleet } from '../../functions/discover/poll-fleet.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import type { PollingLimits } from '../../functions/domain/polling/polling-plan.ts';
import { periodOf } from '../../functions/domain/values/month.ts';
import { evaluateMessage } from '../../functions/evaluate/evaluate-message.ts';
import { type EvaluateFakes, evaluateFakes } from './evaluate-deps.ts';
import { fakeFleetRecords } from './fleet-records.ts';
import { fakeQueue, type QueueFake } from './queue.ts';
import { minutesOn, traffic } from './samples.ts';

/** All that a polling run needs, in memory, and workers that check the queued endpoints. */
export interface PollingFakes extends PollingDeps, EvaluateFakes {
  emnify: EvaluateFakes['emnify'];
  costHistory: EvaluateFakes['costHistory'];
  queue: QueueFake;
  fleet: FleetRecords;
  limits: PollingLimits;
  /** emnify's total of the organisation from now on, in EUR. */
  totals(amount: string): void;
  /** One polling run, this many minutes after `NOW`. */
  run(minutes: number): Promise<Extract<PollingRun, { kind: 'polled' }>>;
  /** The ids in the queue, in its order. */
  waitingIds(): string[];
  /** Evaluates all that is in the queue and counts the requests for it. @returns the ids, in order */
  check(): Promise<string[]>;
}

/** @param limits one list refresh an hour, 24 requests an hour from `NOW` on, and 100 checks in five minutes */
export function pollingFakes(endpoints: Endpoint[], limits: Partial<PollingLimits> = {}): PollingFakes {
  const queue = fakeQueue();
  const fleet = fakeFleetRecords();
  const fakes: PollingFakes = Object.assign(evaluateFakes(endpoints), {
    queue,
    fleet,
    limits: { sweepHours: 1, requestsPerMonth: 10_000, checksPerRun: 100, ...limits },
    totals(amount: string) {
      fakes.emnify.organisationFigures = { stats: { currentMonth: [traffic('data', amount)], lastMonth: [] } };
    },
    async run(minutes: number) {
      fakes.clock = minutesOn(minutes);
      const run = await pollFleet(fakes);
      if (run.kind === 'busy') throw new Error(`${run.waiting} requests wait`);
      return run;
    },
    waitingIds: () => queue.bodies.map((body) => parseRequest(body).endpoint.id),
    async check() {
      const bodies = queue.bodies.splice(0);
      for (const body of bodies) await evaluateMessage(fakes, body, { waitedSeconds: 0, isFirst: true });
      await fleet.addRequests(periodOf(fakes.clock), { sent: bodies.length }, fakes.clock);
      return bodies.map((body) => parseRequest(body).endpoint.id);
    },
  });
  return fakes;
}

/** So many endpoints, called 1, 2 and so on. */
export function idsUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index + 1}`);
}
