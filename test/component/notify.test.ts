import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../functions/domain/alert.ts';
import { notifyAs } from '../../functions/notify/notify-by-hand.ts';
import { notifyPending } from '../../functions/notify/notify-pending.ts';
import { notifyPayload } from '../../functions/notify/payload.ts';
import { byHand } from '../../functions/runtime/payload.ts';
import { fakeNotificationLog } from '../fakes/notification-log.ts';
import { alertsOf, anAlert, minutesOn, NOW } from '../fakes/samples.ts';
import { fakeTopic } from '../fakes/topic.ts';

/** A log in which these alerts wait, a topic, and a clock that the test moves. */
async function waiting(...alerts: Alert[]) {
  const notificationLog = fakeNotificationLog();
  for (const alert of alerts) await notificationLog.claim(alert);
  const topic = fakeTopic();
  const clock = { at: NOW };
  const deps = { notificationLog, topic, settleSeconds: 0, now: () => clock.at };
  return { notificationLog, topic, deps, clock };
}

const near = anAlert({ severity: 'warning', reachedPct: 80, ratioPct: 82, spend: '4.1' });

describe('notify', () => {
  test('publishes nothing where nothing is pending', async () => {
    const { topic, deps } = await waiting();
    expect(await notifyPending(deps)).toEqual({ kind: 'nothing-pending' });
    expect(topic.published).toEqual([]);
  });

  test('tells one alert in full, and marks it with when and how', async () => {
    const alert = anAlert();
    const { notificationLog, topic, deps } = await waiting(alert);
    const told = await notifyPending(deps);
    expect(told).toEqual({
      kind: 'told',
      alerts: 1,
      subject: '[CRITICAL] tracker-166: EUR 6.10 of EUR 5.00 (122%), Oct 2026 - emnify cost alert',
      notificationId: alert.ref,
      messageId: 'message-1',
    });
    expect(topic.published).toMatchObject([
      { attributes: { severity: 'critical', event: 'crossed', budget: ['every-device'] } },
    ]);
    expect(notificationLog.told()).toEqual([{ alert, at: NOW, notificationId: alert.ref, messageId: 'message-1' }]);
  });

  test('tells 250 at once in one message, and each of them once', async () => {
    const { notificationLog, topic, deps, clock } = await waiting(...alertsOf(250), near);
    expect(await notifyPending(deps)).toMatchObject({ kind: 'told', alerts: 251 });
    clock.at = minutesOn(10);
    expect(await notifyPending(deps)).toEqual({ kind: 'nothing-pending' });
    expect(topic.published).toMatchObject([{ attributes: { severity: 'critical', event: 'digest' } }]);
    expect(JSON.parse(topic.published[0]?.json ?? '')).toMatchObject({
      run: { alerts: 251, critical: 250, warning: 1 },
    });
    expect(notificationLog.told()).toHaveLength(251);
  });

  test('tells only the highest of the thresholds of one device that waited together, and settles all of them', async () => {
    const { notificationLog, topic, deps } = await waiting(near, anAlert());
    expect(await notifyPending(deps)).toMatchObject({ alerts: 1, notificationId: anAlert().ref });
    expect(JSON.parse(topic.published[0]?.json ?? '').alerts).toMatchObject([
      { thresholds: { crossedPct: 100, passedPct: [80] } },
    ]);
    expect(notificationLog.told()).toHaveLength(2);
    expect(await notifyPending(deps)).toEqual({ kind: 'nothing-pending' });
  });

  test('leaves to others what they hold a lease on', async () => {
    const [mine = near, theirs = near] = alertsOf(2);
    const { notificationLog, deps } = await waiting(mine, theirs);
    await notificationLog.lease(theirs, NOW);
    expect(await notifyPending(deps)).toMatchObject({ alerts: 1 });
    expect(notificationLog.told().map(({ alert }) => alert.dedupKey)).toEqual([mine.dedupKey]);
  });

  test('leaves to others what they lease between the look and the grip', async () => {
    const { notificationLog, topic, deps } = await waiting(...alertsOf(60));
    const taken = new Set(
      alertsOf(60, () => ({})).flatMap(({ dedupKey }, index) => (index % 3 === 0 ? [dedupKey] : [])),
    );
    const lease: typeof notificationLog.lease = async (alert, now) =>
      !taken.has(alert.dedupKey) && (await notificationLog.lease(alert, now));
    expect(await notifyPending({ ...deps, notificationLog: { ...notificationLog, lease } })).toMatchObject({
      alerts: 40,
    });
    expect(topic.published).toHaveLength(1);
    expect(notificationLog.told().filter(({ alert }) => taken.has(alert.dedupKey))).toEqual([]);
  });

  test('tells nothing where others were faster with everything', async () => {
    const { notificationLog, topic, deps } = await waiting(...alertsOf(3));
    const outcome = await notifyPending({ ...deps, notificationLog: { ...notificationLog, lease: async () => false } });
    expect([outcome, topic.published]).toEqual([{ kind: 'nothing-pending' }, []]);
  });

  test('two runs at once tell every alert once between them', async () => {
    const { notificationLog, topic, deps } = await waiting(...alertsOf(80));
    await Promise.all([notifyPending(deps), notifyPending(deps), notifyPending(deps)]);
    const alerts = topic.published.flatMap(({ json }) => JSON.parse(json).alerts as { dedupKey: string }[]);
    expect(alerts.map(({ dedupKey }) => dedupKey).sort()).toEqual(
      alertsOf(80)
        .map(({ dedupKey }) => dedupKey)
        .sort(),
    );
    expect(notificationLog.told()).toHaveLength(80);
  });
});

describe('a notify that is stopped', () => {
  test('by the topic fails, and what it had stays pending until somebody can tell it', async () => {
    const { notificationLog, topic, deps, clock } = await waiting(...alertsOf(3));
    topic.refusal = new Error('AuthorizationError: not allowed to publish');
    await expect(notifyPending(deps)).rejects.toThrow('not allowed to publish');
    expect(notificationLog.told()).toEqual([]);
    topic.refusal = undefined;

    clock.at = minutesOn(1);
    expect(await notifyPending(deps)).toMatchObject({ kind: 'told', alerts: 3 });
    expect(topic.published).toHaveLength(1);
  });

  test('by the topic and by the log as well says what the topic said, and the lease ends by itself', async () => {
    const { notificationLog, topic, deps, clock } = await waiting(anAlert());
    topic.refusal = new Error('AuthorizationError: not allowed to publish');
    const release = async (): Promise<never> => {
      throw new Error('throttled');
    };
    await expect(notifyPending({ ...deps, notificationLog: { ...notificationLog, release } })).rejects.toThrow(
      'not allowed to publish',
    );
    topic.refusal = undefined;
    clock.at = minutesOn(1);
    expect(await notifyPending(deps)).toEqual({ kind: 'nothing-pending' });
    clock.at = minutesOn(3);
    expect(await notifyPending(deps)).toMatchObject({ kind: 'told', alerts: 1 });
  });

  test('between publish and mark tells again, but only after the lease has run out', async () => {
    const { notificationLog, topic, deps, clock } = await waiting(anAlert());
    const markSent = async (): Promise<never> => {
      throw new Error('killed');
    };
    await expect(notifyPending({ ...deps, notificationLog: { ...notificationLog, markSent } })).rejects.toThrow(
      'killed',
    );
    const runAt = async (minutes: number) => {
      clock.at = minutesOn(minutes);
      return (await notifyPending(deps)).kind;
    };
    expect([await runAt(1), await runAt(2), await runAt(3), await runAt(6)]).toEqual([
      'nothing-pending',
      'nothing-pending',
      'told',
      'nothing-pending',
    ]);
    expect(topic.published).toHaveLength(2);
    expect(new Set(topic.published.map(({ subject }) => subject)).size).toBe(1);
  });

  test('in the middle of marking tells only the rest again', async () => {
    const { notificationLog, topic, deps, clock } = await waiting(...alertsOf(30));
    let marks = 0;
    const markSent: typeof notificationLog.markSent = async (alert, sent) => {
      marks += 1;
      if (marks > 25) throw new Error('killed');
      await notificationLog.markSent(alert, sent);
    };
    await expect(notifyPending({ ...deps, notificationLog: { ...notificationLog, markSent } })).rejects.toThrow(
      'killed',
    );
    clock.at = minutesOn(3);
    expect(await notifyPending(deps)).toMatchObject({ alerts: 5 });
    expect([topic.published.length, notificationLog.told().length]).toEqual([2, 30]);
  });

  test('while it leases publishes nothing, and loses nothing', async () => {
    const { notificationLog, topic, deps, clock } = await waiting(...alertsOf(30));
    let leases = 0;
    const lease: typeof notificationLog.lease = async (alert, now) => {
      leases += 1;
      if (leases > 28) throw new Error('throttled');
      return await notificationLog.lease(alert, now);
    };
    await expect(notifyPending({ ...deps, notificationLog: { ...notificationLog, lease } })).rejects.toThrow(
      'throttled',
    );
    expect(topic.published).toEqual([]);
    clock.at = minutesOn(3);
    expect(await notifyPending(deps)).toMatchObject({ alerts: 30 });
  });
});

describe('a test message', () => {
  test('is marked as one in every form, goes to everybody, and touches nothing that is pending', async () => {
    const { notificationLog, topic, deps } = await waiting(anAlert());
    const run = byHand(notifyPayload, (payload) => notifyAs(deps, payload));
    expect(await run({ test: true })).toMatchObject({ kind: 'told', alerts: 1, messageId: 'message-1' });
    const [message] = topic.published;
    expect(message?.subject).toContain('[TEST]');
    expect(message?.email).toContain('THIS IS A TEST');
    expect(message?.sms).toContain('TEST');
    expect(JSON.parse(message?.json ?? '')).toMatchObject({ event: 'test' });
    expect(message?.attributes).toMatchObject({ severity: 'critical', event: 'test' });
    expect([notificationLog.told(), await notificationLog.pending(NOW)]).toEqual([[], [anAlert()]]);
  });

  test('fails with the topic', async () => {
    const { topic, deps } = await waiting();
    topic.refusal = new Error('NotFound: Topic does not exist');
    await expect(notifyAs(deps, { test: true })).rejects.toThrow('Topic does not exist');
  });
});
