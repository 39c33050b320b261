import { runNotify } from '../../../functions/notify/run-notify.ts';
import { minutesOn } from '../../fakes/samples.ts';
import type { Trouble } from './cells.ts';
import type { Ground } from './ground.ts';
import { EARLIER, playRound } from './round.ts';
import { isAllSent } from './sent.ts';
import type { Trial } from './trial.ts';
import { newWorld } from './world.ts';

/** A service that comes back is not well at once: so many requests of each operation still fail. */
const LAST_HITS = 2;
/** The factor on the time limit after the trouble, so that requests do not fail on a busy machine. */
const LAST_TIME_LIMIT = 3;

/**
 * Plays a round while a trouble lasts, and one an hour later: it is over then or, where tries within one run get over
 * it, nearly so. At last one more `notify`, when every lease has run out.
 */
export async function tryOut(trouble: Trouble, ground: Ground): Promise<Trial> {
  const world = await newWorld(ground, trouble.service);
  const { gate, emnify } = world;
  const { on, times, minutes, timeLimitMs, isQueueEmpty, isRetried, neverEnds } = trouble;
  try {
    gate.begin(trouble.begin(world), { on, times });
    const during = await playRound(world, { earlier: isQueueEmpty ? [] : EARLIER, timeLimitMs, minutes });
    const seen = {
      hits: gate.hits,
      sent: world.sent(),
      report: world.report(),
      authentications: emnify.requests.filter(({ path }) => path.endsWith('/authenticate')).length,
    };

    if (!neverEnds) gate.lift();
    if (isRetried) gate.begin(trouble.begin(world), { on, times: LAST_HITS });
    world.clock = minutesOn(60);
    const isOver = !neverEnds && during.failures.length === 0 && !during.isWaiting && isAllSent(seen.sent);
    const later = {
      back: during.back,
      ...(isRetried && timeLimitMs && { timeLimitMs: LAST_TIME_LIMIT * timeLimitMs }),
    };
    const after = isOver ? undefined : await playRound(world, later);
    const hits = { during: seen.hits, after: gate.hits - seen.hits };
    const sentAfter = world.sent();

    gate.lift();
    world.clock = minutesOn(65);
    await runNotify(world.start().notify);
    const sent = { during: seen.sent, after: sentAfter, atLast: world.sent() };
    const spends = await world.spends();
    return {
      ...seen,
      during,
      ...(after && { after }),
      hits,
      sent,
      mails: world.mails(),
      spends,
      streamed: gate.streamed,
    };
  } finally {
    await world.close();
  }
}
