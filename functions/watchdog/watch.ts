import { renderWatchdog } from '../domain/messages/render-watchdog.ts';
import { judgeWatch, type Speech } from '../domain/watchdog/verdict.ts';
import { observe } from './observe.ts';
import { restoreSubscriptions } from './restore-subscriptions.ts';
import { speak } from './speak.ts';
import type { WatchDeps } from './watch-deps.ts';

/** What one run of the watchdog came to. */
export interface Watch {
  /** Titles of the conditions that have begun and not ended. */
  active: string[];
  /** What is said; absent where there is nothing to say. */
  speech?: Speech;
  /** The mail as it is written; absent where there is none. */
  mail?: { subject: string; body: string };
  /** Another run has judged meanwhile, and speaks. */
  isOvertaken?: true;
}

/**
 * One run of the watchdog: read, judge, keep the state, speak, subscribe again where no recipient is left. @throws when the table cannot be had, or SNS does not
 * take the message: the alarm on its errors speaks then, and the next run sends what was not sent
 */
export async function watch(deps: WatchDeps, { dryRun }: { dryRun: boolean }): Promise<Watch> {
  const { memories, settings, now } = deps;
  const { memory, mark } = await memories.last();
  const { observations, subscriptions } = await observe(deps);
  const { state, active, speech } = judgeWatch(observations, memory?.state, { now: now(), settings });
  const mail = speech && renderWatchdog(speech);
  const found: Watch = {
    active: active.map(({ condition }) => condition.title),
    ...(speech && { speech }),
    ...(mail && { mail }),
  };
  if (dryRun) return found;
  const isOurs = await speak(deps, { state, mail, earlier: memory?.unsent, mark });
  if (!isOurs) return { ...found, isOvertaken: true };
  if ('value' in subscriptions) await restoreSubscriptions(deps, subscriptions.value);
  await deps.heartbeat();
  return found;
}
