import type { WatchState } from '../domain/watchdog/verdict.ts';
import type { WatchDeps } from './watch-deps.ts';

interface Mail {
  subject: string;
  body: string;
}

/** What is to be kept and said. */
export interface ToSpeak {
  state: WatchState;
  mail?: Mail;
  /** A message that an earlier run has written and perhaps not sent. */
  earlier?: Mail;
  mark: string | undefined;
}

/**
 * Keeps the state and the message before it sends: a run that stops in between loses nothing, and the next one sends it.
 *
 * @returns false where another run has kept a state meanwhile
 */
export async function speak(
  { memories, publish }: Pick<WatchDeps, 'memories' | 'publish'>,
  { state, mail, earlier, mark }: ToSpeak,
): Promise<boolean> {
  const unsent = [earlier, mail].filter((each) => each !== undefined);
  const [first] = unsent;
  const both =
    unsent.length > 1 ? { subject: mail?.subject ?? '', body: unsent.map(({ body }) => body).join('\n\n') } : first;
  const kept = await memories.replace({ state, ...(both && { unsent: both }) }, mark);
  if (kept === undefined) return false;
  if (both) {
    await publish(both);
    await memories.replace({ state }, kept);
  }
  return true;
}
