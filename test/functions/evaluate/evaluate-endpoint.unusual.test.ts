import { describe, expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { explainEndpoint } from '../../../functions/evaluate/explain-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');

/** Checks the endpoint at a moment of October, at which it has cost this much. */
async function check(fakes: EvaluateFakes, moment: string, cost: string) {
  fakes.clock = new Date(`2026-10-${moment}:00Z`);
  fakes.emnify.stats.set(
    '166',
    statsOf({ currentMonth: [traffic('data', cost)], lastMonth: [traffic('data', '36', { period: '2026-09' })] }),
  );
  return await evaluateEndpoint(fakes, { endpoint, sweepId: moment });
}

/** A camera with a limit of EUR 50, after ten days of EUR 1.20 each. */
async function camera(budget: object = {}): Promise<EvaluateFakes> {
  const fakes = evaluateFakes([endpoint]);
  fakes.plan = aPlan([{ name: 'cameras', limit: 50, forecast: false, anomaly: true, ...budget }]);
  for (let day = 1; day <= 10; day++) {
    await check(fakes, `${String(day).padStart(2, '0')}T00:00`, (1.2 * (day - 1)).toFixed(2));
  }
  return fakes;
}

const kindsOf = ({ alerts }: Awaited<ReturnType<typeof check>>) =>
  alerts.map((alert) => `${alert.kind}${alert.kind === 'anomaly' ? ` ${alert.level}` : ''}`);

/** EUR 0.40 an hour from 06:00 on, far below the limit. */
async function stolen(fakes: EvaluateFakes, hours: number): Promise<string[]> {
  const found: string[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    const evaluation = await check(fakes, `10T${String(6 + hour).padStart(2, '0')}:00`, (11 + 0.4 * hour).toFixed(2));
    found.push(...kindsOf(evaluation).map((kind) => `${hour}: ${kind}`));
  }
  return found;
}

describe('an endpoint that spends much faster than usual', () => {
  test('gets one alert a day, long before its limit', async () => {
    const fakes = await camera();
    await check(fakes, '10T06:00', '11');
    const found = await stolen(fakes, 12);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^[1-6]: anomaly unusual$/);
    const alert = fakes.notificationLog.claimed().find(({ kind }) => kind === 'anomaly');
    expect(alert).toMatchObject({
      kind: 'anomaly',
      severity: 'warning',
      day: '2026-10-10',
      pace: { isUnusual: true, basis: 'days' },
    });
    expect(Number(alert && 'pace' in alert ? alert.pace?.usualPerDay : 0)).toBeCloseTo(1.2, 5);
  });

  test('gets a critical one at once when the limit comes within a day', async () => {
    const fakes = await camera();
    await check(fakes, '10T06:00', '11');
    await stolen(fakes, 6);
    const worse = await check(fakes, '10T13:00', '19');
    expect(kindsOf(worse)).toEqual(['anomaly limit-within-a-day']);
    expect(worse.alerts[0]?.severity).toBe('critical');
    expect(kindsOf(await check(fakes, '10T14:00', '24'))).toEqual([]);
  });

  test('gets none where the budget does not want it', async () => {
    const fakes = await camera({ anomaly: false });
    await check(fakes, '10T06:00', '11');
    expect(await stolen(fakes, 12)).toEqual([]);
  });

  test('is remembered until its pace is usual again, and the next message says since when', async () => {
    const fakes = await camera();
    await check(fakes, '10T06:00', '11');
    await stolen(fakes, 6);
    const pace = { overHours: 1, basis: 'days', usualPerDay: '1.2', meter: 'total', currency: 'EUR', limit: '50' };
    expect((await fakes.costHistory.read('166', '2026-10'))?.unusual).toEqual({
      since: expect.any(String),
      pace: { ...pace, perHour: '0.4' },
    });
    await check(fakes, '11T14:00', '13.40');
    await check(fakes, '11T15:00', '13.45');
    const { unusual } = (await fakes.costHistory.read('166', '2026-10')) ?? {};
    expect(unusual).toEqual({ since: expect.any(String), until: expect.stringMatching(/^2026-10-11T/) });
    const [alert] = (await check(fakes, '11T16:00', '40')).alerts.filter(({ kind }) => kind === 'crossed');
    expect(alert).toMatchObject({ usualSince: unusual?.until });
  });

  test('keeps its days where emnify shows no figures at the beginning of one', async () => {
    const fakes = await camera();
    const before = (await fakes.costHistory.read('166', '2026-10'))?.dayCosts;
    fakes.clock = new Date('2026-10-11T00:00:00Z');
    fakes.emnify.stats.set('166', statsOf({ currentMonth: [], lastMonth: [] }));
    expect((await evaluateEndpoint(fakes, { endpoint })).outcome).toBe('unjudged');
    expect((await fakes.costHistory.read('166', '2026-10'))?.dayCosts).toEqual(before);
    await check(fakes, '11T01:00', '12');
    expect((await fakes.costHistory.read('166', '2026-10'))?.dayCosts?.before.total?.at(-1)).toBeCloseTo(1.2, 5);
  });

  test('is remembered where emnify shows no figures, or refuses them: it may go on', async () => {
    const fakes = await camera();
    await check(fakes, '10T06:00', '11');
    await stolen(fakes, 6);
    const unusualNow = async () => (await fakes.costHistory.read('166', '2026-10'))?.unusual;
    const before = await unusualNow();
    fakes.clock = new Date('2026-10-10T13:00:00Z');
    fakes.emnify.stats.set('166', statsOf({ currentMonth: [], lastMonth: [] }));
    expect((await evaluateEndpoint(fakes, { endpoint })).outcome).toBe('unjudged');
    expect([before?.until, await unusualNow()]).toEqual([undefined, before]);
    fakes.emnify.stats.set('166', { kind: 'refused', reason: 'HTTP 403' });
    expect((await evaluateEndpoint(fakes, { endpoint })).unjudged).toBe('refused');
    expect(await unusualNow()).toEqual(before);
  });

  test('is explained', async () => {
    const fakes = await camera();
    await check(fakes, '10T06:00', '11');
    await stolen(fakes, 6);
    const { words } = await explainEndpoint(fakes, endpoint);
    expect(words.join('\n')).toMatch(
      /It spends at an unusual pace \(.*usually 1\.20 a day\)\. The alert for "cameras" was sent today already\./,
    );
  });
});
