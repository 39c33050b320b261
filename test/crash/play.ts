import { aggregateBudgets } from '../../functions/aggregate/aggregate-budgets.ts';
import { parseRequest } from '../../functions/contracts/evaluation-request.ts';
import { watchFleet } from '../../functions/discover/watch-fleet.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { notifyPending } from '../../functions/notify/notify-pending.ts';
import { minutesOn } from '../fakes/samples.ts';
import { type CrashPoint, live, newRun, type Run, type UseCase } from './life.ts';
import { watch } from './watch.ts';
import { newWorld, SWEEP_MINUTES, type World } from './world.ts';

/** The four use cases as they are, or one of them broken on purpose. */
export const REAL = {
  discover: watchFleet,
  evaluate: evaluateEndpoint,
  aggregate: aggregateBudgets,
  notify: notifyPending,
};

export interface Conditions {
  crashAt?: CrashPoint;
  /** SQS delivers each message again so many minutes after it was done with. */
  deliverAgainAfter?: number[];
  /** Each batch holds every message twice. */
  doubled?: boolean;
  /** These run twice at once; the second starts when the first has had so many answers. */
  twins?: { useCase: UseCase; behind: number };
  useCases?: typeof REAL;
}

export interface Played {
  run: Run;
  world: World;
}

interface Delivery {
  body: string;
  visibleAt: number;
  /** Minutes after which it comes once more although it was done with. */
  again: number[];
}

const LAST_MINUTE = 220;
/** A message that was not done with comes back after half an hour, as the queue's visibility timeout has it. */
const VISIBILITY_MINUTES = 30;

/**
 * Plays four hours: each hour a sweep, its messages as one batch, half an hour later the sums, every twenty minutes the
 * notifier. Scheduled runs come back with their schedule, messages with the queue.
 */
export async function play({
  crashAt,
  deliverAgainAfter = [],
  doubled = false,
  twins,
  useCases = REAL,
}: Conditions = {}): Promise<Played> {
  const run = newRun(crashAt);
  const world = newWorld();
  let queue: Delivery[] = [];

  /** @returns whether every invocation came to its end */
  async function invoke<Deps extends object>(useCase: UseCase, deps: Deps, work: (deps: Deps) => Promise<unknown>) {
    const invocation = () => live(run, useCase, (life) => work(watch(deps, life)));
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
    const back = batch.flatMap(({ body, again }): Delivery[] => {
      if (!isDone) return [{ body, visibleAt: minute + VISIBILITY_MINUTES, again }];
      const [next, ...others] = again;
      return next === undefined ? [] : [{ body, visibleAt: minute + next, again: others }];
    });
    queue = [...queue.filter(({ visibleAt }) => visibleAt > minute), ...back];
  }

  for (let minute = 0; minute <= LAST_MINUTE; minute += 5) {
    world.clock = minutesOn(minute);
    if (minute % SWEEP_MINUTES === 0) {
      world.report(minute / SWEEP_MINUTES);
      await invoke('discover', world.discover, useCases.discover);
    }
    await deliver(minute);
    if (minute % SWEEP_MINUTES === 30)
      await invoke('aggregate', world.aggregate, (deps) => useCases.aggregate(deps, { dryRun: false }));
    if (minute % 20 === 0) await invoke('notify', world.notify, useCases.notify);
  }
  return { run, world };
}
