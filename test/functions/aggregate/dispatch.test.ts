import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import type { BacktestAnswer } from '../../../functions/aggregate/backtest-budgets.ts';
import { type AggregateAnswer, dispatch } from '../../../functions/aggregate/dispatch.ts';
import { aggregatePayload } from '../../../functions/aggregate/payload.ts';
import { recordAggregations } from '../../../functions/aggregate/record-aggregation.ts';
import type { TrafficFigures } from '../../../functions/domain/costs/emnify-figures.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { type AggregateFakes, ALL_TOGETHER, aggregateFakes, moneyOf, seen, spent } from '../../fakes/aggregate-deps.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { aMute, aPlan, minutesOn, NOW, traffic } from '../../fakes/samples.ts';

const OURS = { name: 'ours', scope: 'organisation', limit: 20, forecast: false };
const EMNIFYS = { ...OURS, name: 'emnify-stops-us', limit: 'emnify' };
const MY = { kind: 'organisation', id: 'my' } as const;

/** What a person who sends this payload gets; an error's words where it is refused. */
async function send(fakes: AggregateFakes, payload: unknown): Promise<AggregateAnswer | BacktestAnswer> {
  return await withPayload(aggregatePayload, (known) => dispatch(fakes, known, () => {}))(payload);
}

async function aggregated(fakes: AggregateFakes, payload: object = {}) {
  const answer = await send(fakes, payload);
  if (!('aggregations' in answer)) throw new Error('that was a backtest');
  return answer;
}

const aggregations = async (fakes: AggregateFakes, payload: object = {}) =>
  (await aggregated(fakes, payload)).aggregations;

/** From now on emnify reports this of the workspace. */
function reports(fakes: AggregateFakes, currentMonth: TrafficFigures[], more: object = {}): void {
  fakes.emnify.organisationFigures = { stats: { currentMonth, lastMonth: [] }, ...more };
}

const alerted = (fakes: AggregateFakes) =>
  fakes.notificationLog.claimed().map(({ budget, kind, period }) => `${period} ${budget} ${kind}`);

describe('the organisation', () => {
  test('is judged by emnify’s own total, and by its own limits', async () => {
    const fakes = aggregateFakes([OURS, EMNIFYS]);
    reports(fakes, [traffic('data', '15.5'), traffic('sms', '0.75')], { limit: { amount: '16', currency: 'EUR' } });
    const found = await aggregations(fakes);
    expect(found.map(({ scope, reason, coverage }) => [scope.id, reason, coverage])).toEqual([
      ['my', 'EUR 16.25 is 81 % of EUR 20.00: 80 % was reached', undefined],
      ['my', 'EUR 16.25 is 101 % of EUR 16.00: 100 % was reached', undefined],
    ]);
    expect(fakes.notificationLog.claimed()).toMatchObject([
      { scope: MY, budget: 'ours', limit: '20', parts: { data: '15.5', sms: '0.75', total: '16.25' }, baseline: true },
      { scope: MY, budget: 'emnify-stops-us', limit: '16', severity: 'critical' },
    ]);
    expect(await fakes.costHistory.readGroup(MY, '2026-10')).toMatchObject({
      fetchedAt: NOW.toISOString(),
      spend: { meters: { total: moneyOf({ EUR: '16.25' }) } },
      limits: { ours: '20', 'emnify-stops-us': '16' },
    });
    fakes.clock = minutesOn(60);
    expect((await aggregations(fakes)).flatMap(({ alerts }) => alerts)).toEqual([]);
    expect(await fakes.costHistory.points(MY, '2026-10')).toHaveLength(1);
  });

  test('knows what last month came to, and forecasts by it', async () => {
    const fakes = aggregateFakes([{ ...OURS, forecast: true, limit: 100, thresholds: [80] }]);
    fakes.clock = new Date('2026-10-11T00:00:00.000Z');
    reports(fakes, [traffic('data', '60')]);
    fakes.emnify.organisationFigures.stats.lastMonth = [traffic('data', '300', { period: '2026-09' })];
    // r = (60 + 7 · 300/30) / 17, and 60 + 21 · r.
    expect(await aggregations(fakes)).toMatchObject([
      {
        alerts: [
          { kind: 'forecast', lastMonth: '300', forecast: { expectedAtEnd: expect.stringMatching(/^220\.588/) } },
        ],
      },
    ]);
  });

  test('that spends in another currency, too, has an alert that this is not in it', async () => {
    const fakes = aggregateFakes([OURS]);
    reports(fakes, [traffic('data', '5'), traffic('sms', undefined, { cost: { amount: '900', currency: 'USD' } })]);
    const [aggregation] = await aggregations(fakes);
    expect(aggregation?.decision).toMatchObject({ spend: '5', ratioPct: 25 });
    expect(alerted(fakes)).toEqual(['2026-10 ours currency-mismatch']);
  });

  test('is asked for where no budget is about it, too, and judged by none', async () => {
    const fakes = aggregateFakes();
    reports(fakes, [traffic('data', '900')]);
    expect((await aggregations(fakes)).map(({ scope }) => scope.kind)).toEqual(['group']);
    expect(await fakes.costHistory.readGroup(MY, '2026-10')).toBeUndefined();
    fakes.emnify.failure = new Error('emnify is out of order');
    await expect(aggregations(fakes)).rejects.toThrow('emnify is out of order');
  });
});

describe('a month of the organisation that is over', () => {
  /** October was checked, until the day before its last. */
  async function checkedBefore(budgets: object[] = [OURS], mutes: object[] = []) {
    const fakes = aggregateFakes(budgets, { mutes });
    fakes.clock = new Date('2026-10-30T18:00:00.000Z');
    reports(fakes, [traffic('data', '2')]);
    await aggregations(fakes);
    return fakes;
  }

  /** What emnify says in November that October came to, and the run that sees it. */
  async function inNovember(fakes: AggregateFakes, moment: string, october: string) {
    fakes.clock = new Date(`2026-11-${moment}:00.000Z`);
    const lastMonth = [traffic('data', october)];
    const currentMonth = [traffic('data', '1', { period: '2026-11' })];
    fakes.emnify.organisationFigures = { stats: { currentMonth, lastMonth } };
    return (await aggregations(fakes)).map(({ period }) => period);
  }

  test.each(['01T00:00', '04T02:00', '15T02:00', '30T23:59'])(
    'is judged at the first run after its end, on %s, and then it is over',
    async (moment) => {
      const fakes = await checkedBefore();
      expect(await inNovember(fakes, moment, '21')).toEqual(['2026-10', '2026-11']);
      expect(alerted(fakes)).toEqual(['2026-10 ours crossed']);
      expect(await fakes.costHistory.readGroup(MY, '2026-10')).not.toHaveProperty('isOpen');
      const isLate = moment.startsWith('01');
      const next = await inNovember(fakes, isLate ? '01T01:00' : moment.replace(/:\d\d$/, ':59'), '21');
      expect(next).toEqual(isLate ? ['2026-10', '2026-11'] : ['2026-11']);
    },
  );

  test('is none of what was never checked', async () => {
    const fakes = aggregateFakes([OURS]);
    expect(await inNovember(fakes, '04T02:00', '21')).toEqual(['2026-11']);
    expect(alerted(fakes)).toEqual([]);
  });

  test('waits for emnify to answer, however long that takes', async () => {
    const fakes = await checkedBefore();
    fakes.emnify.failure = new Error('emnify is out of order');
    for (const day of ['01', '02', '03']) {
      await expect(inNovember(fakes, `${day}T02:00`, '21')).rejects.toThrow('out of order');
    }
    fakes.emnify.failure = undefined;
    expect(await inNovember(fakes, '14T02:00', '21')).toEqual(['2026-10', '2026-11']);
    expect(alerted(fakes)).toEqual(['2026-10 ours crossed']);
  });

  test.each([[['ours', 'higher']], [['higher', 'ours']]])(
    'stays open until the mute of one of its budgets ends, whichever comes first: %j',
    async (names) => {
      const until = '2026-11-06';
      const mute = aMute({ match: undefined, budget: 'ours', until });
      const fakes = await checkedBefore(
        names.map((name) => ({ ...OURS, name, limit: name === 'ours' ? 20 : 1000 })),
        [mute],
      );
      for (const day of ['01', '03', '05']) await inNovember(fakes, `${day}T02:00`, '21');
      expect(alerted(fakes)).toEqual([]);
      expect(await fakes.costHistory.readGroup(MY, '2026-10')).toMatchObject({ isOpen: true });
      await inNovember(fakes, '06T00:00', '21');
      expect(alerted(fakes)).toEqual(['2026-10 ours crossed']);
      expect(await inNovember(fakes, '06T01:00', '21')).toEqual(['2026-11', '2026-11']);
    },
  );
});

describe('a limit that emnify keeps', () => {
  test('and does not show is alerted once in a period, and does not keep another budget back', async () => {
    const fakes = aggregateFakes([EMNIFYS, OURS]);
    reports(fakes, [traffic('data', '18')]);
    const [judged, blind] = await aggregations(fakes);
    expect(judged).toMatchObject({ decision: { budget: 'ours', ratioPct: 90 } });
    expect(blind).toMatchObject({
      scope: MY,
      period: '2026-10',
      reason: 'emnify shows no monthly cost limit of the organisation',
      alerts: [{ kind: 'limit-unavailable', severity: 'warning', budget: 'emnify-stops-us' }],
    });
    expect(blind).not.toHaveProperty('decision');
    fakes.clock = minutesOn(60);
    expect((await aggregations(fakes)).flatMap(({ alerts }) => alerts)).toEqual([]);
    expect(alerted(fakes)).toEqual(['2026-10 ours crossed', '2026-10 emnify-stops-us limit-unavailable']);

    fakes.clock = new Date('2026-11-03T14:00:00.000Z');
    reports(fakes, []);
    await aggregations(fakes);
    expect(alerted(fakes).slice(2)).toEqual(['2026-11 emnify-stops-us limit-unavailable']);
  });

  test('in another currency is alerted, and no amount is compared with it', async () => {
    const fakes = aggregateFakes([EMNIFYS]);
    reports(fakes, [traffic('data', '90')], { limit: { amount: '1', currency: 'USD' } });
    expect(await aggregations(fakes)).toMatchObject([
      {
        reason: "emnify's monthly cost limit is in USD, and the budgets are in EUR",
        alerts: [{ kind: 'limit-unavailable' }],
      },
    ]);
    expect(await fakes.costHistory.readGroup(MY, '2026-10')).toBeUndefined();
  });

  test('and whose currency it does not say is one in the currency of the budgets', async () => {
    const fakes = aggregateFakes([EMNIFYS]);
    reports(fakes, [traffic('data', '90')], { limit: { amount: '100' } });
    expect(await aggregations(fakes)).toMatchObject([{ decision: { limit: '100', ratioPct: 90 } }]);
  });

  test('that appears later is judged as usual', async () => {
    const fakes = aggregateFakes([EMNIFYS]);
    reports(fakes, [traffic('data', '90')]);
    await aggregations(fakes);
    reports(fakes, [traffic('data', '90')], { limit: { amount: '100', currency: 'EUR' } });
    fakes.clock = minutesOn(60);
    expect(await aggregations(fakes)).toMatchObject([
      { alerts: [{ kind: 'crossed', reachedPct: 90, passedPct: [50, 80], baseline: true }] },
    ]);
  });
});

test('a month of emnify’s that is not this one is said, and neither judged nor stored', async () => {
  const fakes = aggregateFakes([OURS, EMNIFYS]);
  fakes.clock = new Date('2026-11-01T00:05:00.000Z');
  reports(fakes, [traffic('data', '900')], { limit: { amount: '100', currency: 'EUR' } });
  const found = await aggregated(fakes);
  expect(found.aggregations.map(({ reason, decision, alerts }) => [reason, decision, alerts])).toEqual([
    ["emnify's current month is 2026-10, not 2026-11", undefined, []],
    ["emnify's current month is 2026-10, not 2026-11", undefined, []],
  ]);
  expect(await fakes.costHistory.readGroup(MY, '2026-11')).toBeUndefined();
  const observers = fakeObservers();
  recordAggregations(found, observers);
  expect(observers.lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
});

test('while emnify is silent, groups are judged and their alerts stored before the invocation fails', async () => {
  const fakes = aggregateFakes([OURS, ALL_TOGETHER]);
  await fakes.costHistory.write(seen('1', spent({ EUR: '12' })), {});
  fakes.emnify.failure = new Error('emnify is out of order');
  await expect(aggregateBudgets(fakes, { dryRun: false })).rejects.toThrow('emnify is out of order');
  expect(alerted(fakes)).toEqual(['2026-10 all crossed']);
  expect(await fakes.costHistory.readGroup({ kind: 'group', id: 'all' }, '2026-10')).toBeDefined();
});

describe('mutes', () => {
  async function muted(more: object) {
    const fakes = aggregateFakes([ALL_TOGETHER, OURS], { mutes: [aMute({ match: undefined, ...more })] });
    await fakes.costHistory.write(seen('166', spent({ EUR: '12' })), {});
    reports(fakes, [traffic('data', '30')]);
    return { fakes, found: await aggregations(fakes) };
  }

  test('of a budget keep it quiet until they end; a group that is still over is alerted then', async () => {
    const { fakes, found } = await muted({ budget: 'all' });
    expect(found.map(({ alerts, muted: kept }) => [alerts.length, kept.map(({ alert }) => alert.kind)])).toEqual([
      [0, ['crossed']],
      [1, []],
    ]);
    expect(alerted(fakes)).toEqual(['2026-10 ours crossed']);
    expect((await fakes.notificationLog.mutedWaiting()).map(({ budget }) => budget)).toEqual(['all']);
    fakes.clock = minutesOn(60);
    const later = await aggregations(fakes);
    expect(alerted(fakes)).toEqual(['2026-10 ours crossed', '2026-10 all crossed']);
    expect(later.flatMap(({ alerts }) => alerts)).toMatchObject([
      { budget: 'all', mute: { cause: 'ended', who: 'Kim', reason: 'new firmware' } },
    ]);
  });

  test('of a budget end at its ceiling', async () => {
    const { found } = await muted({ budget: 'all', upTo: 'EUR 12' });
    expect(found[0]?.alerts).toMatchObject([{ budget: 'all', mute: { cause: 'passed', upTo: { amount: '12' } } }]);
  });

  test('of a budget without figures are named when they end, too', async () => {
    const fakes = aggregateFakes([EMNIFYS], { mutes: [aMute({ match: undefined, budget: 'emnify-stops-us' })] });
    reports(fakes, [traffic('data', '18')]);
    expect(await aggregations(fakes)).toMatchObject([
      { alerts: [], muted: [{ alert: { kind: 'limit-unavailable' } }] },
    ]);
    await aggregations(fakes);
    fakes.clock = minutesOn(60);
    expect(await aggregations(fakes)).toMatchObject([{ alerts: [{ mute: { cause: 'ended', who: 'Kim' } }] }]);
    expect(await fakes.fleet.fleetState('2026-10')).not.toHaveProperty('keptBack');
  });

  test('of the organisation’s budget keep that quiet', async () => {
    const { fakes } = await muted({ budget: 'ours' });
    expect(alerted(fakes)).toEqual(['2026-10 all crossed']);
  });

  test('of devices keep no group quiet', async () => {
    const { fakes, found } = await muted({ match: { ids: ['166'] } });
    expect([alerted(fakes).length, found.flatMap(({ muted: kept }) => kept)]).toEqual([2, []]);
  });
});

describe('by hand', () => {
  test('a dry run shows what would be alerted, and writes nothing', async () => {
    const fakes = aggregateFakes([ALL_TOGETHER, OURS, EMNIFYS], {
      mutes: [aMute({ match: undefined, budget: 'ours' })],
    });
    await fakes.costHistory.write(seen('1', spent({ EUR: '12' })), {});
    reports(fakes, [traffic('data', '30')]);
    const found = await aggregations(fakes, { dryRun: true });
    expect(
      found.map(({ alerts, muted }) => [alerts.map(({ kind }) => kind), muted.map(({ alert }) => alert.kind)]),
    ).toEqual([
      [['crossed'], []],
      [[], ['crossed']],
      [['limit-unavailable'], []],
    ]);
    expect([fakes.notificationLog.claimed(), await fakes.notificationLog.mutedWaiting()]).toEqual([[], []]);
    for (const scope of [MY, { kind: 'group', id: 'all' } as const]) {
      expect(await fakes.costHistory.readGroup(scope, '2026-10')).toBeUndefined();
      expect(await fakes.costHistory.points(scope, '2026-10')).toEqual([]);
    }
    // There was no check yet: the next run that counts is the first.
    expect((await aggregations(fakes))[0]?.alerts).toMatchObject([{ kind: 'crossed', baseline: true }]);
  });

  test.each([{ dryrun: true }, { dryRun: 'yes' }, { backtest: {}, explain: '1' }])(
    '%j is refused, with what is allowed',
    async (payload) => {
      await expect(send(aggregateFakes(), payload)).rejects.toThrow(/not known.*Allowed: \{\} adds up groups/);
    },
  );

  const FIVE = { currency: 'EUR', budgets: [{ name: 'every-device', limit: 5, forecast: false, anomaly: false }] };

  async function withHistory() {
    const fakes = aggregateFakes([{ name: 'every-device', limit: 100, forecast: false }]);
    for (const [EUR, minutes] of [
      ['3', -600],
      ['4.2', -300],
      ['6', 0],
    ] as const) {
      const month = { fetchedAt: minutesOn(minutes).toISOString(), lastMonth: moneyOf({ EUR: '2' }) };
      await fakes.costHistory.write(seen('1', spent({ EUR }), month), { snapshot: 'change' });
    }
    await fakes.costHistory.write(seen('2', spent({ EUR: '1' })), { snapshot: 'change' });
    return fakes;
  }

  test('a backtest replays what is stored against other budgets, and writes nothing', async () => {
    const fakes = await withHistory();
    const writes = fakes.costHistory.writes.length;
    expect(await send(fakes, { backtest: FIVE })).toMatchObject({
      period: '2026-10',
      sent: { messages: 2, alerts: 2, critical: 1 },
      sentInForce: { messages: 0, alerts: 0, critical: 0 },
      messages: [
        { at: minutesOn(-300).toISOString(), alerts: [{ scope: 'tracker-1', level: '80 %' }] },
        { at: NOW.toISOString(), alerts: [{ scope: 'tracker-1', level: '100 %' }] },
      ],
      onlyWithThese: [{ level: '80 %' }, { level: '100 %' }],
      onlyInForce: [],
      suggestedLimits: [{ budget: 'every-device', endpoints: 2, p95: '2', suggested: '3' }],
    });
    expect([fakes.costHistory.writes.length, alerted(fakes)]).toEqual([writes, []]);
  });

  test('a backtest does not depend on what was sent: budgets in force are replayed, too', async () => {
    const fakes = await withHistory();
    fakes.plan = aPlan(FIVE.budgets);
    const answer = await send(fakes, { backtest: FIVE });
    expect(answer).toMatchObject({
      sent: { alerts: 2 },
      sentInForce: { alerts: 2 },
      onlyWithThese: [],
      onlyInForce: [],
    });
  });

  test('a backtest takes the whole content of a budgets.yaml, too', async () => {
    const written = { ...FIVE, sweep: '2 hours', recipients: { email: ['ops@example.com'] }, report: 'off' };
    expect(await send(await withHistory(), { backtest: written })).toMatchObject({ sent: { alerts: 2 } });
  });

  test.each<[unknown, RegExp]>([
    [
      {
        currency: 'EUR',
        budgets: [
          { name: 'a', limit: '5,00' },
          { name: 'b', limit: 5, meter: 'date' },
        ],
      },
      /5\.00[\s\S]*meter/,
    ],
    [{ currency: 'EUR' }, /budgets/],
    ['every-device: 5', /the budgets to backtest/],
    [null, /the budgets to backtest/],
  ])('a backtest of %j says what is wrong with it', async (written, problem) => {
    await expect(send(aggregateFakes(), { backtest: written })).rejects.toThrow(problem);
  });
});
