import { setTimeout } from 'node:timers/promises';
import type { Timer } from '../../functions/emnify/timer.ts';

/** A clock on which time passes so many times faster, and the waits that go with it. */
export interface QuickClock {
  now(): Date;
  timer: Timer;
}

/** In the middle of a month, so that no run comes upon its end. */
const START = Date.parse('2026-10-14T08:00:00Z');

/** @param speed 1 is as fast as any clock */
export function quickClock(speed: number): QuickClock {
  const startedAt = performance.now();
  const elapsedMs = (): number => (performance.now() - startedAt) * speed;
  return {
    now: () => new Date(START + elapsedMs()),
    timer: { nowMs: elapsedMs, sleep: async (ms) => await setTimeout(ms / speed) },
  };
}
