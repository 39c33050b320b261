import { describe, expect, test } from '@jest/globals';
import { createRunLog } from '../../../functions/runtime/run-log.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { minutesOn } from '../../fakes/samples.ts';

/** A function that runs, and what it leaves. */
function aFunction(options: { goodEveryMs?: number } = {}) {
  const records = fakeFleetRecords();
  const observers = fakeObservers();
  const clock = { minutes: 0, isAway: false };
  const note: typeof records.note = async (by, notes) => {
    if (clock.isAway) throw new Error('the table is away');
    await records.note(by, notes);
  };
  const now = () => minutesOn(clock.minutes);
  const log = createRunLog({ by: 'notify', records: { note }, now, ...options }, observers);
  return { log, observers, clock, notes: async () => (await records.notes()).notify };
}

const at = (minutes: number): string => minutesOn(minutes).toISOString();

describe('what a run leaves', () => {
  test('is that it came to its end, with what it has noted', async () => {
    const { log, observers, notes } = aFunction();
    observers.facts.note('listed');
    await log.after();
    expect(await notes()).toEqual({ listed: { at: at(0) }, good: { at: at(0) } });
  });

  test('is the error of one that failed, in one line and without a token', async () => {
    const { log, notes } = aFunction();
    await log.onError({ error: new Error('refused\nBearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl') });
    const { failed } = await notes();
    expect(failed).toMatchObject({ at: at(0), reason: expect.stringMatching(/^refused /) });
    expect(failed?.reason).not.toMatch(/eyJ/);
  });

  test('is stored so often at most as is asked, and failures always', async () => {
    const { log, clock, notes } = aFunction({ goodEveryMs: 5 * 60_000 });
    await log.after();
    clock.minutes = 4;
    await log.after();
    expect(await notes()).toEqual({ good: { at: at(0) } });
    await log.onError({ error: new Error('out of order') });
    clock.minutes = 5;
    await log.after();
    expect(await notes()).toEqual({ failed: { at: at(4), reason: 'out of order' }, good: { at: at(5) } });
  });
});

test('a table that is away fails no run: it is said, and the next good run is stored', async () => {
  const { log, observers, clock, notes } = aFunction({ goodEveryMs: 60 * 60_000 });
  clock.isAway = true;
  await log.after();
  expect(observers.lines.map(({ level }) => level)).toEqual(['warn']);
  clock.isAway = false;
  clock.minutes = 1;
  await log.after();
  expect(await notes()).toEqual({ good: { at: at(1) } });
});
