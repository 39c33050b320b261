import { notifyPending } from '../../functions/notify/notify-pending.ts';
import { minutesOn } from '../fakes/samples.ts';
import type { Round } from './alarms.ts';
import type { Trouble } from './cells.ts';
import { ALERTS } from './fleet.ts';
import type { Ground } from './ground.ts';
import { EARLIER, playRound } from './round.ts';
import { newWorld } from './world.ts';

/** How often each alert was told so far, by its key. */
export type Told = Map<string, number>;

/** What came of one trouble. */
export interface Trial {
  /** While it lasts. */
  during: Round;
  /** An hour later, where something was left to do. */
  after?: Round;
  /** How many requests it hit. */
  hits: { during: number; after: number };
  told: { during: Told; after: Told; atLast: Told };
  /** What is stored in the end, by endpoint or group. */
  spends: Record<string, string>;
  /** The mail of the daily report while it lasted. */
  report: string;
  /** How often an application token was sent to emnify while it lasted. */
  authentications: number;
  /** How many bytes of streamed bodies have left. */
  streamed: number;
}

/** A service that comes back is not well at once: so many requests of each operation still fail. */
const LAST_HITS = 2;

/**
 * Plays a round while a trouble lasts, and one an hour later: it is over then or, where tries within one run get over
 * it, nearly so. At last one more `notify`, when every lease has run out.
 */
export async function tryOut(trouble: Trouble, ground: Ground): Promise<Trial> {
  const world = await newWorld(ground, trouble.service);
  const { gate, emnify } = world;
  const { on, times, patienceMs, isQueueEmpty, isRetried, neverEnds } = trouble;
  try {
    gate.begin(trouble.begin(world), { on, times });
    const during = await playRound(world, { earlier: isQueueEmpty ? [] : EARLIER, patienceMs });
    const seen = {
      hits: gate.hits,
      told: world.told(),
      report: world.report(),
      authentications: emnify.requests.filter(({ path }) => path.endsWith('/authenticate')).length,
    };

    if (!neverEnds) gate.lift();
    if (isRetried) gate.begin(trouble.begin(world), { on, times: LAST_HITS });
    world.clock = minutesOn(60);
    const isOver = !neverEnds && during.failures.length === 0 && isAllTold(seen.told);
    const later = { back: during.back, ...(isRetried && { patienceMs }) };
    const after = isOver ? undefined : await playRound(world, later);
    const hits = { during: seen.hits, after: gate.hits - seen.hits };
    const toldAfter = world.told();

    gate.lift();
    world.clock = minutesOn(65);
    await notifyPending(world.start().notify);
    const told = { during: seen.told, after: toldAfter, atLast: world.told() };
    const spends = await world.spends();
    return { ...seen, during, ...(after && { after }), hits, told, spends, streamed: gate.streamed };
  } finally {
    await world.close();
  }
}

export function isAllTold(told: Told): boolean {
  return ALERTS.every((key) => told.has(key));
}
