import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import type { NotificationLog } from '../../../functions/contracts/notification-log.ts';
import { type Alert, alertKey, mutedKey } from '../../../functions/domain/judging/alert.ts';
import { NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { fakeNotificationLog, waitingIn } from '../../fakes/notification-log.ts';
import { aFaultAlert, aForecastAlert, anAlert, aScope, aTimeToLimitAlert, minutesOn } from '../../fakes/samples.ts';
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
describe.each(makers)('a notification log %s', (_, newLog) => {
  describe('claims of every kind', () => {
    test('are apart, and each is read as what it is', async () => {
      const log = await newLog();
      const alerts = [
        anAlert(),
        aForecastAlert(),
        aTimeToLimitAlert(),
        aFaultAlert(),
        aFaultAlert({ kind: 'stale' }),
        aFaultAlert({ kind: 'limit-unreadable' }),
      ];
      for (const alert of alerts) expect(await log.claim(alert)).toBe(true);
      for (const alert of alerts) expect(await log.claim(alert)).toBe(false);
      await log.markSent(alertKey(aForecastAlert()), sent);
      const about = { budget: 'every-device', meter: 'total' };
      expect((await log.claims(ENDPOINT, '2026-10')).toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
        { kind: 'cost-unavailable', ...about },
        { kind: 'crossed', ...about, limit: '5', thresholdPct: 100 },
        { kind: 'forecast', ...about, limit: '5', sentAt: minutesOn(1).toISOString() },
        { kind: 'limit-unreadable', ...about },
        { kind: 'stale', ...about },
        { kind: 'time-to-limit', ...about, limit: '5' },
      ]);
    });

    test('keep where their endpoint is', async () => {
      const log = await newLog();
      const where = { country: 'Germany', operator: 'Hamburg Mobile' };
      await log.claim(anAlert({ where }));
      await log.claim(aForecastAlert());
      expect((await waitingIn(log)).map((alert) => ('where' in alert ? alert.where : undefined))).toEqual(
        expect.arrayContaining([where, undefined]),
      );
    });

    test('keep whose usual price a dear one is compared with', async () => {
      const log = await newLog();
      const price = { perMb: 2, usualPerMb: 0.1, usualOf: 'fleet' as const };
      await log.claim(anAlert({ price }));
      expect(await waitingIn(log)).toMatchObject([{ price }]);
    });

    test('of a fault are taken once in a period, whichever budget comes upon it', async () => {
      const log = await newLog();
      await log.claim(aFaultAlert());
      expect(await log.claim(aFaultAlert({ budget: 'data', meter: 'data' }))).toBe(false);
      expect(await log.claim(aFaultAlert({ period: '2026-11' }))).toBe(true);
    });

    test('of a forecast are armed anew by another limit', async () => {
      const log = await newLog();
      await log.claim(aForecastAlert());
      expect([
        await log.claim(aForecastAlert({ limit: '6' })),
        await log.claim(aForecastAlert({ spend: '3' })),
      ]).toEqual([true, false]);
    });

    test('are apart for an endpoint, a group and the organisation of one id', async () => {
      const log = await newLog();
      const kinds = ['endpoint', 'group', 'organisation'] as const;
      for (const kind of kinds) await log.claim(anAlert({ scope: aScope('my', { kind }), budget: kind }));
      for (const kind of kinds) {
        expect((await log.claims({ kind, id: 'my' }, '2026-10')).map(({ budget }) => budget)).toEqual([kind]);
      }
    });
  });

  test.each([{ pct: 300 }, { amount: '50', currency: 'EUR' }])(
    'keeps the mute that an alert names, up to %j',
    async (upTo) => {
      const log = await newLog();
      const mute = { until: minutesOn(60).toISOString(), upTo, reason: 'new firmware', who: 'Kim' };
      const alert = anAlert({ mute: { cause: 'ended', ...mute } });
      await log.claim(alert);
      expect(await waitingIn(log)).toEqual([alert]);
    },
  );

  describe('a muted alert', () => {
    test('is noted once, is no claim, and does not wait to be sent', async () => {
      const log = await newLog();
      await log.noteMuted(anAlert());
      await log.noteMuted(anAlert({ spend: '7' }));
      expect(await log.mutedWaiting()).toEqual([anAlert()]);
      expect([await log.claims(ENDPOINT, '2026-10'), await waitingIn(log)]).toEqual([[], []]);
    });

    test('is to be claimed like any other when its mute ends, and the note stays beside it', async () => {
      const log = await newLog();
      await log.noteMuted(anAlert());
      expect([await log.claim(anAlert()), dedupKeys(await waitingIn(log))]).toEqual([true, [anAlert().dedupKey]]);
      expect(await log.mutedWaiting()).toHaveLength(1);
      await log.markSent(alertKey(anAlert()), sent);
      expect(await log.mutedWaiting()).toHaveLength(1);
    });

    test('is counted once, also where it is noted again', async () => {
      const log = await newLog();
      const other = anAlert({ reachedPct: 150 });
      await log.noteMuted(anAlert());
      await log.noteMuted(other);
      await log.markSent(mutedKey(anAlert()), sent);
      expect(dedupKeys(await log.mutedWaiting())).toEqual([other.dedupKey]);
      await log.noteMuted(anAlert());
      expect(dedupKeys(await log.mutedWaiting())).toEqual([other.dedupKey]);
    });

    test('that was never recorded is counted without a trace', async () => {
      const log = await newLog();
      await log.markSent(mutedKey(anAlert()), sent);
      await log.noteMuted(anAlert());
      expect(await log.mutedWaiting()).toHaveLength(1);
    });
  });

  describe('the first sweep of a budget', () => {
    test('is none before one is kept, and then the first that was kept, for good', async () => {
      const log = await newLog();
      const before = await log.firstSweep('every-device');
      for (const sweepId of ['a', 'a', 'b']) await log.keepFirstSweep('every-device', sweepId);
      await log.keepFirstSweep('cameras', 'b');
      expect([before, await log.firstSweep('every-device'), await log.firstSweep('cameras')]).toEqual([
        undefined,
        'a',
        'b',
      ]);
    });

    test('is one only, of many that are kept at once', async () => {
      const log = await newLog();
      const sweeps = Array.from({ length: 20 }, (_unused, index) => `sweep-${index}`);
      const answers = await Promise.all(
        sweeps.map(async (sweepId) => {
          await log.keepFirstSweep('every-device', sweepId);
          return await log.firstSweep('every-device');
        }),
      );
      expect(new Set(answers).size).toBe(1);
      expect(sweeps).toContain(answers[0]);
    });

    test('is no claim', async () => {
      const log = await newLog();
      await log.keepFirstSweep('166', 'a');
      expect([await log.claims(ENDPOINT, '2026-10'), await waitingIn(log)]).toEqual([[], []]);
    });
  });
});
