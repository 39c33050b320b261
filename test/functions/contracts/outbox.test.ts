import { describe, expect, test } from '@jest/globals';
import { type Findings, leaveAlerts } from '../../../functions/contracts/outbox.ts';
import { fakeNotificationLog, waitingIn } from '../../fakes/notification-log.ts';
import { aFaultAlert, anAlert } from '../../fakes/samples.ts';

const findings = (more: Partial<Findings> = {}): Findings => ({
  alerts: [anAlert()],
  muted: [],
  budgets: ['every-device'],
  sweepId: 'sweep-1',
  ...more,
});

describe('alerts that are to be sent', () => {
  test('are stored, and those that are new are returned', async () => {
    const log = fakeNotificationLog();
    await log.keepFirstSweep('every-device', 'long ago');
    expect(await leaveAlerts(log, findings())).toEqual([anAlert()]);
    const both = findings({ alerts: [anAlert(), aFaultAlert()], sweepId: 'sweep-2' });
    expect(await leaveAlerts(log, both)).toEqual([aFaultAlert()]);
    expect(await waitingIn(log)).toEqual([anAlert(), aFaultAlert()]);
  });

  test('are sent once, even if two workers check at the same time', async () => {
    const log = fakeNotificationLog();
    const left = await Promise.all(Array.from({ length: 5 }, () => leaveAlerts(log, findings())));
    expect(left.flat()).toHaveLength(1);
    expect(log.claimed()).toHaveLength(1);
  });

  test('fail the run where they cannot be stored, and the first stay stored', async () => {
    const log = fakeNotificationLog();
    const broken = {
      ...log,
      claim: async (alert: ReturnType<typeof anAlert>) => {
        if (alert.budget === 'b') throw new Error('the table is away');
        return await log.claim(alert);
      },
    } as typeof log;
    const alerts = ['a', 'b', 'c'].map((budget) => anAlert({ budget }));
    await expect(leaveAlerts(broken, findings({ alerts }))).rejects.toThrow('the table is away');
    expect(log.claimed().map(({ budget }) => budget)).toEqual(['a']);
  });
});

describe('the first check of a budget', () => {
  test('marks all that this sweep finds, in whatever order its devices come', async () => {
    const log = fakeNotificationLog();
    const first = await leaveAlerts(log, findings());
    const second = await leaveAlerts(log, findings({ alerts: [anAlert({ limit: '4' })] }));
    expect([...first, ...second].map(({ baseline }) => baseline)).toEqual([true, true]);
    expect(log.claimed().map(({ baseline }) => baseline)).toEqual([true, true]);
  });

  test('is repeated if not all of its alerts were stored', async () => {
    const log = fakeNotificationLog();
    const stopped: typeof log = {
      ...log,
      keepFirstSweep: async () => {
        throw new Error('stopped');
      },
    };
    await expect(leaveAlerts(stopped, findings())).rejects.toThrow('stopped');
    const again = await leaveAlerts(log, findings({ alerts: [anAlert({ limit: '4' })], sweepId: 'sweep-2' }));
    expect(again.map(({ baseline }) => baseline)).toEqual([true]);
  });

  test('is over with the next sweep', async () => {
    const log = fakeNotificationLog();
    await leaveAlerts(log, findings({ alerts: [] }));
    const [alert] = await leaveAlerts(log, findings({ sweepId: 'sweep-2' }));
    expect(alert).toEqual(anAlert());
    expect(alert).not.toHaveProperty('baseline');
  });

  test('is of that budget only, and of one that is added later anew', async () => {
    const log = fakeNotificationLog();
    await leaveAlerts(log, findings({ alerts: [] }));
    const alerts = [anAlert(), anAlert({ budget: 'new' })];
    const left = await leaveAlerts(log, findings({ alerts, budgets: ['every-device', 'new'], sweepId: 'sweep-2' }));
    expect(left.map(({ budget, baseline }) => [budget, baseline])).toEqual([
      ['every-device', undefined],
      ['new', true],
    ]);
  });

  test('is not made by a manual invocation', async () => {
    const log = fakeNotificationLog();
    const { sweepId: _, ...asked } = findings();
    expect((await leaveAlerts(log, asked))[0]).not.toHaveProperty('baseline');
    expect(await leaveAlerts(log, findings({ alerts: [anAlert({ limit: '4' })] }))).toMatchObject([{ baseline: true }]);
  });
});

describe('what a mute keeps back', () => {
  test('is noted once for the next digest to count, and stays free to be claimed when the mute ends', async () => {
    const log = fakeNotificationLog();
    const kept = findings({ alerts: [], muted: [anAlert()] });
    expect(await leaveAlerts(log, kept)).toEqual([]);
    await leaveAlerts(log, { ...kept, sweepId: 'sweep-2' });
    expect([await log.mutedWaiting(), await waitingIn(log)]).toEqual([[anAlert()], []]);
    expect(await leaveAlerts(log, findings({ sweepId: 'sweep-3' }))).toEqual([anAlert()]);
  });

  test('uses up the first check, so that its end raises a normal alert', async () => {
    const log = fakeNotificationLog();
    await leaveAlerts(log, findings({ alerts: [], muted: [anAlert()] }));
    expect((await leaveAlerts(log, findings({ sweepId: 'sweep-2' })))[0]).not.toHaveProperty('baseline');
  });
});
