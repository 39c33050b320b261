import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../functions/domain/alert.ts';
import { notifyAs } from '../../functions/notify/notify-by-hand.ts';
import { notifyPending } from '../../functions/notify/notify-pending.ts';
import { fakeNotificationLog } from '../fakes/notification-log.ts';
import { alertsOf, anAlert, aScope, minutesOn, NOW } from '../fakes/samples.ts';
import { fakeTopic } from '../fakes/topic.ts';

/** A log in which these alerts wait, a topic, a clock that the test moves, and 90 seconds to settle. */
async function waiting(...alerts: Alert[]) {
  const notificationLog = fakeNotificationLog();
  for (const alert of alerts) await notificationLog.claim(alert);
  const topic = fakeTopic();
  const clock = { at: NOW };
  const deps = { notificationLog, topic, settleSeconds: 90, now: () => clock.at };
  const runAt = async (minutes: number) => {
    clock.at = minutesOn(minutes);
    return await notifyPending(deps);
  };
  return { notificationLog, topic, deps, clock, runAt };
}

const found = (id: string, minutes: number) =>
  anAlert({ scope: aScope(id), figures: { fetchedAt: minutesOn(minutes).toISOString() } });

describe('while a sweep still finds something', () => {
  test('nothing is told, nothing is leased, and the wait is said', async () => {
    const { topic, notificationLog, runAt } = await waiting(found('1', 0), found('2', 1));
    expect(await runAt(1)).toEqual({ kind: 'settling', alerts: 2 });
    expect(await runAt(2.49)).toEqual({ kind: 'settling', alerts: 2 });
    expect([topic.published, (await notificationLog.pending(minutesOn(2.49))).length]).toEqual([[], 2]);
  });

  test('all is told together, once nothing came for so long', async () => {
    const { topic, notificationLog, runAt } = await waiting(found('1', 0));
    await runAt(1);
    await notificationLog.claim(found('2', 1.2));
    await runAt(2);
    expect(await runAt(2.7)).toMatchObject({ kind: 'told', alerts: 2 });
    expect(topic.published).toHaveLength(1);
  });

  test('without a pause, it is told after ten minutes at the latest', async () => {
    const { notificationLog, runAt } = await waiting(found('1', 0));
    for (let minute = 1; minute < 10; minute++) {
      await notificationLog.claim(found(`${minute + 1}`, minute));
      expect(await runAt(minute)).toEqual({ kind: 'settling', alerts: minute + 1 });
    }
    await notificationLog.claim(found('11', 10));
    expect(await runAt(10)).toMatchObject({ kind: 'told', alerts: 11 });
  });

  test('an alert of a clock that goes ahead does not wait for ever', async () => {
    const { runAt } = await waiting(found('1', 1));
    expect(await runAt(0)).toMatchObject({ kind: 'settling' });
    expect(await runAt(2.5)).toMatchObject({ kind: 'told' });
  });

  test('what others hold a lease on is not waited for', async () => {
    const { notificationLog, runAt } = await waiting(found('1', 0), found('2', 4));
    await notificationLog.lease(found('2', 4), minutesOn(4));
    expect(await runAt(4)).toMatchObject({ kind: 'told', alerts: 1 });
  });

  test('where nothing waits nothing settles, and with no time to settle all is told at once', async () => {
    expect(await (await waiting()).runAt(0)).toEqual({ kind: 'nothing-pending' });
    const { deps } = await waiting(found('1', 0));
    expect(await notifyPending({ ...deps, settleSeconds: 0 })).toMatchObject({ kind: 'told' });
  });
});

describe('muted alerts', () => {
  async function withMuted(...alerts: Alert[]) {
    const fakes = await waiting(...alerts);
    for (const alert of alertsOf(3)) await fakes.notificationLog.noteMuted(alert);
    return fakes;
  }

  test('are counted in the next message, and in no other', async () => {
    const { topic, notificationLog, runAt } = await withMuted(found('1', 0));
    await runAt(5);
    await notificationLog.claim(found('2', 10));
    await runAt(15);
    expect(topic.published.map(({ email }) => /\d+ more alerts are muted/.exec(email)?.[0])).toEqual([
      '3 more alerts are muted',
      undefined,
    ]);
    expect(topic.published.map(({ json }) => JSON.parse(json).run.muted)).toEqual([3, 0]);
  });

  test('alone are no reason to write', async () => {
    const { topic, notificationLog, runAt } = await withMuted();
    expect(await runAt(5)).toEqual({ kind: 'nothing-pending' });
    expect([topic.published, (await notificationLog.mutedSince()).length]).toEqual([[], 3]);
  });

  test('stay to be counted where the topic refuses', async () => {
    const { topic, notificationLog, runAt } = await withMuted(found('1', 0));
    topic.refusal = new Error('refused');
    await expect(runAt(5)).rejects.toThrow('refused');
    expect(await notificationLog.mutedSince()).toHaveLength(3);
    topic.refusal = undefined;
    await runAt(6);
    expect(JSON.parse(topic.published[0]?.json ?? '').run.muted).toBe(3);
  });
});

describe('a message that is asked for once more', () => {
  test('is sent word for word, and nothing else is touched', async () => {
    const { topic, notificationLog, deps, runAt, clock } = await waiting(...alertsOf(3));
    const told = await runAt(5);
    if (told.kind !== 'told') throw new Error('three alerts are told');
    await notificationLog.claim(found('9', 6));
    clock.at = minutesOn(60);
    const again = await notifyAs(deps, { test: false, resend: told.notificationId });
    expect(again).toEqual({ ...told, messageId: 'message-2' });
    expect(topic.published[1]).toEqual(topic.published[0]);
    expect([notificationLog.told().length, (await notificationLog.pending(clock.at)).length]).toEqual([3, 1]);
  });

  test('is found in capitals, in the month before, and as it was sent last', async () => {
    const { deps, runAt, clock, topic } = await waiting(anAlert());
    await runAt(5);
    clock.at = new Date('2026-11-30T12:00:00.000Z');
    expect(await notifyAs(deps, { test: false, resend: '7F3A9C' })).toMatchObject({ notificationId: '7f3a9c' });
    clock.at = new Date('2026-12-01T12:00:00.000Z');
    await expect(notifyAs(deps, { test: false, resend: '7f3a9c' })).rejects.toThrow(/of this month or the last/);
    expect(topic.published).toHaveLength(2);
  });

  test('that nobody knows is said to be unknown, and where a ref is to be found', async () => {
    const { deps, topic } = await waiting(anAlert());
    await expect(notifyAs(deps, { test: false, resend: 'abcdef' })).rejects.toThrow(
      'No notification of this month or the last has the ref abcdef. The ref is the last line of a mail',
    );
    expect(topic.published).toEqual([]);
  });

  test('fails with the topic', async () => {
    const { deps, topic, runAt } = await waiting(anAlert());
    await runAt(5);
    topic.refusal = new Error('refused');
    await expect(notifyAs(deps, { test: false, resend: '7f3a9c' })).rejects.toThrow('refused');
  });

  test('is not a test, nor what was never sent', async () => {
    const { deps, notificationLog } = await waiting(anAlert());
    await notifyAs(deps, { test: true });
    expect(await notificationLog.sentIn('2026-10')).toEqual([]);
  });
});

test('what goes out is kept as it went', async () => {
  const { notificationLog, topic, runAt } = await waiting(...alertsOf(2));
  const told = await runAt(5);
  expect(await notificationLog.sentIn('2026-10')).toEqual([
    {
      notificationId: told.kind === 'told' ? told.notificationId : '',
      sentAt: minutesOn(5).toISOString(),
      alerts: 2,
      message: topic.published[0],
    },
  ]);
});
