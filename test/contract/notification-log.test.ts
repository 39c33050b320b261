import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNotificationLog, type NotificationLog } from '../../functions/aws/notification-log.ts';
import type { Alert, CrossedAlert } from '../../functions/domain/alert.ts';
import { NOTIFICATION_LOG } from '../../infra/table-schemas.ts';
import { fakeNotificationLog } from '../fakes/notification-log.ts';
import { alertsOf, anAlert, aScope, minutesOn, NOW } from '../fakes/samples.ts';
import { startTables, type TablesHere } from './tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<NotificationLog>][] = [
  ['in memory', async () => fakeNotificationLog()],
  ['over DynamoDB', async () => createNotificationLog(await tables.newTable(NOTIFICATION_LOG), tables.documents)],
];

const sent = { at: minutesOn(1), notificationId: '7f3a9c', messageId: 'message-1' };
const ENDPOINT = { kind: 'endpoint', id: '166' } as const;
const keys = (alerts: Alert[]): string[] => alerts.map(({ dedupKey }) => dedupKey);
const inChunksOf25 = async (alerts: Alert[], work: (alert: Alert) => Promise<unknown>): Promise<void> => {
  for (let start = 0; start < alerts.length; start += 25) {
    await Promise.all(alerts.slice(start, start + 25).map(work));
  }
};

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
      expect(await log.pending(NOW)).toHaveLength(1);
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

    test('stay taken after they were told', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.markSent(anAlert(), sent);
      expect([await log.claim(anAlert()), await log.pending(minutesOn(60))]).toEqual([false, []]);
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

    test('are seen at once by whoever claims next', async () => {
      const log = await newLog();
      for (const reachedPct of [80, 100, 150, 200]) {
        await log.claim(anAlert({ reachedPct }));
        expect((await log.claims(ENDPOINT, '2026-10')).map((claim) => claim.thresholdPct)).toContain(reachedPct);
      }
    });

    test('show when they were told, once they were', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.lease(anAlert(), minutesOn(1));
      await log.markSent(anAlert(), { ...sent, at: minutesOn(7) });
      expect((await log.claims(ENDPOINT, '2026-10')).map(({ toldAt }) => toldAt)).toEqual([minutesOn(7).toISOString()]);
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
      await inChunksOf25(alerts, (alert) => log.claim(alert));
      const thresholds = (await log.claims(ENDPOINT, '2026-10')).map(({ thresholdPct }) => thresholdPct);
      expect(new Set(thresholds)).toEqual(new Set(alerts.map(({ reachedPct }) => reachedPct)));
      expect(thresholds).toHaveLength(300);
    });
  });

  test('marking what is not there leaves nothing behind', async () => {
    const log = await newLog();
    await log.markSent(anAlert(), sent);
    expect([await log.claims(ENDPOINT, '2026-10'), await log.claim(anAlert())]).toEqual([[], true]);
  });

  describe('what is pending', () => {
    test('is nothing at first', async () => {
      expect(await (await newLog()).pending(NOW)).toEqual([]);
    });

    test('is what was claimed and not told, exactly as it was claimed', async () => {
      const log = await newLog();
      const odd = anAlert({
        scope: aScope('17', { name: 'Kühlcontainer ❄️ 👩‍👩‍👧 "4"', iccid: '8988303000000000017' }),
        spend: '0.0000000001',
        limit: '123456789012.1234567891',
        parts: { data: '0', sms: '6.1000000000', total: '-0.5' },
        passedPct: [80, 100],
        costUnavailable: ['data', 'sat_geo_data'],
        told: [],
        figures: { fetchedAt: NOW.toISOString() },
      });
      await log.claim(anAlert());
      await log.claim(odd);
      await log.markSent(anAlert(), sent);
      expect(await log.pending(NOW)).toEqual([odd]);
    });

    test('comes in the order of claiming', async () => {
      const log = await newLog();
      const moments = [3, 0, 4, 1, 2];
      const alerts = alertsOf(5, (index) => ({
        figures: { fetchedAt: minutesOn(moments[index] ?? 0).toISOString() },
      }));
      for (const alert of alerts) await log.claim(alert);
      const inOrder = alerts.toSorted((a, b) => a.figures.fetchedAt.localeCompare(b.figures.fetchedAt));
      expect(keys(await log.pending(minutesOn(10)))).toEqual(keys(inOrder));
    });

    test('is complete where it takes more than one page, leased ones among it left out', async () => {
      const log = await newLog();
      const alerts = alertsOf(300, (index) => ({ scope: aScope(`${1000 + index}`, { name: 'x'.repeat(5_000) }) }));
      await inChunksOf25(alerts, (alert) => log.claim(alert));
      // The first page would be full of what is left out.
      await inChunksOf25(alerts.slice(0, 250), (alert) => log.lease(alert, NOW));
      expect(keys(await log.pending(minutesOn(1))).sort()).toEqual(keys(alerts.slice(250)).sort());
      expect(await log.pending(minutesOn(3))).toHaveLength(300);
    });
  });

  describe('a lease', () => {
    test('keeps everybody else out until it ends, and then lets one in', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      const tryAt = async (minutes: number) => ({
        seen: (await log.pending(minutesOn(minutes))).length,
        leased: await log.lease(anAlert(), minutesOn(minutes)),
      });
      expect(await tryAt(0)).toEqual({ seen: 1, leased: true });
      expect(await tryAt(1)).toEqual({ seen: 0, leased: false });
      expect(await tryAt(2)).toEqual({ seen: 0, leased: false });
      expect(await tryAt(2.001)).toEqual({ seen: 1, leased: true });
      expect(await tryAt(2.002)).toEqual({ seen: 0, leased: false });
    });

    test('can be given back, and then another run gets it', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.lease(anAlert(), NOW);
      await log.release(anAlert());
      expect(keys(await log.pending(NOW))).toEqual([anAlert().dedupKey]);
      expect(await log.lease(anAlert(), NOW)).toBe(true);
    });

    test('is given to exactly one of many at once', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      const given = await Promise.all(Array.from({ length: 20 }, () => log.lease(anAlert(), NOW)));
      expect(given.filter(Boolean)).toHaveLength(1);
    });

    test('concerns one alert only', async () => {
      const log = await newLog();
      const [one = anAlert(), other = anAlert()] = alertsOf(2);
      await log.claim(one);
      await log.claim(other);
      await log.lease(one, NOW);
      expect(keys(await log.pending(NOW))).toEqual([other.dedupKey]);
      expect(await log.lease(other, NOW)).toBe(true);
    });

    test('is not to be had on what was told, nor on what nobody claimed', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.markSent(anAlert(), sent);
      expect(await log.lease(anAlert(), minutesOn(60))).toBe(false);
      expect(await log.lease(anAlert({ reachedPct: 150 }), minutesOn(60))).toBe(false);
      expect(await log.pending(minutesOn(60))).toEqual([]);
    });

    test('ends with the telling', async () => {
      const log = await newLog();
      await log.claim(anAlert());
      await log.lease(anAlert(), NOW);
      await log.markSent(anAlert(), sent);
      expect(await log.pending(minutesOn(60))).toEqual([]);
    });
  });
});
