import { describe, expect, test } from '@jest/globals';
import { act } from '../../../functions/act/act.ts';
import { findAlert } from '../../../functions/act/find-target.ts';
import type { Wish } from '../../../functions/act/payload.ts';
import { groupScope, ORGANISATION } from '../../../functions/domain/costs/scope.ts';
import type { Alert } from '../../../functions/domain/judging/alert.ts';
import { actFakes } from '../../fakes/act-deps.ts';
import { aFaultAlert, alertsOf, anAlert } from '../../fakes/samples.ts';

const PLAN = [
  { name: 'every-device', limit: 5 },
  { name: 'cameras', scope: 'group', limit: 50 },
];

/** The stores after one notification about these alerts, and its ref. Endpoint 166 was checked at EUR 1. */
async function sent(...alerts: Alert[]) {
  const fakes = await actFakes(PLAN);
  await fakes.checkAt(0, '1');
  for (const alert of alerts) await fakes.evaluate.notificationLog.claim(alert);
  await fakes.notifyAt(1);
  const [notification] = await fakes.deps.deliveries.sentIn('2026-10');
  const ref = notification?.notificationId ?? '';
  const press = (wish: object) =>
    act(fakes.deps, { kind: 'press', from: 'hand', wish: { ref, ...wish } as Wish }).then(({ words }) => words[0]);
  return { ...fakes, ref, press };
}
const mute = { kind: 'mute', until: { afterMs: 3_600_000 }, upTo: { pct: 300 } };

describe('a notification about several endpoints', () => {
  test('names them, at most five, and what to write', async () => {
    const { deps, ref } = await sent(...alertsOf(7));
    await expect(findAlert(deps, ref)).rejects.toThrow(
      /^The notification \w{6} is about 7: (tracker-100\d \(100\d\)(, )?){5} and more\. Write the id of one as endpoint, or mute the budget\.$/,
    );
  });
});

describe('a notification about one endpoint', () => {
  test('is about its most severe alert, or that of the budget that is named', async () => {
    const { deps, ref } = await sent(aFaultAlert({ budget: 'texts' }), anAlert());
    expect(await findAlert(deps, ref)).toMatchObject({
      severity: 'critical',
      budget: 'every-device',
      spend: '6.10483935',
    });
    const fault = await findAlert(deps, ref, 'texts');
    expect(fault).toMatchObject({
      kind: 'cost-unavailable',
      period: '2026-10',
      scope: { kind: 'endpoint', id: '166' },
    });
    expect(fault).not.toHaveProperty('spend');
    await expect(findAlert(deps, ref, 'other')).rejects.toThrow(
      'has no alert of budget "other". Write one of "every-device", "texts".',
    );
  });

  test('an acknowledgement starts from what it has cost since, in the month of the alert', async () => {
    const now = await sent(anAlert());
    await now.press({ kind: 'acknowledge' });
    expect(now.presses.all()).toMatchObject([{ spent: { amount: '1', currency: 'EUR' } }]);
    const late = await sent(anAlert({ period: '2026-09' }));
    await late.press({ kind: 'acknowledge' });
    expect(late.presses.all()).toMatchObject([{ spent: { amount: '6.10483935' } }]);
  });
});

describe('a notification about a group or the workspace', () => {
  test('is muted by its budget, and acknowledged as what it is about', async () => {
    const { press, presses, deps } = await sent(anAlert({ scope: groupScope('cameras'), budget: 'cameras' }));
    expect(await press(mute)).toContain('muted budget "cameras" until');
    expect(await press({ kind: 'acknowledge' })).toContain('the critical alert about the group "cameras"');
    await expect(press({ kind: 'check' })).rejects.toThrow('is about the group and no single endpoint.');
    expect(presses.all()).toHaveLength(2);
    expect((await deps.budgets()).acknowledged).toMatchObject([{ scopeId: 'group#cameras', incident: 'limit' }]);
  });

  test('that no budget is about cannot be muted, but acknowledged', async () => {
    const { press, deps } = await sent(aFaultAlert({ scope: ORGANISATION, budget: 'whole fleet' }));
    await expect(press(mute)).rejects.toThrow('so it cannot be muted. Acknowledge it in place of that.');
    await press({ kind: 'acknowledge' });
    expect((await deps.budgets()).acknowledged).toMatchObject([
      { scopeId: 'organisation#my', incident: 'figures', severity: 'warning', upTo: { pct: 1000 } },
    ]);
  });
});
