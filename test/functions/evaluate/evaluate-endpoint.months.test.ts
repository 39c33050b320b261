import { describe, expect, test } from '@jest/globals';
import type { TrafficFigures } from '../../../functions/domain/costs/emnify-figures.ts';
import type { EndpointMonth, MidMonth } from '../../../functions/domain/records/endpoint-month.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import type { Evaluation } from '../../../functions/evaluate/evaluation.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { aMonth, anEndpoint, aPlan, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const midMonth: MidMonth = { method: 'blended-rate/1', meter: 'total', currency: 'EUR', expectedAtEnd: '7.5' };
const november = (data: string) => traffic('data', data, { period: '2026-11' });

/** Sets what emnify says from now on, and checks the endpoint. */
async function checkAt(moment: string, fakes: EvaluateFakes, current: TrafficFigures[], last: TrafficFigures[] = []) {
  fakes.clock = new Date(moment);
  fakes.emnify.stats.set('166', statsOf({ currentMonth: current, lastMonth: last }));
  return await evaluateEndpoint(fakes, { endpoint });
}

/** October was checked, and alerted at 80 %. */
async function checkedBefore(more: Partial<EndpointMonth> = {}): Promise<EvaluateFakes> {
  const fakes = evaluateFakes();
  await fakes.costHistory.write(aMonth(more), {});
  return fakes;
}

const forecastErrorPct = ({ late }: Evaluation) => (late?.kind === 'judged' ? late.forecastErrorPct : undefined);

const kindsAndPeriods = (fakes: EvaluateFakes) =>
  fakes.notificationLog.claimed().map(({ kind, period }) => `${kind} ${period}`);

describe('on days 1 and 2', () => {
  test.each(['2026-11-01T00:00:00.000Z', '2026-11-02T23:59:59.999Z'])(
    'the month before is judged, too, at %s',
    async (moment) => {
      const fakes = await checkedBefore();
      const { late, alerts, decisions } = await checkAt(moment, fakes, [november('0.1')], [traffic('data', '6.2')]);
      expect(late).toMatchObject({ spend: { period: '2026-10' }, decisions: [{ kind: 'crossed' }] });
      expect(alerts).toMatchObject([{ kind: 'crossed', period: '2026-10', spend: '6.2', reachedPct: 100 }]);
      expect(alerts[0]).not.toHaveProperty('forecast');
      expect(alerts[0]).not.toHaveProperty('lastMonth');
      expect(decisions).toMatchObject([{ kind: 'below', spend: '0.1' }]);
      expect(await fakes.costHistory.read('166', '2026-10')).toMatchObject({
        spend: { meters: { total: [{ amount: '6.2' }] } },
        decisions: [{ kind: 'crossed' }],
        fetchedAt: moment,
      });
    },
  );

  test('alerts of that month are not sent again', async () => {
    const fakes = await checkedBefore();
    const [alert] = (await checkAt('2026-11-01T01:00:00Z', fakes, [], [traffic('data', '6.2')])).alerts;
    expect(alert).toMatchObject({ reachedPct: 100 });
    expect((await checkAt('2026-11-01T02:00:00Z', fakes, [], [traffic('data', '6.3')])).alerts).toEqual([]);
    expect((await checkAt('2026-11-02T02:00:00Z', fakes, [], [traffic('data', '7.5')])).alerts).toMatchObject([
      { reachedPct: 150, period: '2026-10' },
    ]);
  });

  test('both months may cross at once, and are kept apart', async () => {
    const fakes = await checkedBefore();
    await checkAt('2026-11-02T02:00:00Z', fakes, [november('5')], [traffic('data', '6.2')]);
    expect(kindsAndPeriods(fakes).sort()).toEqual(['crossed 2026-10', 'crossed 2026-11']);
    expect(await fakes.costHistory.read('166', '2026-11')).toMatchObject({
      spend: { period: '2026-11', meters: { total: [{ amount: '5' }] } },
    });
  });

  test('a current month that has not rolled over counts for the month that it names', async () => {
    const fakes = await checkedBefore();
    const { alerts, spend, reason } = await checkAt('2026-11-01T00:00:30Z', fakes, [traffic('data', '6.2')]);
    expect([spend, reason]).toEqual([undefined, "emnify's current month is 2026-10, not 2026-11"]);
    expect(alerts).toMatchObject([{ period: '2026-10', spend: '6.2' }]);
  });

  test('a month without checks raises no alert', async () => {
    const fakes = evaluateFakes();
    const { late, alerts } = await checkAt('2026-11-01T01:00:00Z', fakes, [november('0.1')], [traffic('data', '90')]);
    expect([late, alerts]).toEqual([{ kind: 'nothing-to-judge' }, []]);
  });

  test('a dry run keeps nothing of either month', async () => {
    const fakes = await checkedBefore();
    fakes.clock = new Date('2026-11-01T01:00:00Z');
    fakes.emnify.stats.set('166', statsOf({ lastMonth: [traffic('data', '6.2')] }));
    const dry = await evaluateEndpoint(fakes, { endpoint, dryRun: true });
    expect([dry.alerts.length, fakes.costHistory.writes.length, kindsAndPeriods(fakes)]).toEqual([1, 1, []]);
  });

  test('an endpoint that is gone loses nothing of the month before', async () => {
    const fakes = await checkedBefore();
    fakes.clock = new Date('2026-11-01T01:00:00Z');
    fakes.emnify.stats.set('166', { kind: 'gone', reason: 'HTTP 404' });
    await evaluateEndpoint(fakes, { endpoint });
    expect(await fakes.costHistory.read('166', '2026-10')).toEqual(aMonth());
  });
});

test('from day 3 on the month before is closed where it is not open any more', async () => {
  const fakes = await checkedBefore();
  const { late, alerts } = await checkAt('2026-11-03T00:00:00Z', fakes, [november('0.1')], [traffic('data', '90')]);
  expect([late, alerts]).toEqual([{ kind: 'nothing-to-judge' }, []]);
  expect(await fakes.costHistory.read('166', '2026-10')).toEqual(aMonth());
});

describe('the forecast of a month is compared with its outcome', () => {
  const check = (fakes: EvaluateFakes, moment: string, outcome = '6') =>
    checkAt(moment, fakes, [], [traffic('data', outcome)]);

  test('on day 2, once, and not on day 1', async () => {
    const fakes = await checkedBefore({ midMonth });
    expect(forecastErrorPct(await check(fakes, '2026-11-01T23:00:00Z'))).toBeUndefined();
    expect(forecastErrorPct(await check(fakes, '2026-11-02T00:00:00Z'))).toBe(25);
    expect(forecastErrorPct(await check(fakes, '2026-11-02T01:00:00Z'))).toBeUndefined();
    expect(await fakes.costHistory.read('166', '2026-10')).toMatchObject({ midMonth: { ...midMonth, compared: true } });
  });

  test('not where none was made, nor where nothing was spent', async () => {
    expect(forecastErrorPct(await check(await checkedBefore(), '2026-11-02T00:00:00Z'))).toBeUndefined();
    expect(
      forecastErrorPct(await check(await checkedBefore({ midMonth }), '2026-11-02T00:00:00Z', '0')),
    ).toBeUndefined();
  });

  test('as it was at the first check in the second half of the month', async () => {
    const fakes = evaluateFakes();
    const expected = async () => (await fakes.costHistory.read('166', '2026-10'))?.midMonth?.expectedAtEnd;
    await checkAt('2026-10-16T11:59:59Z', fakes, [traffic('data', '1.5')]);
    expect(await expected()).toBeUndefined();
    await checkAt('2026-10-16T12:00:00Z', fakes, [traffic('data', '1.5')]);
    expect(await expected()).toBe('3.00');
    await checkAt('2026-10-20T12:00:00Z', fakes, [traffic('data', '4.5')]);
    expect(await expected()).toBe('3.00');
  });
});

describe('what a forecast goes by', () => {
  test('is the stored points of the last day', async () => {
    const fakes = evaluateFakes();
    for (const [moment, cost] of [
      ['12T14', '0.1'],
      ['13T13', '0.2'],
      ['14T08', '1.5'],
    ]) {
      await checkAt(`2026-10-${moment}:00:00Z`, fakes, [traffic('data', cost)]);
    }
    const { alerts } = await checkAt('2026-10-14T14:00:00Z', fakes, [traffic('data', '2.7')]);
    expect(alerts).toMatchObject([
      { kind: 'time-to-limit', forecast: { last24h: '2.5', last6h: '1.2' }, hoursLeft: 22.08 },
    ]);
  });

  test('is not read if no limit is near', async () => {
    const fakes = evaluateFakes();
    fakes.costHistory.points = async () => {
      throw new Error('the points are not needed');
    };
    expect((await checkAt('2026-10-14T14:00:00Z', fakes, [traffic('data', '1.49')])).alerts).toEqual([]);
  });

  test('is last month, where it had traffic at all', async () => {
    const fakes = evaluateFakes();
    const september = [traffic('data', '3.9', { period: '2026-09' })];
    const moment = '2026-10-14T14:00:00Z';
    expect((await checkAt(moment, fakes, [traffic('data', '5')], september)).alerts).toMatchObject([
      { lastMonth: '3.9', forecast: { confidence: 'medium' } },
    ]);
    expect(await fakes.costHistory.read('166', '2026-10')).toMatchObject({
      lastMonth: [{ currency: 'EUR', amount: '3.9' }],
    });
    const young = evaluateFakes();
    young.plan = aPlan();
    const [alert] = (await checkAt(moment, young, [traffic('data', '5')])).alerts;
    expect(alert).not.toHaveProperty('lastMonth');
  });
});
