import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Pace } from '../../../functions/emnify/pace.ts';
import type { Timer } from '../../../functions/emnify/timer.ts';

/** A clock that stands still while any task can run, and then jumps to the next task that wakes. */
function virtualTimer(oversleptMs = 0) {
  let nowMs = 1_000;
  const sleepers: { at: number; wake: () => void }[] = [];
  const timer: Timer = {
    nowMs: () => nowMs,
    sleep: async (ms) => await new Promise((wake) => sleepers.push({ at: nowMs + ms + oversleptMs, wake })),
  };
  const settle = async () => await new Promise((resolve) => setImmediate(resolve));
  /** Lets everything happen that happens until then. */
  const advanceTo = async (untilMs: number) => {
    await settle();
    for (;;) {
      const next = sleepers.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > untilMs) break;
      sleepers.shift();
      nowMs = Math.max(nowMs, next.at);
      next.wake();
      await settle();
    }
    nowMs = Math.max(nowMs, untilMs);
  };
  return { timer, advanceTo };
}

/** Who got a turn when; times from the start, in milliseconds. */
function startPace(perSecond: number, burst: number, oversleptMs = 0) {
  const { timer, advanceTo } = virtualTimer(oversleptMs);
  const pace = new Pace({ perSecond, burst }, timer);
  const startedAt = timer.nowMs();
  const turns: { name: number; at: number }[] = [];
  let asked = 0;
  const ask = (count: number) => {
    for (let index = 0; index < count; index++) {
      const name = asked++;
      void pace.turn().then(() => turns.push({ name, at: timer.nowMs() - startedAt }));
    }
  };
  return {
    pace,
    turns,
    ask,
    advanceTo: (ms: number) => advanceTo(startedAt + ms),
    times: () => turns.map(({ at }) => at),
  };
}

/** Rate × time + burst, in every window that begins and ends with a turn. */
function expectWithinRate(times: number[], perSecond: number, burst: number) {
  for (const [first, from] of times.entries()) {
    for (const [index, to] of times.entries()) {
      if (index < first) continue;
      expect(index - first + 1).toBeLessThanOrEqual(((to - from) / 1000) * perSecond + burst + 1e-6);
    }
  }
}

describe('pace', () => {
  test('a burst at once, then the sustained rate', async () => {
    const { ask, advanceTo, times } = startPace(4, 3);
    ask(7);
    await advanceTo(10_000);
    expect(times()).toEqual([0, 0, 0, 250, 500, 750, 1000]);
  });

  test('a quiet time fills the burst again, and not more than that', async () => {
    const { ask, advanceTo, times } = startPace(4, 3);
    ask(3);
    await advanceTo(60_000);
    ask(5);
    await advanceTo(120_000);
    expect(times().slice(3)).toEqual([60_000, 60_000, 60_000, 60_250, 60_500]);
  });

  test('a short quiet time fills a part of it', async () => {
    const { ask, advanceTo, times } = startPace(4, 3);
    ask(3);
    await advanceTo(500);
    ask(3);
    await advanceTo(10_000);
    expect(times().slice(3)).toEqual([500, 500, 750]);
  });

  test('a burst of one is one at a time', async () => {
    const { ask, advanceTo, times } = startPace(10, 1);
    ask(3);
    await advanceTo(10_000);
    expect(times()).toEqual([0, 100, 200]);
  });

  test('a request that comes when a turn is due does not overtake one that waits for it and wakes late', async () => {
    const { ask, advanceTo, turns } = startPace(10, 1, 20);
    ask(2);
    await advanceTo(110);
    ask(1);
    await advanceTo(10_000);
    expect(turns).toEqual([
      { name: 0, at: 0 },
      { name: 1, at: 120 },
      { name: 2, at: 240 },
    ]);
  });

  test('a pause stops all requests, including those that wait already', async () => {
    const { pace, ask, advanceTo, times } = startPace(4, 2);
    ask(4);
    await advanceTo(100);
    pace.pause(5);
    ask(1);
    await advanceTo(5_099);
    expect(times()).toEqual([0, 0]);
    await advanceTo(20_000);
    expect(times()).toEqual([0, 0, 5_100, 5_100, 5_350]);
  });

  test('a pause does not end in a flood of all who waited', async () => {
    const { pace, ask, advanceTo, times } = startPace(10, 5);
    ask(100);
    await advanceTo(200);
    pace.pause(30);
    await advanceTo(60_000);
    expect(times()).toHaveLength(100);
    expectWithinRate(times(), 10, 5);
  });

  test('a shorter pause does not shorten a longer one', async () => {
    const { pace, ask, advanceTo, times } = startPace(10, 5);
    pace.pause(9);
    pace.pause(1);
    ask(1);
    await advanceTo(20_000);
    expect(times()).toEqual([9_000]);
  });

  test('whatever happens: requests run in order, within the rate, and none is forgotten', async () => {
    const step = fc.record({
      afterMs: fc.nat(2_000),
      ask: fc.nat(6),
      pauseSeconds: fc.option(fc.double({ min: 0, max: 3, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 8 }),
        async (perSecond, burst, steps) => {
          const { pace, turns, ask, advanceTo, times } = startPace(perSecond, burst);
          let now = 0;
          let asked = 0;
          const paused: [number, number][] = [];
          for (const { afterMs, ask: count, pauseSeconds } of steps) {
            now += afterMs;
            await advanceTo(now);
            if (pauseSeconds !== null) {
              pace.pause(pauseSeconds);
              paused.push([now, now + pauseSeconds * 1000]);
            }
            ask(count);
            asked += count;
          }
          await advanceTo(now + 120_000);
          expect(turns.map(({ name }) => name)).toEqual(Array.from({ length: asked }, (_, name) => name));
          expectWithinRate(times(), perSecond, burst);
          for (const at of times()) {
            expect(paused.every(([from, to]) => at <= from || at >= to - 1e-6)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('in real time', async () => {
    const pace = new Pace({ perSecond: 200, burst: 2 });
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 12 }, () => pace.turn()));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(50 - 1);
  });
});
