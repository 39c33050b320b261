import { describe, expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { aMute, anEndpoint, aPlan, minutesOn, NOW, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const FIVE_EUROS = [{ name: 'every-device', limit: 5, forecast: false }];

async function evaluate(fakes: EvaluateFakes, minutes: number, more: { cost?: string; sweepId?: string } = {}) {
  fakes.clock = minutesOn(minutes);
  const { cost, sweepId } = more;
  if (cost !== undefined) fakes.reports('166', traffic('data', cost));
  return await evaluateEndpoint(fakes, { endpoint, ...(sweepId !== undefined && { sweepId }) });
}

const claimedPcts = (fakes: EvaluateFakes) => fakes.notificationLog.claimedPcts();

describe('a mute', () => {
  /** Endpoint 166 at EUR 4.10 of 5.00, muted for the next hour. */
  function muted(mute: object = {}, budgets: object[] = FIVE_EUROS): EvaluateFakes {
    const fakes = evaluateFakes();
    fakes.plan = aPlan(budgets, { mutes: [aMute(mute)] });
    fakes.reports('166', traffic('data', '4.1'));
    return fakes;
  }

  test('keeps an alert back, and notes it once for the next digest to count', async () => {
    const fakes = muted();
    const { alerts, muted: kept, decisions } = await evaluate(fakes, 0);
    await evaluate(fakes, 30);
    expect([alerts, claimedPcts(fakes)]).toEqual([[], []]);
    expect(kept).toMatchObject([{ alert: { kind: 'crossed', reachedPct: 80 }, mute: { who: 'Kim' } }]);
    expect(decisions).toMatchObject([{ kind: 'crossed' }]);
    expect(await fakes.notificationLog.mutedWaiting()).toHaveLength(1);
  });

  test('notes a higher level as another alert', async () => {
    const fakes = muted();
    await evaluate(fakes, 0);
    await evaluate(fakes, 30, { cost: '5.1' });
    expect(await fakes.notificationLog.mutedWaiting()).toMatchObject([{ reachedPct: 80 }, { reachedPct: 100 }]);
  });

  test('that ends while the device is still over has it alerted then, at the highest level only', async () => {
    const fakes = muted();
    await evaluate(fakes, 0);
    await evaluate(fakes, 30, { cost: '5.1' });
    expect((await evaluate(fakes, 60)).alerts).toMatchObject([{ reachedPct: 100, passedPct: [80], alreadySent: [] }]);
    expect((await evaluate(fakes, 120)).alerts).toEqual([]);
  });

  test('that ends when the device has fallen below alerts nothing', async () => {
    const fakes = muted();
    await evaluate(fakes, 0);
    expect((await evaluate(fakes, 60, { cost: '1' })).alerts).toEqual([]);
  });

  const terms = { until: minutesOn(60).toISOString(), upTo: { pct: 300 }, reason: 'new firmware', who: 'Kim' };

  test.each([
    ['came to its end', 60, [aMute()]],
    ['was removed', 30, []],
    ['was edited', 30, [aMute({ until: minutesOn(20).toISOString() })]],
  ])('that %s is named in what it kept back, and in nothing later', async (_, minutes, mutes) => {
    const fakes = muted();
    await evaluate(fakes, 0);
    fakes.plan = aPlan(FIVE_EUROS, { mutes });
    const { alerts } = await evaluate(fakes, minutes);
    expect(alerts).toMatchObject([{ reachedPct: 80, mute: { cause: 'ended', ...terms } }]);
    const [later] = (await evaluate(fakes, 120, { cost: '5.1' })).alerts;
    expect(later).toMatchObject({ reachedPct: 100 });
    expect(later).not.toHaveProperty('mute');
  });

  test('is named also where emnify did not show the endpoint in between', async () => {
    const fakes = muted();
    await evaluate(fakes, 0);
    fakes.reports('166', traffic('data', '4.1', { period: '2026-09' }));
    expect(await evaluate(fakes, 30)).toMatchObject({ outcome: 'unjudged' });
    expect((await evaluate(fakes, 60, { cost: '4.1' })).alerts).toMatchObject([{ mute: { cause: 'ended' } }]);
  });

  test('is not named where the endpoint fell below in between, and crossed again after its end', async () => {
    const fakes = muted();
    await evaluate(fakes, 0);
    await evaluate(fakes, 30, { cost: '1' });
    const [alert] = (await evaluate(fakes, 90, { cost: '4.1' })).alerts;
    expect(alert).toMatchObject({ reachedPct: 80 });
    expect(alert).not.toHaveProperty('mute');
  });

  test('keeps back nothing from its ceiling on: each level is sent then, and says so', async () => {
    const fakes = muted();
    await evaluate(fakes, 0);
    await evaluate(fakes, 10, { cost: '14.9' });
    expect(claimedPcts(fakes)).toEqual([]);
    const { alerts, muted: kept } = await evaluate(fakes, 20, { cost: '15.2' });
    expect([alerts, kept]).toMatchObject([[{ reachedPct: 300, mute: { cause: 'passed', ...terms } }], []]);
    expect((await evaluate(fakes, 30, { cost: '900' })).alerts).toMatchObject([{ mute: { cause: 'passed' } }]);
    expect((await evaluate(fakes, 60)).alerts).toEqual([]);
  });

  test('with a ceiling between two levels lets through the lower one, which was not sent yet', async () => {
    const fakes = muted({ upTo: 'EUR 17' });
    await evaluate(fakes, 0, { cost: '16' });
    expect((await evaluate(fakes, 10, { cost: '17' })).alerts).toMatchObject([{ reachedPct: 300 }]);
  });

  test('takes nothing back that was alerted before it', async () => {
    const fakes = muted();
    fakes.plan = aPlan(FIVE_EUROS);
    await evaluate(fakes, -10);
    fakes.plan = muted().plan;
    expect((await evaluate(fakes, 0)).muted).toEqual([]);
    expect(await fakes.notificationLog.mutedWaiting()).toEqual([]);
  });

  test('of one budget leaves the others alone', async () => {
    const fakes = muted({ budget: 'megabytes' }, [
      ...FIVE_EUROS,
      { name: 'megabytes', limit: 5, meter: 'data', forecast: false },
    ]);
    const { alerts, muted: kept } = await evaluate(fakes, 0);
    expect([alerts.map(({ budget }) => budget), kept.map(({ alert }) => alert.budget)]).toEqual([
      ['every-device'],
      ['megabytes'],
    ]);
  });

  test('of another device does nothing', async () => {
    expect((await evaluate(muted({ match: { ids: ['7'] } }), 0)).alerts).toHaveLength(1);
  });

  test('holds for forecasts and faults as well', async () => {
    const fakes = muted({}, [{ name: 'every-device', limit: 5 }]);
    fakes.reports('166', traffic('data', '3.5'), traffic('sms', undefined));
    const { alerts, muted: kept } = await evaluate(fakes, 0);
    expect([alerts, kept.map(({ alert }) => alert.kind)]).toEqual([[], ['forecast', 'cost-unavailable']]);
  });

  test('is seen in a dry run, which notes nothing', async () => {
    const fakes = muted();
    const { alerts, muted: kept } = await evaluateEndpoint(fakes, { endpoint, dryRun: true });
    expect([alerts.length, kept.length, await fakes.notificationLog.mutedWaiting()]).toEqual([0, 1, []]);
  });
});

describe('a first check', () => {
  function over(): EvaluateFakes {
    const fakes = evaluateFakes();
    fakes.plan = aPlan(FIVE_EUROS);
    fakes.reports('166', traffic('data', '6.1'));
    return fakes;
  }

  test('of a budget marks its alerts, in its first sweep only', async () => {
    const fakes = over();
    expect((await evaluate(fakes, 0, { sweepId: 's1' })).alerts).toMatchObject([{ reachedPct: 100, baseline: true }]);
    const later = (await evaluate(fakes, 60, { sweepId: 's2', cost: '7.5' })).alerts;
    expect(later).toMatchObject([{ reachedPct: 150 }]);
    expect(later[0]).not.toHaveProperty('baseline');
    expect(await waitingIn(fakes.notificationLog)).toMatchObject([{ baseline: true }, { reachedPct: 150 }]);
  });

  test('is over with the first sweep, though that found nothing to alert', async () => {
    const fakes = over();
    await evaluate(fakes, 0, { sweepId: 's1', cost: '1' });
    expect((await evaluate(fakes, 60, { sweepId: 's2', cost: '6.1' })).alerts[0]).not.toHaveProperty('baseline');
  });

  test('of every device of the first sweep is one, in whatever order', async () => {
    const fakes = over();
    fakes.reports('7', traffic('data', '9'));
    await evaluate(fakes, 0, { sweepId: 's1' });
    const [other] = (await evaluateEndpoint(fakes, { endpoint: anEndpoint('7'), sweepId: 's1' })).alerts;
    expect(other).toMatchObject({ baseline: true });
  });

  test('of a new budget marks its alerts and no others', async () => {
    const fakes = over();
    await evaluate(fakes, 0, { sweepId: 's1', cost: '1' });
    fakes.plan = aPlan([...FIVE_EUROS, { name: 'megabytes', limit: 2, meter: 'data', forecast: false }]);
    const { alerts } = await evaluate(fakes, 60, { sweepId: 's2', cost: '6.1' });
    expect(alerts.map(({ budget, baseline }) => [budget, baseline])).toEqual([
      ['every-device', undefined],
      ['megabytes', true],
    ]);
  });

  test('is no new one under another limit', async () => {
    const fakes = over();
    await evaluate(fakes, 0, { sweepId: 's1' });
    fakes.plan = aPlan([{ name: 'every-device', limit: 6, forecast: false }]);
    expect((await evaluate(fakes, 60, { sweepId: 's2' })).alerts[0]).not.toHaveProperty('baseline');
  });

  test('by a person is none, and uses none up', async () => {
    const fakes = over();
    expect((await evaluate(fakes, 0)).alerts[0]).not.toHaveProperty('baseline');
    expect((await evaluate(fakes, 60, { sweepId: 's1', cost: '7.5' })).alerts).toMatchObject([{ baseline: true }]);
  });

  test('of a muted device uses the first check up: at the end of the mute, its alert is like any other', async () => {
    const fakes = over();
    fakes.plan = aPlan(FIVE_EUROS, { mutes: [aMute()] });
    await evaluate(fakes, 0, { sweepId: 's1' });
    const [alert] = (await evaluate(fakes, 60, { sweepId: 's2' })).alerts;
    expect(alert).toMatchObject({ reachedPct: 100 });
    expect(alert).not.toHaveProperty('baseline');
  });
});

describe('the sweep', () => {
  test('goes along with the alert: its size, and from how many crossings on it is to be checked', async () => {
    const fakes = evaluateFakes();
    fakes.plan = aPlan(undefined, { checkMe: { share: 10, atLeast: 5 } });
    fakes.reports('166', traffic('data', '6.1'));
    const { alerts } = await evaluateEndpoint(fakes, { endpoint, sweepId: 's1', fleetSize: 100 });
    expect(alerts).toMatchObject([{ run: { sweepId: 's1', fleetSize: 100, checkFrom: 11 } }]);
  });

  test('is none where a person asked', async () => {
    const fakes = evaluateFakes();
    fakes.reports('166', traffic('data', '6.1'));
    expect((await evaluateEndpoint(fakes, { endpoint })).alerts[0]).not.toHaveProperty('run');
    expect(fakes.clock).toEqual(NOW);
  });
});
