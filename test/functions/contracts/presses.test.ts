import { expect, test } from '@jest/globals';
import { planInForce } from '../../../functions/contracts/presses.ts';
import type { Press } from '../../../functions/domain/presses/press.ts';
import { fakePresses } from '../../fakes/presses.ts';
import { aPlan, minutesOn, NOW } from '../../fakes/samples.ts';

const at = NOW.toISOString();
const MUTE: Press = {
  kind: 'mute',
  budget: 'every-device',
  upTo: { pct: 300 },
  id: `${at}-000001`,
  at,
  until: minutesOn(60).toISOString(),
  from: 'hand',
};

/** The reader over presses in memory, the number of its readings, and its clock. */
function reader() {
  const presses = fakePresses();
  const state = { clock: NOW, reads: 0, isAway: false };
  const plan = planInForce({
    budgets: async () => aPlan(),
    presses: {
      async since(moment) {
        state.reads += 1;
        if (state.isAway) throw new Error('the table is away');
        return await presses.since(moment);
      },
    },
    now: () => state.clock,
  });
  return { presses, state, plan };
}

test('a press counts within a minute, and presses are read once a minute', async () => {
  const { presses, state, plan } = reader();
  expect((await plan()).mutes).toEqual([]);
  await presses.add(MUTE);
  state.clock = minutesOn(0.9);
  await Promise.all([plan(), plan()]);
  expect([(await plan()).mutes, state.reads]).toEqual([[], 1]);
  state.clock = minutesOn(1);
  expect((await plan()).mutes).toMatchObject([{ budget: 'every-device', by: 'mute' }]);
  expect(state.reads).toBe(2);
});

test('a press ends at its end, not a minute later', async () => {
  const { presses, state, plan } = reader();
  await presses.add(MUTE);
  state.clock = minutesOn(59.5);
  expect((await plan()).mutes).toHaveLength(1);
  state.clock = minutesOn(60);
  expect((await plan()).mutes).toEqual([]);
});

test('where the table is away, the plan is not had, and it is asked again at once', async () => {
  const { state, plan } = reader();
  state.isAway = true;
  await expect(plan()).rejects.toThrow('the table is away');
  state.isAway = false;
  await expect(plan()).resolves.toMatchObject({ mutes: [] });
});
