import { setTimeout } from 'node:timers/promises';

/** How the client measures and spends its waits. A test may let them pass faster. */
export interface Timer {
  /** Milliseconds since some moment. Only goes forward: no clock change can disturb it. */
  nowMs(): number;
  sleep(ms: number): Promise<void>;
}

export const REAL_TIMER: Timer = {
  nowMs: () => performance.now(),
  sleep: async (ms) => await setTimeout(ms),
};
