import type { WatchdogMemories } from '../../functions/contracts/watchdog-memory.ts';

/** What the watchdog keeps, in memory. */
export function fakeWatchdogMemories(): WatchdogMemories {
  let kept: { text: string; mark: string } | undefined;
  return {
    last: async () => (kept ? { memory: JSON.parse(kept.text), mark: kept.mark } : {}),
    async replace(memory, mark) {
      if (kept?.mark !== mark) return undefined;
      kept = { text: JSON.stringify(memory), mark: String(Number(mark ?? 0) + 1) };
      return kept.mark;
    },
  };
}
