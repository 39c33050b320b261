import type { WatchState } from '../domain/watchdog/verdict.ts';

/** What the watchdog keeps from run to run. */
export interface WatchdogMemory {
  state: WatchState;
  /** A message that is written and perhaps not sent. */
  unsent?: { subject: string; body: string };
}

/** The store of that one item. Every method throws if the table cannot be had. */
export interface WatchdogMemories {
  /** @returns nothing before the first run; no memory where it cannot be read. The mark is for `replace` */
  last(): Promise<{ memory?: WatchdogMemory; mark?: string }>;
  /** Replaces it, unless another run has done so since. @returns the new mark, or nothing where another run has */
  replace(memory: WatchdogMemory, mark: string | undefined): Promise<string | undefined>;
}
