import { describe, expect, test } from '@jest/globals';
import type { StatsAnswer } from '../../../functions/domain/costs/emnify-figures.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { aMute, anEndpoint, aPlan, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const EACH = [{ name: 'every-device', limit: 5, forecast: false }];
const figures = (period: string, data: string) => [traffic('data', data, { period })];

/** What emnify answers at a moment of 2026, `11-01T02:00`, and the check of it. */
async function check(fakes: EvaluateFakes, moment: string, answer: StatsAnswer) {
  fakes.clock = new Date(`${moment.length > 11 ? moment : `2026-${moment}`}:00Z`);
  fakes.emnify.stats.set('166', answer);
  return await evaluateEndpoint(fakes, { endpoint });
}

const inNovember = (october: string, november = '0.1') =>
  statsOf({ currentMonth: figures('2026-11', november), lastMonth: figures('2026-10', october) });

/** October was checked at EUR 1.00 of 5.00 until its last day. */
async function checkedBefore(mutes: object[] = []): Promise<EvaluateFakes> {
  const fakes = evaluateFakes();
  fakes.plan = aPlan(EACH, { mutes });
  await check(fakes, '10-30T18:00', statsOf({ currentMonth: figures('2026-10', '1') }));
  return fakes;
}

const alerted = (fakes: EvaluateFakes) =>
  fakes.notificationLog.claimed().map((alert) => `${alert.period} ${'reachedPct' in alert ? alert.reachedPct : ''}`);
const isOpen = async (fakes: EvaluateFakes, period = '2026-10') =>
  (await fakes.costHistory.read('166', period))?.isOpen === true;

describe('a month is open until there was one good check after its end', () => {
  test.each(['11-01T00:00', '11-03T00:10', '11-04T12:00', '11-14T02:00', '11-30T23:59'])(
    'and is judged at the first one, on %s',
    async (moment) => {
      const fakes = await checkedBefore();
      const { alerts } = await check(fakes, moment, inNovember('6'));
      expect(alerts).toMatchObject([{ period: '2026-10', spend: '6', reachedPct: 100, severity: 'critical' }]);
      expect(await isOpen(fakes)).toBe(false);
      expect(await fakes.costHistory.read('166', '2026-11')).toMatchObject({ isOpen: true, isLastMonthClosed: true });
    },
  );

  test('and until day 2 at least: charges come late', async () => {
    const fakes = await checkedBefore();
    await check(fakes, '11-01T02:00', inNovember('1'));
    await check(fakes, '11-02T23:59', inNovember('6'));
    await check(fakes, '11-03T00:00', inNovember('60'));
    expect(alerted(fakes)).toEqual(['2026-10 100']);
  });

  test('and until the end of the next month at most', async () => {
    const fakes = await checkedBefore();
    const december = statsOf({ currentMonth: figures('2026-12', '0.1'), lastMonth: figures('2026-11', '60') });
    const { late, alerts } = await check(fakes, '12-01T00:00', december);
    expect([late, alerts]).toEqual([{ kind: 'nothing-to-judge' }, []]);
    expect(await isOpen(fakes)).toBe(true);
  });

  test('over the end of a year as well', async () => {
    const fakes = await checkedBefore();
    await check(fakes, '12-31T20:00', statsOf({ currentMonth: figures('2026-12', '1') }));
    const january = statsOf({ currentMonth: figures('2027-01', '4.2'), lastMonth: figures('2026-12', '8') });
    await check(fakes, '2027-01-15T03:00', january);
    expect(alerted(fakes).sort()).toEqual(['2026-12 150', '2027-01 80']);
  });

  test.each<[string, StatsAnswer]>([
    ['that the token may not see it', { kind: 'refused', reason: 'HTTP 403' }],
    ['that it is gone, for now', { kind: 'gone', reason: 'HTTP 404' }],
    ['nothing of the old month', statsOf({ currentMonth: figures('2026-11', '0.1') })],
    ['nothing at all', statsOf({})],
  ])('of which none says %s', async (_, answer) => {
    const fakes = await checkedBefore();
    for (const day of ['01', '02', '03', '04']) await check(fakes, `11-${day}T02:00`, answer);
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([[], true]);
    await check(fakes, '11-05T02:00', inNovember('6'));
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([['2026-10 100'], false]);
  });

  test('of which a run that fails is none, and one without writing neither', async () => {
    const fakes = await checkedBefore();
    fakes.emnify.failure = new Error('emnify is out of order');
    await expect(check(fakes, '11-03T02:00', inNovember('6'))).rejects.toThrow('out of order');
    fakes.emnify.failure = undefined;
    fakes.clock = new Date('2026-11-04T02:00:00Z');
    expect((await evaluateEndpoint(fakes, { endpoint, dryRun: true })).alerts).toMatchObject([{ period: '2026-10' }]);
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([[], true]);
  });

  test('and a failure between claim and history leaves it open: it is judged again, and alerted once', async () => {
    const fakes = await checkedBefore();
    const { write } = fakes.costHistory;
    fakes.costHistory.write = async () => {
      throw new Error('out of order');
    };
    await expect(check(fakes, '11-04T02:00', inNovember('6'))).rejects.toThrow('out of order');
    fakes.costHistory.write = write;
    await check(fakes, '11-04T03:00', inNovember('6'));
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([['2026-10 100'], false]);
  });

  test('which is over without a word where it had no traffic', async () => {
    const fakes = evaluateFakes();
    await check(fakes, '10-30T18:00', statsOf({}));
    expect(await isOpen(fakes)).toBe(true);
    await check(fakes, '11-04T02:00', statsOf({ currentMonth: figures('2026-11', '0.1') }));
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([[], false]);
  });
});

describe('what a mute keeps back of a month that is over', () => {
  const until = (moment: string) => [aMute({ until: `2026-${moment}` })];

  test.each([
    ['11-01T12:00Z', '11-01T11:00', '11-01T12:00'],
    ['11-03', '11-02T23:00', '11-03T00:00'],
    ['11-20', '11-19T23:00', '11-20T00:00'],
  ])('is alerted when it ends, on %s', async (end, before, after) => {
    const fakes = await checkedBefore(until(end));
    await check(fakes, '11-01T02:00', inNovember('6'));
    const muted = await check(fakes, before, inNovember('6'));
    expect([muted.alerts, muted.muted.map(({ alert }) => alert.period)]).toEqual([[], ['2026-10']]);
    const { alerts } = await check(fakes, after, inNovember('6'));
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([['2026-10 100'], false]);
    expect(alerts).toMatchObject([{ mute: { cause: 'ended', who: 'Kim' } }]);
  });

  test('is alerted also where it came late, in a month that was judged before', async () => {
    const fakes = await checkedBefore(until('11-05'));
    await check(fakes, '11-01T02:00', inNovember('1'));
    expect(await isOpen(fakes)).toBe(false);
    await check(fakes, '11-02T02:00', inNovember('6'));
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([[], true]);
    await check(fakes, '11-04T02:00', inNovember('6'));
    await check(fakes, '11-05T00:00', inNovember('6'));
    expect([alerted(fakes), await isOpen(fakes)]).toEqual([['2026-10 100'], false]);
  });

  test('is not waited for where the mute keeps nothing back', async () => {
    const fakes = await checkedBefore(until('11-20'));
    await check(fakes, '11-03T02:00', inNovember('1'));
    expect(await isOpen(fakes)).toBe(false);
  });

  test('of the new month is no reason to keep the old one open', async () => {
    const fakes = await checkedBefore(until('11-20'));
    await check(fakes, '11-03T02:00', inNovember('1', '6'));
    expect(await isOpen(fakes)).toBe(false);
    expect(await isOpen(fakes, '2026-11')).toBe(true);
  });
});
