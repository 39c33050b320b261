import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { recordAggregations } from '../../../functions/aggregate/record-aggregation.ts';
import type { UnjudgedKind } from '../../../functions/domain/costs/unjudged.ts';
import { type AggregateFakes, aggregateFakes, seen, spent } from '../../fakes/aggregate-deps.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { minutesOn, traffic } from '../../fakes/samples.ts';

const EACH = { name: 'every-device', limit: 5, forecast: false };
const SWEEP = 60;

/** So many endpoints with a cost, of which as many as there are kinds cannot be judged. */
async function aFleet(size: number, kinds: UnjudgedKind[], budgets: object[] = [EACH]): Promise<AggregateFakes> {
  const fakes = aggregateFakes(budgets);
  for (let id = 0; id < size; id++) {
    const unjudged = kinds[id];
    const month = seen(`${id}`, spent({ EUR: '1' }), unjudged && { outcome: 'unjudged', unjudged });
    await fakes.costHistory.write(month, {});
  }
  fakes.emnify.organisationFigures = { stats: { currentMonth: [traffic('data', `${size}`)], lastMonth: [] } };
  return fakes;
}

async function run(fakes: AggregateFakes, minutes: number, dryRun = false) {
  fakes.clock = minutesOn(minutes);
  const aggregated = await aggregateBudgets(fakes, { dryRun });
  const observers = fakeObservers();
  recordAggregations(aggregated, observers);
  const isNoted = 'fleetNotJudged' in observers.facts.takeNotes(fakes.clock.toISOString());
  return { ...aggregated, ...observers, isNoted };
}

const alerted = ({ notificationLog }: AggregateFakes) =>
  notificationLog.claimed().map(({ kind, severity, period, scope }) => `${period} ${scope.kind} ${severity} ${kind}`);

const ELEVEN: UnjudgedKind[] = Array.from({ length: 11 }, () => 'refused');
const ALERT = '2026-10 organisation critical unjudged';

describe('a fleet that answers and cannot be judged', () => {
  test('is alerted once it has lasted for a whole sweep, as critical, and once a month', async () => {
    const fakes = await aFleet(12, ELEVEN);
    const first = await run(fakes, 0);
    expect([first.fleet.isLasting, first.isNoted, alerted(fakes)]).toEqual([false, false, []]);
    expect(first.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn the fleet cannot be judged in full',
    ]);
    expect((await run(fakes, SWEEP - 15)).isNoted).toBe(false);
    const lasting = await run(fakes, SWEEP);
    expect(lasting.isNoted).toBe(true);
    expect(alerted(fakes)).toEqual([ALERT]);
    expect(fakes.notificationLog.claimed()[0]?.reason).toBe(
      '11 of 12 endpoints with costs cannot be checked: 11 that this token may not read (HTTP 403 or 401)',
    );
    // The watchdog goes on to see it; the recipients know.
    expect((await run(fakes, 2 * SWEEP)).isNoted).toBe(true);
    expect(alerted(fakes)).toEqual([ALERT]);
  });

  test('is alerted if the trouble lasts and changes', async () => {
    const fakes = await aFleet(12, ELEVEN);
    await run(fakes, 0);
    for (let id = 0; id < 11; id++) {
      await fakes.costHistory.write(
        seen(`${id}`, spent({ EUR: '1' }), { outcome: 'unjudged', unjudged: 'nothing' }),
        {},
      );
    }
    await run(fakes, SWEEP);
    expect(alerted(fakes)).toEqual([ALERT]);
  });

  test('is not alerted if the next sweep can judge it', async () => {
    const fakes = await aFleet(12, ELEVEN);
    await run(fakes, 0);
    for (let id = 0; id < 11; id++) await fakes.costHistory.write(seen(`${id}`, spent({ EUR: '1' })), {});
    expect((await run(fakes, SWEEP)).fleet).not.toHaveProperty('trouble');
    expect((await run(fakes, 3 * SWEEP)).isNoted).toBe(false);
    expect(alerted(fakes)).toEqual([]);
  });

  test('is no fleet of which a few are not judged', async () => {
    const fakes = await aFleet(30, ['nothing', 'nothing', 'refused', 'other-month']);
    for (const minutes of [0, SWEEP, 2 * SWEEP]) expect((await run(fakes, minutes)).fleet.unjudged).toBe(4);
    expect(alerted(fakes)).toEqual([]);
  });

  test('is alerted without a budget of the organisation or of a group, and beside them', async () => {
    const fakes = await aFleet(12, ELEVEN, [
      EACH,
      { ...EACH, name: 'all', scope: 'group', limit: 12 },
      { ...EACH, name: 'workspace', scope: 'organisation', limit: 12 },
    ]);
    await run(fakes, 0);
    await run(fakes, SWEEP);
    expect(alerted(fakes).sort()).toEqual([
      '2026-10 group critical crossed',
      '2026-10 organisation critical crossed',
      ALERT,
    ]);
  });

  test('is alerted while emnify does not answer about the organisation, before the run fails', async () => {
    const fakes = await aFleet(12, ELEVEN);
    fakes.emnify.failure = new Error('emnify is out of order');
    for (const minutes of [0, SWEEP]) await expect(run(fakes, minutes)).rejects.toThrow('out of order');
    expect(alerted(fakes)).toEqual([ALERT]);
  });

  test('is shown by a dry run, which starts nothing and sends nothing', async () => {
    const fakes = await aFleet(12, ELEVEN);
    expect((await run(fakes, 0, true)).fleet).toMatchObject({ unjudged: 11, trouble: { kind: 'unjudged' } });
    expect(await fakes.fleet.fleetState('2026-10')).toEqual({});
    await run(fakes, SWEEP);
    expect(alerted(fakes)).toEqual([]);
  });
});

describe('a total that no endpoint explains', () => {
  test('is alerted if every answer is empty from the first day on', async () => {
    const fakes = await aFleet(0, []);
    for (let id = 0; id < 12; id++) await fakes.costHistory.write(seen(`${id}`, spent({})), {});
    fakes.emnify.organisationFigures = { stats: { currentMonth: [traffic('data', '297')], lastMonth: [] } };
    expect((await run(fakes, 0)).fleet).toMatchObject({ isLasting: false, trouble: { kind: 'unjudged' } });
    await run(fakes, SWEEP);
    expect(alerted(fakes)).toEqual([ALERT]);
    expect(fakes.notificationLog.claimed()[0]?.reason).toBe(
      "emnify's total has EUR 297.00 that no endpoint explains (it includes child organisations)",
    );
  });

  test('is alerted if it grows beyond its first size', async () => {
    const fakes = await aFleet(12, []);
    await run(fakes, 0);
    const costs = async (total: string, minutes: number) => {
      fakes.emnify.organisationFigures = { stats: { currentMonth: [traffic('data', total)], lastMonth: [] } };
      return await run(fakes, minutes);
    };
    // Limits of EUR 60 together: a tenth of them.
    expect((await costs('18', SWEEP)).fleet).not.toHaveProperty('trouble');
    expect((await costs('18.01', 2 * SWEEP)).fleet).toHaveProperty('trouble');
    await costs('19', 3 * SWEEP);
    expect(alerted(fakes)).toEqual([ALERT]);
  });
});
