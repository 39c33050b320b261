import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { storedAlert } from '../../../functions/aws/stored-names.ts';
import { inChunks } from '../../../functions/contracts/in-chunks.ts';
import type { NotificationLog } from '../../../functions/contracts/notification-log.ts';
import {
  type Alert,
  type AlertKey,
  alertKey,
  type CrossedAlert,
  mutedKey,
} from '../../../functions/domain/judging/alert.ts';
import { NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { fakeNotificationLog, waitingIn } from '../../fakes/notification-log.ts';
import { alertsOf, anAlert, aScope, minutesOn, NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<NotificationLog>][] = [
  ['in memory', async () => fakeNotificationLog()],
  ['over DynamoDB', async () => createNotificationLog(await tables.newTable(NOTIFICATION_LOG), tables.documents)],
];

const sent = { at: minutesOn(1).toISOString(), notificationId: '7f3a9c' };
const ENDPOINT = { kind: 'endpoint', id: '166' } as const;
const dedupKeys = (alerts: Alert[]): string[] => alerts.map(({ dedupKey }) => dedupKey);

/** An alert with all that could be changed on the way into a table and back. */
const ODD = anAlert({
  scope: aScope('17', { name: 'Kühlcontainer ❄️ 👩‍👩‍👧 "4"', iccid: '8988303000000000017' }),
  spend: '0.0000000001',
  limit: '123456789012.1234567891',
  parts: { data: '0', sms: '6.1000000000', total: '-0.5' },
  passedPct: [80, 100],
  costUnavailable: ['data', 'sat_geo_data'],
  alreadySent: [],
  figures: { fetchedAt: NOW.toISOString() },
});

describe.each(makers)('a notification log %s', (_, newLog) => {
  describe('claims', () => {
    test('are taken once', async () => {
      const log = await newLog();
      expect([
        await log.claim(anAlert()),
        await log.claim(anAlert()),
        await log.claim(anAlert({ spend: '9' })),
      ]).toEqual([true, false, false]);
    });

    test('are taken by exactly one of many at once', async () => {
      const log = await newLog();
      const taken = await Promise.all(Array.from({ length: 20 }, () => log.claim(anAlert())));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await waitingIn(log)).toHaveLength(1);
    });

    test.each<[string, Partial<CrossedAlert>]>([
      ['threshold', { reachedPct: 150 }],
      ['limit value', { limit: '5.5' }],
      ['meter', { meter: 'data' }],
      ['budget', { budget: 'trucks' }],
      ['period', { period: '2026-11' }],
      ['endpoint', { scope: aScope('167', { name: 'tracker-166' }) }],
      ['scope', { scope: aScope('166', { kind: 'group' }) }],
    ])('are apart for another %s', async (_part, other) => {
      const log = await newLog();
      await log.claim(anAlert());
      expect(await log.claim(anAlert(other))).toBe(true);
    });

    test('stay taken after they were sent', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.markSent(alertKey(anAlert()), sent);
      expect([await log.claim(anAlert()), await waitingIn(log)]).toEqual([false, []]);
    });

    test('are read per endpoint and period', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.claim(anAlert({ limit: '7.5', meter: 'sms', budget: 'texts', reachedPct: 80 }));
      await log.claim(anAlert({ period: '2026-11' }));
      await log.claim(anAlert({ period: '2026-101' }));
      await log.claim(anAlert({ scope: aScope('16', { name: 'its id begins alike' }) }));
      const claims = await log.claims(ENDPOINT, '2026-10');
      expect(claims.toSorted((a, b) => (a.thresholdPct ?? 0) - (b.thresholdPct ?? 0))).toEqual([
        { kind: 'crossed', budget: 'texts', meter: 'sms', limit: '7.5', thresholdPct: 80 },
        { kind: 'crossed', budget: 'every-device', meter: 'total', limit: '5', thresholdPct: 100 },
      ]);
      expect(await log.claims(aScope('167'), '2026-10')).toEqual([]);
    });

    test('are seen at once by the next claim', async () => {
      const log = await newLog();
      for (const reachedPct of [80, 100, 150, 200]) {
        await log.claim(anAlert({ reachedPct }));
        expect((await log.claims(ENDPOINT, '2026-10')).map((claim) => claim.thresholdPct)).toContain(reachedPct);
      }
    });

    test('show when they were sent, once they were', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      expect((await log.claims(ENDPOINT, '2026-10')).map(({ sentAt }) => sentAt)).toEqual([undefined]);
      await log.markSent(alertKey(anAlert()), { ...sent, at: minutesOn(7).toISOString() });
      expect((await log.claims(ENDPOINT, '2026-10')).map(({ sentAt }) => sentAt)).toEqual([minutesOn(7).toISOString()]);
    });

    test('are read with their alerts, and with the notification that they became a part of', async () => {
      const log = await newLog();
      const [first, second] = [anAlert({ reachedPct: 80 }), anAlert({ reachedPct: 100 })];
      for (const alert of [first, second]) await log.claim(alert);
      await log.claim(anAlert({ period: '2026-11' }));
      await log.claim(anAlert({ scope: aScope('16') }));
      const sentNow = { at: minutesOn(7).toISOString(), notificationId: '34e44b' };
      await log.markSent(alertKey(first), sentNow);
      const alerts = await log.alertsOf(ENDPOINT, '2026-10');
      expect(alerts).toHaveLength(2);
      expect(alerts).toEqual(
        expect.arrayContaining([{ alert: first, sentAt: sentNow.at, notificationId: '34e44b' }, { alert: second }]),
      );
    });

    test.each(['a', 'A', '0', 'a.b-c_d', 'a'.repeat(64), 'total', '2026-10', 'pending', 'muted'])(
      'know the budget %s by exactly this name',
      async (budget) => {
        const log = await newLog();
        await log.claim(anAlert({ budget }));
        expect((await log.claims(ENDPOINT, '2026-10')).map((claim) => claim.budget)).toEqual([budget]);
        expect(await log.claim(anAlert({ budget: `${budget}x` }))).toBe(true);
        expect(await log.claim(anAlert({ budget }))).toBe(false);
      },
    );

    test('are all read, where they take more than one page', async () => {
      const log = await newLog();
      const alerts = Array.from({ length: 300 }, (_, index) =>
        anAlert({ reachedPct: index + 1, scope: aScope('166', { name: 'x'.repeat(5_000) }) }),
      );
      await inChunks(alerts, (alert) => log.claim(alert));
      const thresholds = (await log.claims(ENDPOINT, '2026-10')).map(({ thresholdPct }) => thresholdPct);
      expect(new Set(thresholds)).toEqual(new Set(alerts.map(({ reachedPct }) => reachedPct)));
      expect(thresholds).toHaveLength(300);
    });
  });

  test('marking what is not there leaves nothing behind', async () => {
    const log = await newLog();
    await log.markSent(alertKey(anAlert()), sent);
    await log.markSent(mutedKey(anAlert()), sent);
    expect([await log.claims(ENDPOINT, '2026-10'), await log.alertsAt([alertKey(anAlert())])]).toEqual([[], []]);
    expect([await log.mutedWaiting(), await log.claim(anAlert())]).toEqual([[], true]);
  });

  describe('what waits', () => {
    test('is nothing at first', async () => {
      const log = await newLog();
      expect([await waitingIn(log), await log.oldestWaiting()]).toEqual([[], undefined]);
    });

    test('is what was claimed and not sent, exactly as it was claimed', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.claim(ODD);
      await log.markSent(alertKey(anAlert()), sent);
      expect(await waitingIn(log)).toEqual([ODD]);
    });

    test('comes in the order of claiming, and its oldest is known', async () => {
      const log = await newLog();
      const moments = [3, 0, 4, 1, 2];
      const alerts = alertsOf(5, (index) => ({
        figures: { fetchedAt: minutesOn(moments[index] ?? 0).toISOString() },
      }));
      for (const alert of alerts) await log.claim(alert);
      const inOrder = alerts.toSorted((a, b) => a.figures.fetchedAt.localeCompare(b.figures.fetchedAt));
      expect(dedupKeys(await waitingIn(log))).toEqual(dedupKeys(inOrder));
      expect(await log.oldestWaiting()).toBe(NOW.toISOString());
      for (const alert of inOrder.slice(0, 2)) await log.markSent(alertKey(alert), sent);
      expect(await log.oldestWaiting()).toBe(minutesOn(2).toISOString());
    });

    test('is complete where it takes more than one page, and without what was sent', async () => {
      const log = await newLog();
      const alerts = alertsOf(300, (index) => ({ scope: aScope(`${1000 + index}`, { name: 'x'.repeat(5_000) }) }));
      await inChunks(alerts, (alert) => log.claim(alert));
      expect(dedupKeys(await waitingIn(log)).sort()).toEqual(dedupKeys(alerts).sort());
      await inChunks(alerts.slice(0, 250), (alert) => log.markSent(alertKey(alert), sent));
      expect(dedupKeys(await waitingIn(log)).sort()).toEqual(dedupKeys(alerts.slice(250)).sort());
    });
  });

  describe('alerts at keys', () => {
    test('come in the order of the keys, word for word, sent or not', async () => {
      const log = await newLog();
      const alerts = [ODD, ...alertsOf(60)];
      await inChunks(alerts, (alert) => log.claim(alert));
      for (const alert of alerts.slice(0, 2)) await log.markSent(alertKey(alert), sent);
      const asked = alerts.toReversed();
      expect(await log.alertsAt(asked.map(alertKey))).toEqual(asked);
    });

    test('leave out those that are gone, and are none for an empty request', async () => {
      const log = await newLog();
      const [one = anAlert(), gone = anAlert(), other = anAlert()] = alertsOf(3);
      for (const alert of [one, other]) await log.claim(alert);
      expect(await log.alertsAt([other, gone, one].map(alertKey))).toEqual([other, one]);
      expect(await log.alertsAt([])).toEqual([]);
    });

    test('are muted ones, too', async () => {
      const log = await newLog();
      await log.noteMuted(anAlert());
      expect(await log.alertsAt([mutedKey(anAlert()), alertKey(anAlert())])).toEqual([anAlert()]);
    });
  });
});

test('over DynamoDB, what waits comes a page at a time, so that a run can end before it has read all', async () => {
  const log = createNotificationLog(await tables.newTable(NOTIFICATION_LOG), tables.documents);
  const alerts = alertsOf(12, (index) => ({ scope: aScope(`${1000 + index}`, { name: 'x'.repeat(200_000) }) }));
  await inChunks(alerts, (alert) => log.claim(alert));
  const pages = await Array.fromAsync(log.waiting());
  expect(pages.length).toBeGreaterThan(1);
  expect(dedupKeys(pages.flat()).sort()).toEqual(dedupKeys(alerts).sort());
});

test('over DynamoDB, alerts at keys are read consistently, so that none is left out of a message', async () => {
  const log = createNotificationLog(await tables.newTable(NOTIFICATION_LOG), tables.documents);
  const reads: unknown[] = [];
  const { middlewareStack } = tables.documents;
  const record = { step: 'initialize', name: 'record' } as const;
  middlewareStack.add(
    (next) => async (args) => {
      reads.push((args.input as { ConsistentRead?: boolean }).ConsistentRead);
      return await next(args);
    },
    record,
  );
  await log.alertsAt(alertsOf(2).map(alertKey));
  middlewareStack.remove(record.name);
  expect(reads).toEqual([true, true]);
});

describe('what the version before has written, with alerts as maps', () => {
  async function logOf(...items: { alert: Alert; key?: AlertKey; pending?: string }[]) {
    const TableName = await tables.newTable(NOTIFICATION_LOG);
    for (const { alert, key = alertKey(alert), pending } of items) {
      const claimedAt = alert.figures.fetchedAt;
      const Item = {
        ...key,
        claimedAt,
        alert: storedAlert(alert),
        ...(pending !== undefined ? { pending } : SENT_BEFORE),
      };
      await tables.documents.send(new PutCommand({ TableName, Item }));
    }
    return createNotificationLog(TableName, tables.documents);
  }
  const SENT_BEFORE = { sentAt: minutesOn(-5).toISOString(), notificationId: 'aaaaaa', messageId: 'message-1' };

  test('waits, and is read beside what this version writes', async () => {
    const log = await logOf({ alert: ODD, pending: 'waiting' });
    const later = anAlert({ figures: { fetchedAt: minutesOn(1).toISOString() } });
    await log.claim(later);
    expect(await waitingIn(log)).toEqual([ODD, later]);
    expect(await log.alertsAt([alertKey(later), alertKey(ODD)])).toEqual([later, ODD]);
    await log.markSent(alertKey(ODD), sent);
    expect(await waitingIn(log)).toEqual([later]);
  });

  test('stays claimed, and shows when it was sent', async () => {
    const log = await logOf({ alert: anAlert() }, { alert: anAlert({ reachedPct: 150 }), pending: 'waiting' });
    expect([await log.claim(anAlert()), await log.claim(anAlert({ reachedPct: 150 }))]).toEqual([false, false]);
    const about = { kind: 'crossed', budget: 'every-device', meter: 'total', limit: '5' };
    const claims = await log.claims(ENDPOINT, '2026-10');
    expect(claims.toSorted((a, b) => (a.thresholdPct ?? 0) - (b.thresholdPct ?? 0))).toEqual([
      { ...about, thresholdPct: 100, sentAt: SENT_BEFORE.sentAt },
      { ...about, thresholdPct: 150 },
    ]);
  });

  test('is counted where a mute keeps it back', async () => {
    const log = await logOf({ alert: ODD, key: mutedKey(ODD), pending: 'muted' });
    expect(await log.mutedWaiting()).toEqual([ODD]);
    await log.markSent(mutedKey(ODD), sent);
    expect(await log.mutedWaiting()).toEqual([]);
  });
});
