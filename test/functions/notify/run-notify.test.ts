import { describe, expect, test } from '@jest/globals';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { type NotifyFakes, notifyFakes } from '../../fakes/notify-deps.ts';
import { alertsOf, anAlert, aScope, minutesOn, NOW } from '../../fakes/samples.ts';

const near = anAlert({ severity: 'warning', reachedPct: 80, ratioPct: 82, spend: '4.1' });

describe('notify', () => {
  test('does nothing where nothing waits', async () => {
    const { topics, runAt } = await notifyFakes();
    expect(await runAt(0)).toEqual({ kind: 'nothing-waiting' });
    expect(topics.published).toEqual([]);
  });

  test('sends one alert in full, once on each channel, each message on its own', async () => {
    const alert = anAlert();
    const { notificationLog, topics, workAt } = await notifyFakes([alert]);
    const run = await workAt(0);
    const subject = '[CRITICAL] tracker-166: EUR 6.10 of EUR 5.00 (122%), Oct 2026 - emnify cost alert';
    expect(run).toEqual({
      kind: 'ran',
      composed: { kind: 'composed', notificationId: alert.ref, alerts: 1, subject },
      sent: [
        { channel: 'text', notificationId: alert.ref, messageId: 'message-1' },
        { channel: 'mail', notificationId: alert.ref, messageId: 'message-2' },
        { channel: 'event', notificationId: alert.ref, messageId: 'message-3' },
      ],
      setAside: [],
      failing: [],
      waiting: 0,
    });
    const attributes = { severity: 'critical', event: 'crossed', budget: ['every-device'], notification: alert.ref };
    expect(topics.published).toEqual([
      { channel: 'text', message: { body: expect.stringMatching(/^CRIT emnify: tracker-166/), attributes } },
      { channel: 'mail', message: { subject, body: expect.stringMatching(/^CRITICAL: endpoint/), attributes } },
      { channel: 'event', message: { body: expect.stringMatching(/^\{"schema":/), attributes } },
    ]);
    expect(notificationLog.sent()).toEqual([{ alert, at: NOW.toISOString(), notificationId: alert.ref }]);
  });

  test('sends 251 alerts in one notification, and each of them once', async () => {
    const { notificationLog, topics, workAt, runAt } = await notifyFakes([...alertsOf(250), near]);
    expect((await workAt(0)).composed).toMatchObject({ kind: 'composed', alerts: 251 });
    expect(await runAt(10)).toEqual({ kind: 'nothing-waiting' });
    expect([topics.bodies('mail').length, topics.bodies('text').length]).toEqual([1, 1]);
    const keys = topics.alerts().map(({ dedupKey }) => dedupKey);
    expect([keys.length, new Set(keys).size, notificationLog.sent().length]).toEqual([251, 251, 251]);
  });

  test('sends only the highest threshold of one device, and marks all that waited with it', async () => {
    const { notificationLog, topics, workAt, runAt } = await notifyFakes([near, anAlert()]);
    expect((await workAt(0)).composed).toMatchObject({ alerts: 1, notificationId: anAlert().ref });
    expect(topics.alerts()).toMatchObject([{ thresholds: { crossedPct: 100, passedPct: [80] } }]);
    expect(notificationLog.sent()).toHaveLength(2);
    expect(await runAt(10)).toEqual({ kind: 'nothing-waiting' });
  });
});

describe('an update that reaches a fleet in several sweeps', () => {
  const run = { sweepId: 's1', fleetSize: 60, checkFrom: 20 };
  const eventOfHour = async ({ notificationLog, workAt, topics }: NotifyFakes, hour: number) => {
    for (let nth = 0; nth < 8; nth++) {
      const scope = aScope(`${hour}-${nth}`);
      const figures = { fetchedAt: minutesOn(hour * 60).toISOString() };
      await notificationLog.claim(anAlert({ scope, figures, run: { ...run, sweepId: `s${hour}` } }));
    }
    await workAt(hour * 60 + 1);
    const { event, alerts } = JSON.parse(topics.bodies('event').at(-1) ?? '{}');
    return [event, alerts.length];
  };

  test('is one "check me" as soon as the endpoints of six hours are enough, and what follows is sent as ever', async () => {
    const fakes = await notifyFakes();
    const events: unknown[] = [];
    for (const hour of [0, 1, 2, 3, 4]) events.push(await eventOfHour(fakes, hour));
    expect(events).toEqual([
      ['digest', 8],
      ['digest', 8],
      ['check-me', 8],
      ['digest', 8],
      ['digest', 8],
    ]);
    const mails = fakes.topics.bodies('mail');
    expect(mails[2]).toMatch(/^CHECK ME: alerts for 24 of 60 endpoints within 2 hours\.\n/);
    expect(mails[2]).toContain('Earlier mails have 16 of them. In this one, 8 endpoints are over');
    expect(mails.map((mail) => mail.includes('A "check me" was sent on 14 Oct 16:01 UTC.'))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(fakes.notificationLog.sent()).toHaveLength(40);
  });

  test('is none where it takes more than six hours to be enough', async () => {
    const fakes = await notifyFakes();
    for (const hour of [0, 4, 8]) expect(await eventOfHour(fakes, hour)).toEqual(['digest', 8]);
  });
});

describe('two runs of notify', () => {
  test('at once send every alert once between them', async () => {
    const { notificationLog, topics, deps } = await notifyFakes(alertsOf(80));
    const runs = await Promise.all([runNotify(deps), runNotify(deps), runNotify(deps)]);
    expect(runs.map(({ kind }) => kind).sort()).toEqual(['another-run', 'another-run', 'ran']);
    const keys = topics.alerts().map(({ dedupKey }) => dedupKey);
    expect([keys.length, new Set(keys).size, notificationLog.sent().length]).toEqual([80, 80, 80]);
  });

  test('are kept apart as long as one may live, and five seconds more', async () => {
    const { deliveries, runAt, deps } = await notifyFakes([anAlert()]);
    const killed = { ...deps, deliveries: { ...deliveries, release: async () => {} } };
    await runNotify({ ...killed, notificationLog: { ...deps.notificationLog, markSent: never } }, () => 60_000).catch(
      () => {},
    );
    expect([await runAt(1), await runAt(65 / 60)]).toEqual([{ kind: 'another-run' }, { kind: 'another-run' }]);
    expect(await runAt(66 / 60)).toMatchObject({ kind: 'ran' });
  });

  test('do not send what an index shows that is behind', async () => {
    const { topics, notificationLog, deps, runAt } = await notifyFakes(alertsOf(3));
    const behind = await waitingIn(notificationLog);
    await runAt(0);
    const stale = {
      ...deps.notificationLog,
      oldestWaiting: async () => NOW.toISOString(),
      waiting: async function* () {
        yield behind;
      },
    };
    expect(await runNotify({ ...deps, notificationLog: stale })).toMatchObject({ composed: { kind: 'nothing' } });
    expect(topics.bodies('mail')).toHaveLength(1);
  });
});

describe('a run that is stopped', () => {
  test('between publishing and marking repeats that message, after a minute at least, and no other', async () => {
    const { topics, deliveries, deps, runAt } = await notifyFakes([anAlert()]);
    const markDelivered: typeof deliveries.markDelivered = async (delivery, sent) => {
      if (delivery.channel === 'mail') throw new Error('killed');
      await deliveries.markDelivered(delivery, sent);
    };
    await expect(runNotify({ ...deps, deliveries: { ...deliveries, markDelivered } })).rejects.toThrow('killed');
    await runAt(1);
    const count = () => (['text', 'mail', 'event'] as const).map((channel) => topics.bodies(channel).length);
    expect(count()).toEqual([1, 1, 1]);
    await runAt(2);
    expect(count()).toEqual([1, 2, 1]);
    expect(await runAt(3)).toEqual({ kind: 'nothing-waiting' });
    expect(new Set(topics.bodies('mail')).size).toBe(1);
  });

  test('while it stores a notification has sent nothing, and the next run sends all', async () => {
    const { topics, deliveries, deps, runAt } = await notifyFakes(alertsOf(30));
    const add = async (): Promise<never> => {
      throw new Error('throttled');
    };
    await expect(runNotify({ ...deps, deliveries: { ...deliveries, add } })).rejects.toThrow('throttled');
    expect(topics.published).toEqual([]);
    expect(await runAt(1)).toMatchObject({ composed: { kind: 'composed', alerts: 30 } });
  });

  test('in the middle of marking marks the rest in the next run, and sends nothing again', async () => {
    const { notificationLog, topics, deps, runAt } = await notifyFakes(alertsOf(30));
    let marks = 0;
    const markSent: typeof notificationLog.markSent = async (key, sent) => {
      marks += 1;
      if (marks > 25) throw new Error('killed');
      await notificationLog.markSent(key, sent);
    };
    const killed = runNotify({ ...deps, notificationLog: { ...notificationLog, markSent } });
    await expect(killed).rejects.toThrow('killed');
    await runAt(1);
    expect([topics.bodies('mail').length, notificationLog.sent().length]).toEqual([1, 30]);
  });

  test('that cannot give back its lease says so, and does not fail for it', async () => {
    const { deliveries, deps, troubles } = await notifyFakes([anAlert()]);
    const release = async (): Promise<never> => {
      throw new Error('throttled');
    };
    expect(await runNotify({ ...deps, deliveries: { ...deliveries, release } })).toMatchObject({ kind: 'ran' });
    expect(troubles).toEqual(['the lease could not be given back: throttled']);
  });
});

describe('while a sweep still finds something', () => {
  const found = (id: string, minutes: number) =>
    anAlert({ scope: aScope(id), figures: { fetchedAt: minutesOn(minutes).toISOString() } });
  const settling = { settleSeconds: 90 };

  test('nothing is composed', async () => {
    const { topics, workAt } = await notifyFakes([found('1', 0), found('2', 1)], settling);
    expect((await workAt(1)).composed).toEqual({ kind: 'settling', alerts: 2 });
    expect((await workAt(2.49)).composed).toEqual({ kind: 'settling', alerts: 2 });
    expect(topics.published).toEqual([]);
  });

  test('all is sent together, once nothing came for that long', async () => {
    const { topics, notificationLog, workAt } = await notifyFakes([found('1', 0)], settling);
    await workAt(1);
    await notificationLog.claim(found('2', 1.2));
    await workAt(2);
    expect((await workAt(2.7)).composed).toMatchObject({ kind: 'composed', alerts: 2 });
    expect(topics.bodies('mail')).toHaveLength(1);
  });

  test('without a pause, it is sent after ten minutes at the latest', async () => {
    const { notificationLog, workAt } = await notifyFakes([found('1', 0)], settling);
    for (let minute = 1; minute < 10; minute++) {
      await notificationLog.claim(found(`${minute + 1}`, minute));
      expect((await workAt(minute)).composed).toEqual({ kind: 'settling', alerts: minute + 1 });
    }
    await notificationLog.claim(found('11', 10));
    expect((await workAt(10)).composed).toMatchObject({ kind: 'composed', alerts: 11 });
  });

  test('an alert of a clock that goes ahead does not wait for ever', async () => {
    const { workAt } = await notifyFakes([found('1', 1)], settling);
    expect((await workAt(0)).composed).toMatchObject({ kind: 'settling' });
    expect((await workAt(2.5)).composed).toMatchObject({ kind: 'composed' });
  });
});

describe('muted alerts', () => {
  async function withMuted(alerts = [anAlert()]) {
    const fakes = await notifyFakes(alerts);
    for (const alert of alertsOf(3)) await fakes.notificationLog.noteMuted(alert);
    return fakes;
  }

  test('are counted in the next notification, and in no other', async () => {
    const { topics, notificationLog, runAt } = await withMuted();
    await runAt(5);
    await notificationLog.claim(anAlert({ scope: aScope('2') }));
    await runAt(15);
    expect(topics.bodies('mail').map((mail) => /\d+ more alerts are muted/.exec(mail)?.[0])).toEqual([
      '3 more alerts are muted',
      undefined,
    ]);
    expect(topics.bodies('event').map((body) => JSON.parse(body).run.muted)).toEqual([3, 0]);
  });

  test('are not counted as muted in the notification that sends them, as their mute has ended', async () => {
    const { topics, notificationLog, runAt } = await withMuted([]);
    const mute = { until: NOW.toISOString(), upTo: { pct: 300 }, reason: 'load test', who: 'Kim' };
    const [first, second] = alertsOf(3);
    for (const alert of [first, second]) {
      if (alert) await notificationLog.claim({ ...alert, reachedPct: 150, mute: { ...mute, cause: 'ended' } });
    }
    await runAt(5);
    expect(topics.bodies('mail')[0]).toContain('1 more alert is muted');
    expect(await notificationLog.mutedWaiting()).toEqual([]);
  });

  test('alone are no reason to write', async () => {
    const { topics, notificationLog, runAt } = await withMuted([]);
    expect(await runAt(5)).toEqual({ kind: 'nothing-waiting' });
    expect([topics.published, (await notificationLog.mutedWaiting()).length]).toEqual([[], 3]);
  });
});

async function never(): Promise<never> {
  throw new Error('killed');
}
