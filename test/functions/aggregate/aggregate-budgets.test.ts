import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { recordAggregations } from '../../../functions/aggregate/record-aggregation.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { discoverEndpoints } from '../../../functions/discover/discover-endpoints.ts';
import type { TrafficFigures } from '../../../functions/domain/costs/emnify-figures.ts';
import { makeDigest, type Notification } from '../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../functions/domain/messages/message.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { COST_HISTORY, NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { type AggregateFakes, ALL_TOGETHER, aggregateFakes, moneyOf, seen, spent } from '../../fakes/aggregate-deps.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { anEndpoint, aPlan, minutesOn, NOW, traffic } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

const SCOPE = { kind: 'group', id: 'all' } as const;
const HOURS = 60;
const runWhole = (fakes: AggregateFakes) => aggregateBudgets(fakes, { dryRun: false });
const run = async (fakes: AggregateFakes) => (await runWhole(fakes)).aggregations;
const mailOf = (notification: Notification) =>
  composeMessages(notification).find(({ channel }) => channel === 'mail')?.message;
const kindsSent = ({ notificationLog }: AggregateFakes) => notificationLog.claimed().map(({ kind }) => kind);

/** Aggregates the group after one device has cost this much. */
async function costing(fakes: AggregateFakes, EUR: string, at: Date = fakes.clock) {
  fakes.clock = at;
  await fakes.costHistory.write(seen('1', spent({ EUR }), { fetchedAt: at.toISOString() }), {});
  const [aggregation] = await run(fakes);
  if (!aggregation) throw new Error('there is a group');
  return aggregation;
}

describe('over the tables themselves', () => {
  let tables: TablesHere;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  const inUsd = (amount: string): Partial<TrafficFigures> => ({ cost: { amount, currency: 'USD' } });

  test('a group is the sum of its endpoints by hand, with two currencies and a page missing', async () => {
    const fakes = aggregateFakes([{ ...ALL_TOGETHER, name: 'cameras', match: { tags: ['camera'] } }]);
    const { emnify } = fakes;
    const deps = {
      ...fakes,
      costHistory: createCostHistory(await tables.newTable(COST_HISTORY), tables.documents),
      notificationLog: createNotificationLog(await tables.newTable(NOTIFICATION_LOG), tables.documents),
    };
    const sweep = async (): Promise<string> => {
      const queue = fakeQueue();
      const ended = await discoverEndpoints({ ...deps, queue }).then(
        () => 'whole',
        ({ message }: Error) => message,
      );
      for (const body of queue.bodies) await evaluateEndpoint(deps, parseRequest(body));
      return ended;
    };
    const figures: Record<string, TrafficFigures[]> = {
      1: [traffic('data', '4.1'), traffic('sms', '0.25')],
      2: [traffic('data', '2.3000000001'), traffic('sms', undefined, inUsd('7'))],
      3: [traffic('data', undefined, inUsd('1.5'))],
      4: [traffic('data', '1.35')],
      5: [traffic('data', '900')],
      6: [],
    };
    for (const [id, currentMonth] of Object.entries(figures)) emnify.stats.set(id, statsOf({ currentMonth }));
    const camera = (id: string, status = 'Enabled') => anEndpoint(id, { tags: ['Camera'], status });

    // Two days ago a sweep saw the fourth camera, which no later one sees.
    fakes.clock = minutesOn(-48 * HOURS);
    emnify.pages = [{ endpoints: [camera('4')], unreadable: 0, totalCount: 1 }];
    expect(await sweep()).toBe('whole');
    // Today the second page of the list fails: who stands on it is not known.
    fakes.clock = NOW;
    const firstPage = [camera('1'), camera('2', 'Deleted'), camera('3', 'Disabled'), anEndpoint('5'), camera('6')];
    emnify.pages = [{ endpoints: firstPage, unreadable: 0, totalCount: 8 }, undefined];
    expect(await sweep()).toContain('HTTP 500');

    const [aggregation, ...others] = (await aggregateBudgets(deps, { dryRun: false })).aggregations;
    expect(others).toEqual([]);
    const total = moneyOf({ USD: '8.5', EUR: '8.0000000001' });
    const data = moneyOf({ EUR: '7.7500000001', USD: '1.5' });
    expect(aggregation?.spend?.meters).toEqual({ total, data, sms: moneyOf({ USD: '7', EUR: '0.25' }) });
    const unseen = [
      '1 endpoint not checked for more than a day, counted with the last known cost',
      "all endpoints after the first 5 of emnify's list, where the last sweep stopped early",
    ];
    expect(aggregation).toMatchObject({
      scope: { kind: 'group', id: 'cameras' },
      period: '2026-10',
      reason: 'EUR 8.00 is 80 % of EUR 10.00: 80 % was reached',
      coverage: { endpoints: 5, unseen },
    });

    const alerts = await waitingIn(deps.notificationLog);
    expect(alerts.map(({ kind, scope }) => `${scope.kind} ${kind}`).sort()).toEqual([
      'group crossed',
      'group currency-mismatch',
    ]);
    const [first, ...more] = alerts;
    if (!first) throw new Error('there are two alerts');
    const mail = mailOf(makeDigest([first, ...more], NOW));
    expect(mail?.subject).toMatch(/^\[WARNING\] group cameras: EUR 8\.00 of EUR 10\.00 \(80%\)/);
    expect(mail?.body).toMatch(/Counted +5 endpoints\n/);
    expect(mail?.body).toContain(`${unseen.join('; ')}\n`);
    expect(mail?.body).toMatch(/Not included +USD 8\.50: the limit is in EUR\n/);

    const group = { kind: 'group', id: 'cameras' } as const;
    expect(await deps.costHistory.readGroup(group, '2026-10')).toMatchObject({
      spend: { meters: { total } },
      limits: { cameras: '10' },
    });
    expect((await deps.costHistory.points(group, '2026-10')).map(({ meters }) => meters.total)).toEqual([total]);

    // Then the list is whole, and shorter than emnify's own count of it.
    emnify.pages = [{ endpoints: firstPage, unreadable: 0, totalCount: 8 }];
    expect(await sweep()).toBe('whole');
    const [again] = (await aggregateBudgets(deps, { dryRun: false })).aggregations;
    expect(again?.coverage?.unseen).toEqual([unseen[0], '3 endpoints that emnify counts but does not list']);
    expect(again?.alerts).toEqual([]);
  });
});

describe('a group', () => {
  test('is alerted once at each threshold, and stored before its alert is sent', async () => {
    const fakes = aggregateFakes();
    const alerted = [];
    for (const EUR of ['7.99', '8', '8.5', '7', '8', '10', '15']) {
      alerted.push((await costing(fakes, EUR)).alerts.map((alert) => 'reachedPct' in alert && alert.reachedPct));
    }
    expect(alerted).toEqual([[], [80], [], [], [], [100], [150]]);
    expect(fakes.notificationLog.claimedPcts()).toEqual([80, 100, 150]);
    expect(fakes.notificationLog.claimed()[0]).toMatchObject({ scope: { kind: 'group', id: 'all', name: 'all' } });
  });

  test('is armed anew by another limit', async () => {
    const fakes = aggregateFakes();
    await costing(fakes, '12');
    fakes.plan = aPlan([{ ...ALL_TOGETHER, limit: 13 }]);
    await costing(fakes, '12');
    expect(fakes.notificationLog.claimedPcts()).toEqual([100, 80]);
    expect(await fakes.costHistory.readGroup(SCOPE, '2026-10')).toMatchObject({ limits: { all: '13' } });
  });

  test('is each a spend of its own, where a fleet has several', async () => {
    const fakes = aggregateFakes([
      { ...ALL_TOGETHER, name: 'cameras', match: { tags: ['camera'] } },
      { ...ALL_TOGETHER, name: 'sms', meter: 'sms', limit: 1 },
    ]);
    await fakes.costHistory.write(seen('1', spent({ EUR: '9' }), { endpoint: { tags: ['camera'] } }), {});
    await fakes.costHistory.write(seen('2', spent({ EUR: '9' }, { sms: { EUR: '1.5' } })), {});
    const found = await run(fakes);
    expect(found.map(({ decision, coverage }) => [decision?.spend, decision?.ratioPct, coverage?.endpoints])).toEqual([
      ['9', 90, 1],
      ['1.5', 150, 2],
    ]);
  });

  test('keeps a point in time when it has changed, and at its first check of a day', async () => {
    const fakes = aggregateFakes();
    for (const [EUR, minutes] of [
      ['1', 0],
      ['1', 60],
      ['2', 120],
      ['2', 24 * HOURS],
      ['2', 25 * HOURS],
    ] as const) {
      // `costing` dates the device's figures, too; the spend is what counts.
      await costing(fakes, EUR, minutesOn(minutes));
    }
    const points = await fakes.costHistory.points(SCOPE, '2026-10');
    expect(points.map(({ at }) => at)).toEqual([0, 120, 24 * HOURS].map((minutes) => minutesOn(minutes).toISOString()));
    expect((await fakes.costHistory.readGroup(SCOPE, '2026-10'))?.fetchedAt).toBe(minutesOn(25 * HOURS).toISOString());
  });

  test('without any checked endpoint has no traffic, and is not checked yet', async () => {
    const fakes = aggregateFakes();
    expect(await run(fakes)).toMatchObject([
      { reason: 'no traffic in Oct 2026', coverage: { endpoints: 0 }, alerts: [] },
    ]);
    const [first] = (await costing(fakes, '12', minutesOn(60))).alerts;
    expect(first).toMatchObject({ kind: 'crossed', baseline: true });
  });

  test('is a baseline at the first check only, and alerted as usual from then on', async () => {
    const fakes = aggregateFakes();
    expect((await costing(fakes, '8')).alerts).toMatchObject([{ reachedPct: 80, baseline: true }]);
    const [next] = (await costing(fakes, '12', minutesOn(60))).alerts;
    expect(next).toMatchObject({ reachedPct: 100 });
    expect(next).not.toHaveProperty('baseline');
  });

  test('reports once that costs are hidden from it', async () => {
    const fakes = aggregateFakes();
    const hidden = spent({ EUR: '1', USD: '3' }, { costUnavailable: ['data'] });
    await fakes.costHistory.write(seen('1', hidden), {});
    await run(fakes);
    fakes.clock = minutesOn(60);
    await run(fakes);
    expect(kindsSent(fakes)).toEqual(['currency-mismatch', 'cost-unavailable']);
  });

  test('says of a device that emnify has refused to show for days that it was not seen', async () => {
    const fakes = aggregateFakes();
    await fakes.costHistory.write(seen('1', spent({ EUR: '1' })), {});
    fakes.emnify.stats.set('1', { kind: 'gone', reason: 'HTTP 404' });
    for (const days of [1, 2, 3]) {
      fakes.clock = minutesOn(days * 24 * HOURS);
      await evaluateEndpoint(fakes, { endpoint: anEndpoint('1') });
    }
    const [aggregation] = await run(fakes);
    expect(aggregation?.spend?.meters.total).toEqual(moneyOf({ EUR: '1' }));
    expect(aggregation?.coverage?.unseen).toEqual([
      '1 endpoint not checked for more than a day, counted with the last known cost',
    ]);
  });
});

describe('a forecast of a group', () => {
  const forecasting = () => aggregateFakes([{ ...ALL_TOGETHER, forecast: true }]);
  const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 9, day, hour));

  test('is made from its own snapshots, and sent once', async () => {
    const fakes = forecasting();
    for (const day of [11, 12, 13]) await costing(fakes, (0.4 * (day - 1)).toFixed(2), at(day));
    // 5.2 + 18 · 0.4 = 12.40, alerted from 10 · (1 + 0.4 · 18/31) = 12.32 on.
    expect((await costing(fakes, '5.2', at(14))).alerts).toMatchObject([
      {
        kind: 'forecast',
        method: 'blended-rate/2',
        scope: { kind: 'group', id: 'all' },
        spend: '5.2',
        forecast: { expectedAtEnd: '12.40', last24h: '0.4' },
        coverage: { endpoints: 1 },
      },
    ]);
    expect((await costing(fakes, '5.22', at(14, 1))).alerts).toEqual([]);
  });

  test("uses last month's cost of the group for a week, if it was checked then", async () => {
    const fakes = forecasting();
    const september = { period: '2026-09', fetchedAt: '2026-09-30T23:00:00.000Z', limits: {} };
    await fakes.costHistory.writeGroup(SCOPE, { ...september, spend: spent({ EUR: '30' }, { period: '2026-09' }) }, {});
    // r = (10 + 7 · 30/30) / 17 = 1, and 10 + 21 · 1.
    const { forecastVerdict } = await costing(fakes, '10', at(11));
    expect(forecastVerdict?.forecast.expectedAtEnd).toBe('31.00');
  });

  test('warns of a limit that is reached within a day', async () => {
    const fakes = forecasting();
    await costing(fakes, '3.9', at(13, 14));
    await costing(fakes, '6.4', at(14, 8));
    const { alerts } = await costing(fakes, '7.4', at(14, 14));
    // 3.50 in 24 hours, 1.00 of it in the last 6, and 2.60 left: 2.6 · 24 / 3.5.
    expect(alerts.filter(({ kind }) => kind === 'time-to-limit')).toMatchObject([
      { forecast: { last24h: '3.5', last6h: '1' }, hoursLeft: expect.closeTo(17.83, 2) },
    ]);
  });
});

describe('the first days of a month', () => {
  const october = (id: string, EUR: string) =>
    seen(id, spent({ EUR }), { period: '2026-10', fetchedAt: '2026-11-01T01:00:00.000Z' });
  const november = (id: string, EUR: string) =>
    seen(id, spent({ EUR }, { period: '2026-11' }), { fetchedAt: '2026-11-01T01:00:00.000Z' });

  async function checkedBefore(day: number) {
    const fakes = aggregateFakes([ALL_TOGETHER, { ...ALL_TOGETHER, name: 'new', limit: 1 }]);
    await fakes.costHistory.write(october('1', '7'), {});
    fakes.clock = new Date('2026-10-31T23:00:00.000Z');
    fakes.plan = aPlan([ALL_TOGETHER]);
    await run(fakes);
    await fakes.costHistory.write(october('1', '8.5'), {});
    await fakes.costHistory.write(november('1', '0.9'), {});
    fakes.plan = aPlan([ALL_TOGETHER, { ...ALL_TOGETHER, name: 'new', limit: 1 }]);
    fakes.clock = new Date(Date.UTC(2026, 10, day, 2));
    return { fakes, found: await run(fakes) };
  }

  test.each([1, 2])(
    'on day %d, charges that came late are judged of groups that were checked, and of no others',
    async (day) => {
      const { fakes, found } = await checkedBefore(day);
      expect(found.map(({ scope, period, decision }) => [scope.id, period, decision?.spend])).toEqual([
        ['all', '2026-10', '8.5'],
        ['all', '2026-11', '0.9'],
        ['new', '2026-11', '0.9'],
      ]);
      expect(fakes.notificationLog.claimed().map(({ budget, period, kind }) => [budget, period, kind])).toEqual([
        ['all', '2026-10', 'crossed'],
        ['new', '2026-11', 'crossed'],
      ]);
      const [late] = fakes.notificationLog.claimed();
      if (!late) throw new Error('the late charge was alerted');
      expect(mailOf(makeDigest([late], fakes.clock))?.subject).toContain('Oct 2026, late');
      expect(late).not.toHaveProperty('forecast');
    },
  );

  test('on day 3, last month is over where it was judged since its end', async () => {
    const { fakes } = await checkedBefore(2);
    fakes.clock = new Date('2026-11-03T02:00:00.000Z');
    expect((await run(fakes)).map(({ period }) => period)).toEqual(['2026-11', '2026-11']);
  });

  test('on day 3, last month is judged where it was not since its end, and then it is over', async () => {
    const { fakes, found } = await checkedBefore(3);
    expect(found.map(({ scope, period, decision }) => [scope.id, period, decision?.spend])).toEqual([
      ['all', '2026-10', '8.5'],
      ['all', '2026-11', '0.9'],
      ['new', '2026-11', '0.9'],
    ]);
    expect(await fakes.costHistory.readGroup(SCOPE, '2026-10')).not.toHaveProperty('isOpen');
    fakes.clock = new Date('2026-11-03T03:00:00.000Z');
    expect((await run(fakes)).map(({ period }) => period)).toEqual(['2026-11', '2026-11']);
  });

  test('last month of a group is judged for as long as that of one of its endpoints is open', async () => {
    const { fakes } = await checkedBefore(1);
    await fakes.costHistory.write({ ...october('1', '8.5'), isOpen: true }, {});
    await fakes.costHistory.write({ ...october('2', '1'), isOpen: true, outcome: 'skipped' }, {});
    for (const day of [2, 3, 4]) {
      fakes.clock = new Date(Date.UTC(2026, 10, day, 2));
      expect((await run(fakes)).map(({ period }) => period)).toEqual(['2026-10', '2026-11', '2026-11']);
    }
    // It was seen at last. An endpoint that is gone is not waited for.
    await fakes.costHistory.write(october('1', '10.5'), {});
    fakes.clock = new Date(Date.UTC(2026, 10, 5, 2));
    const [late] = await run(fakes);
    expect(late).toMatchObject({ period: '2026-10', decision: { spend: '11.5' }, alerts: [{ reachedPct: 100 }] });
    fakes.clock = new Date(Date.UTC(2026, 10, 5, 3));
    expect((await run(fakes)).map(({ period }) => period)).toEqual(['2026-11', '2026-11']);
  });

  test('nothing of the old month leaks into the new one, but what it came to', async () => {
    const { fakes } = await checkedBefore(1);
    fakes.clock = new Date('2026-11-01T03:00:00.000Z');
    await fakes.costHistory.write(november('1', '9'), {});
    await run(fakes);
    const alert = fakes.notificationLog
      .claimed()
      .find(({ budget, period }) => budget === 'all' && period === '2026-11');
    expect(alert).toMatchObject({ spend: '9', reachedPct: 80, alreadySent: [], lastMonth: '8.5' });
    expect(await fakes.costHistory.points(SCOPE, '2026-11')).toHaveLength(2);
  });
});

describe('a run', () => {
  test('is said where it is worth reading', async () => {
    const each = { name: 'every-device', limit: 20, forecast: false };
    const fakes = aggregateFakes([ALL_TOGETHER, { ...ALL_TOGETHER, name: 'roomy', limit: 1000 }, each]);
    await fakes.costHistory.write(seen('1', spent({ EUR: '12' })), {});
    const observers = fakeObservers();
    recordAggregations(await runWhole(fakes), observers);
    expect(observers.lines).toMatchObject([
      {
        level: 'info',
        message: 'shared budget',
        details: { scope: 'group all', budget: 'all', alerts: [{ kind: 'crossed' }] },
      },
      { level: 'debug', details: { scope: 'group roomy' } },
    ]);
  });

  test('that could not see all of a group says so', async () => {
    const fakes = aggregateFakes();
    await fakes.costHistory.writeSweep({ sweepId: 's', listed: 5, missing: 0 });
    const observers = fakeObservers();
    recordAggregations(await runWhole(fakes), observers);
    expect(observers.lines).toMatchObject([
      { level: 'info', details: { coverage: { unseen: ['5 endpoints of the fleet without figures for this month'] } } },
    ]);
  });
});
