import { describe, expect, test } from '@jest/globals';
import { act } from '../../../functions/act/act.ts';
import type { PressPayload, Wish } from '../../../functions/act/payload.ts';
import type { Press } from '../../../functions/domain/presses/press.ts';
import { type ActFakes, actFakes } from '../../fakes/act-deps.ts';
import { minutesOn } from '../../fakes/samples.ts';
import { intercepted } from './intercepted.ts';
import { type CrashPoint, live, newRun, type Run } from './life.ts';

const FIRST = 5;
const MUTED = `${minutesOn(2).toISOString()}-00000a`;
const press = `${minutesOn(FIRST).toISOString()}-00000b`;

const WISHES: Record<Wish['kind'], Wish> = {
  mute: { kind: 'mute', endpoint: '166', until: { at: '2026-10-20T00:00:00.000Z' }, upTo: { pct: 300 }, press },
  acknowledge: { kind: 'acknowledge', endpoint: '166', press },
  raise: { kind: 'raise', endpoint: '166', limit: '80', press },
  resend: { kind: 'resend', ref: '', press },
  check: { kind: 'check', endpoint: '166', press },
  undo: { kind: 'undo', undoes: MUTED, who: 'Kim' },
};
const KINDS = Object.keys(WISHES) as Wish['kind'][];

/** An endpoint at its limit, of which the alert was sent and which is muted since, and what a person wants. */
async function aWorld(kind: Wish['kind']): Promise<{ world: ActFakes; payload: PressPayload }> {
  const world = await actFakes([{ name: 'every-device', limit: 5, forecast: false, anomaly: false }]);
  const [alert] = await world.checkAt(0, '5');
  await world.notifyAt(1);
  await world.pressAt(2, { mute: { endpoint: '166', until: '1 day', press: MUTED } });
  const wish = { ...WISHES[kind], ...(kind === 'resend' && { ref: alert?.ref }) } as Wish;
  return { world, payload: { kind: 'press', wish, from: 'page' } };
}

/** Presses, and presses once more two minutes later, as a person does who got no answer. */
async function pressTwice(kind: Wish['kind'], crashAt?: CrashPoint): Promise<{ world: ActFakes; run: Run }> {
  const { world, payload } = await aWorld(kind);
  const run = newRun(crashAt);
  for (const minute of [FIRST, FIRST + 2]) {
    world.evaluate.clock = minutesOn(minute);
    await live(run, 'act', (life) => act(intercepted(world.deps, life), payload));
  }
  return { world, run };
}

/** What counts of a press, whenever it was made. */
function lasting(presses: Press[]): object[] {
  return presses
    .map(({ at: _, until, ...rest }) => ({ ...rest, until: until.slice(0, 10), undone: rest.undone?.who }))
    .map((each) => ({ ...each, doneAt: 'doneAt' in each }));
}

test.each(KINDS)('%s, stopped at any point and pressed again, is there once, and done', async (kind) => {
  const undisturbed = await pressTwice(kind);
  const calls = undisturbed.run.begun.act;
  expect(calls).toBeGreaterThanOrEqual(3);
  const repeatedAt = new Set<string>();
  for (let index = 0; index < calls; index++) {
    for (const when of ['before', 'after'] as const) {
      const { world, run } = await pressTwice(kind, { useCase: 'act', index, when });
      expect(run.crashed).toBeDefined();
      expect(lasting(world.presses.all())).toEqual(lasting(undisturbed.world.presses.all()));
      expect(new Set(world.asked)).toEqual(new Set(undisturbed.world.asked));
      if (world.asked.length > undisturbed.world.asked.length) repeatedAt.add(`${when} ${run.crashed?.call}`);
    }
  }
  const once = kind === 'resend' || kind === 'check';
  expect([...repeatedAt]).toEqual(once ? [`after functions.${kind}`, 'before presses.markDone'] : []);
});

describe('two presses at once', () => {
  test.each(KINDS)('of one button are one %s', async (kind) => {
    const undisturbed = await pressTwice(kind);
    for (let behind = 0; behind < undisturbed.run.begun.act; behind++) {
      const { world, payload } = await aWorld(kind);
      world.evaluate.clock = minutesOn(FIRST);
      const run = newRun();
      const press = () => live(run, 'act', (life) => act(intercepted(world.deps, life), payload));
      let isOver = false;
      const first = press().finally(() => {
        isOver = true;
      });
      while (run.calls.length < behind && !isOver) await Promise.resolve();
      await Promise.all([first, press()]);
      expect(lasting(world.presses.all())).toEqual(lasting(undisturbed.world.presses.all()));
      expect(world.asked).toEqual(undisturbed.world.asked);
    }
  });

  test('of two persons are both there, and the later end counts', async () => {
    const { world } = await aWorld('mute');
    const mute = { endpoint: '166', upTo: 'EUR 1000' };
    await Promise.all([
      world.pressAt(3, { mute: { ...mute, until: '2 days', who: 'Kim' } }),
      world.pressAt(3, { mute: { ...mute, until: '3 days', who: 'Sam' } }),
    ]);
    expect(world.presses.all()).toHaveLength(3);
    expect(await world.checkAt(2.5 * 24 * 60, '20')).toEqual([]);
    expect(await world.checkAt(3 * 24 * 60 + 5, '20')).toMatchObject([{ mute: { who: 'Sam' } }]);
  });
});
