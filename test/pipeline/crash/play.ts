import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import type { DeliveryState } from '../../../functions/contracts/deliveries.ts';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { pollFleet } from '../../../functions/discover/poll-fleet.ts';
import type { Alert } from '../../../functions/domain/judging/alert.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { minutesOn } from '../../fakes/samples.ts';
import { intercepted } from './intercepted.ts';
import { type CrashPoint, live, newRun, type Run, type UseCase } from './life.ts';
import type { Sns } from './sns.ts';
import { newWorld, SWEEP_MINUTES, type World } from './world.ts';

/** The four use cases as they are, or one of them broken on purpose. */
export const REAL = {
  discover: pollFleet,
  evaluate: evaluateEndpoint,
  aggregate: aggregateBudgets,
  notify: runNotify,
};

export interface Conditions {
  crashAt?: CrashPoint;
  /** SQS delivers each message again so many minutes after it was done with. */
  deliverAgainAfter?: number[];
  /** Each batch holds every message twice. */
  doubled?: boolean;
  /** These run twice at once; the second starts when the first has had so many answers. */
  twins?: { useCase: UseCase; behind: number };
  /** What SNS does instead of taking everything. */
  sns?: Sns;
  /** Default: four hours. */
  timetable?: Timetable;
  useCases?: typeof REAL;
}

/** When something happens, in minutes since the beginning. */
export interface Timetable {
  /** A sweep each hour, and half an hour later the sums, up to this minute. */
  sweepsUntil: number;
  notifyAt: number[];
}

export interface Played {
  run: Run;
  world: World;
  /** What still waits in the end. */
  left: { state: DeliveryState; alerts: Alert[]; muted: Alert[] };
}

interface QueuedMessage {
  body: string;
  visibleAt: number;
  /** Minutes after which it comes once more although it was done with. */
  again: number[];
}

/** A long time after everything else, when notifications are forgotten. What stops there is made up for. */
const AT_LAST = [600, 620];
const FOUR_HOURS: Timetable = {
  sweepsUntil: 220,
  notifyAt: [...Array.from({ length: 12 }, (_, index) => index * 20), 240, ...AT_LAST],
};
/** One sweep and its sums: two notifications, as soon as may be, and some time to try again what was not taken. */
export const ONE_HOUR: Timetable = { sweepsUntil: 35, notifyAt: [5, 35, 40, 45, 60, 75, ...AT_LAST] };

const STEP_MINUTES = 5;
/** A message that was not done with comes back after half an hour, as the queue's visibility timeout has it. */
const VISIBILITY_MINUTES = 30;
/** As long as Lambda gives a run of `notify`; a lease is about as long. */
const NOTIFY_MS = 60_000;

/**
 * Plays four hours: each hour a sweep, its messages as one batch, half an hour later the sums, every twenty minutes the
 * notifier. Scheduled runs come back with their schedule, messages with the queue.
 */
export async function play({
  crashAt,
  deliverAgainAfter = [],
  doubled = false,
  twins,
  sns,
  timetable: { sweepsUntil, notifyAt } = FOUR_HOURS,
  useCases = REAL,
}: Conditions = {}): Promise<Played> {
  const run = newRun(crashAt);
  const world = newWorld();
  world.topics.answer = sns?.(world);
  let queue: QueuedMessage[] = [];

  /** @returns whether every invocation came to its end */
  async function invoke<Deps extends object>(useCase: UseCase, deps: Deps, work: (deps: Deps) => Promise<unknown>) {
    const invocation = () => live(run, useCase, (life) => work(intercepted(deps, life)));
    if (twins?.useCase !== useCase) return await invocation();
    const answers = run.calls.length + twins.behind;
    const first = invocation();
    let isOver = false;
    const over = first.finally(() => {
      isOver = true;
    });
    while (run.calls.length < answers && !isOver) await Promise.resolve();
    return (await Promise.all([over, invocation()])).every((survived) => survived);
  }

  async function deliver(minute: number): Promise<void> {
    queue.push(...world.queue.bodies.splice(0).map((body) => ({ body, visibleAt: minute, again: deliverAgainAfter })));
    const batch = queue.filter(({ visibleAt }) => visibleAt <= minute);
    if (batch.length === 0) return;
    const bodies = batch.flatMap(({ body }) => (doubled ? [body, body] : [body]));
    const isDone = await invoke('evaluate', world.evaluate, (deps) =>
      Promise.all(bodies.map((body) => useCases.evaluate(deps, parseRequest(body)))),
    );
    const back = batch.flatMap(({ body, again }): QueuedMessage[] => {
      if (!isDone) return [{ body, visibleAt: minute + VISIBILITY_MINUTES, again }];
      const [next, ...others] = again;
      return next === undefined ? [] : [{ body, visibleAt: minute + next, again: others }];
    });
    queue = [...queue.filter(({ visibleAt }) => visibleAt > minute), ...back];
  }

  async function sweep(minute: number): Promise<void> {
    if (minute % SWEEP_MINUTES === 0) {
      world.report(minute / SWEEP_MINUTES);
      await invoke('discover', world.discover, useCases.discover);
    }
    await deliver(minute);
    if (minute % SWEEP_MINUTES === 30)
      await invoke('aggregate', world.aggregate, (deps) => useCases.aggregate(deps, { dryRun: false }));
  }

  for (let minute = 0; minute <= Math.max(sweepsUntil, ...notifyAt); minute += STEP_MINUTES) {
    world.clock = minutesOn(minute);
    if (minute <= sweepsUntil) await sweep(minute);
    if (notifyAt.includes(minute))
      await invoke('notify', world.notify, (deps) => useCases.notify(deps, () => NOTIFY_MS));
  }
  const { deliveries, notificationLog } = world;
  const [state, alerts, muted] = [
    await deliveries.state(),
    await waitingIn(notificationLog),
    await notificationLog.mutedWaiting(),
  ];
  return { run, world, left: { state, alerts, muted } };
}
