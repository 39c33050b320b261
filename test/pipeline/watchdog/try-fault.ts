import type { FaultStack, Heard } from './fault-stack.ts';
import type { StackFault } from './ten-faults.ts';

/** What operators were sent about a fault. */
export interface Told {
  /** Minutes from the first run of the watchdog that could see it to the first mail; absent: there was none. */
  afterMinutes?: number;
  mails: Heard[];
  /** Runs of the watchdog that failed while it lasted. */
  failedRuns: string[];
  /** Whether nothing is wrong in the end. */
  isOver: boolean;
}

/** A condition that is noted lasts for an hour, and ends after two good runs. */
const MOST_TICKS_TO_END = 12;
/** The watchdog compares with what was an hour ago. */
const TICKS_BEFORE = 5;

/** Begins a fault on a stack that is well, ends it, and waits until nothing is wrong. */
export async function tryFault(stack: FaultStack, fault: StackFault): Promise<Told> {
  stack.nextDay();
  for (let tick = 0; tick < TICKS_BEFORE; tick++) await stack.tick();
  const before = stack.heard.length;
  const end = await fault.begin(stack);
  const failedRuns: string[] = [];
  let beganAt = 0;
  for (let tick = 0; tick < fault.ticks; tick++) {
    const watched = await stack.tick();
    if (tick === 0) beganAt = stack.now().getTime();
    if ('error' in watched) failedRuns.push(watched.error);
  }
  await end();
  let isOver = false;
  for (let tick = 0; tick < MOST_TICKS_TO_END && !isOver; tick++) {
    // As the remedy of dead letters says.
    await stack.deployment.purge();
    const watched = await stack.tick();
    isOver = tick > 2 && 'active' in watched && watched.active.length === 0;
  }
  const mails = stack.heard.slice(before);
  const [first] = mails;
  return {
    mails,
    failedRuns,
    isOver,
    ...(first && { afterMinutes: (first.at.getTime() - beganAt) / 60_000 }),
  };
}
