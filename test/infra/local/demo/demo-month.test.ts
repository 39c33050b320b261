import { describe, expect, test } from '@jest/globals';
import { Big } from 'big.js';
import { backtest } from '../../../../functions/domain/answers/backtest.ts';
import { endOf, previousPeriod, startOf } from '../../../../functions/domain/values/month.ts';
import { readBudgetsFile } from '../../../../infra/budgets-file.ts';
import { lastWholeMonth } from '../../../../infra/local/cli/month.ts';
import { demoFleet } from '../../../../infra/local/demo/demo-fleet.ts';
import { demoHistories, demoMonth } from '../../../../infra/local/demo/demo-month.ts';
import type { StoryEndpoint } from '../../../../infra/local/stories/story.ts';

const HOUR_MS = 3_600_000;
const OCTOBER = demoMonth('2026-10');

/** What a device has cost at the end of each of its reports, in one currency, all traffic together. */
function course({ figures }: StoryEndpoint, period = '2026-10'): { hour: number; cost: number }[] {
  const start = startOf(period).getTime();
  return figures
    .filter(({ month }) => month === period)
    .map(({ at, traffic }) => ({
      hour: (at.getTime() - start) / HOUR_MS,
      cost: Object.values(traffic)
        .reduce((total, one) => total.plus(one?.cost ?? 0), new Big(0))
        .toNumber(),
    }));
}

function named(name: string): StoryEndpoint {
  const endpoint = OCTOBER.find((one) => one.name === name);
  if (!endpoint) throw new Error(`${name} is not in the month`);
  return endpoint;
}

/** The share of its month's cost that a device has at a share of the month. */
function shareAt(name: string, elapsed: number): number {
  const all = course(named(name));
  const whole = all.at(-1)?.cost ?? 0;
  return (all.findLast(({ hour }) => hour <= elapsed * 31 * 24)?.cost ?? 0) / whole;
}

describe('the month of the demonstration', () => {
  test.each(['2026-02', '2028-02', '2026-04', '2026-10', '2027-01'])(
    'is %s from its first hour to its last',
    (period) => {
      for (const { name, figures } of demoMonth(period)) {
        const ours = figures.filter(({ month }) => month === period);
        const times = ours.map(({ at }) => at.getTime());
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const { at } of ours) expect(startOf(period) <= at && at < endOf(period)).toBe(true);
        for (const { at, month } of figures.filter((one) => !ours.includes(one))) {
          expect([name, month, at]).toEqual([name, previousPeriod(period), startOf(period)]);
        }
        if (ours.length > 0) expect(endOf(period).getTime() - (times.at(-1) ?? 0)).toBeLessThanOrEqual(12 * HOUR_MS);
      }
    },
  );

  test('is of sixteen devices of the demonstration fleet, each as it is there', () => {
    const fleet = demoFleet(new Date('2026-10-31T23:00:00.000Z')).endpoints;
    expect(OCTOBER).toHaveLength(16);
    for (const { id, name, tags, iccid, tariffProfile, status } of OCTOBER) {
      const original = fleet.find((one) => one.id === id);
      expect({ tags: null, status: 'Enabled', ...original }).toMatchObject({ name, tags, status, tariffProfile });
      expect(iccid).toBe(original?.iccid);
    }
    expect(OCTOBER.filter(({ status }) => status === 'Disabled')).toHaveLength(1);
  });

  test('ends with what the fleet has on its last day, and no device’s cost ever falls on the way', () => {
    const fleet = demoFleet(new Date('2026-10-31T23:00:00.000Z')).endpoints;
    for (const endpoint of OCTOBER) {
      const costs = course(endpoint).map(({ cost }) => cost);
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      const traffic = fleet.find(({ id }) => id === endpoint.id)?.months['2026-10'];
      const whole = Object.values(traffic ?? {}).reduce((total, one) => total.plus(one?.cost ?? 0), new Big(0));
      const last = costs.at(-1) ?? 0;
      expect(last).toBeLessThanOrEqual(whole.toNumber());
      expect(last).toBeGreaterThanOrEqual(whole.times('0.95').toNumber());
    }
  });

  test('has devices that spend evenly, ever more, early, or all at once', () => {
    expect(shareAt('camera-crane-2', 0.5)).toBeCloseTo(0.5, 1);
    expect(shareAt('camera-gate-north', 0.5)).toBeCloseTo(0.25, 1);
    expect(shareAt('camera-loading-dock', 0.2)).toBeGreaterThan(0.5);
    expect(shareAt('logger-cold-store-7', 0.5)).toBeLessThan(0.05);
    expect(shareAt('logger-cold-store-7', 0.86)).toBeGreaterThan(0.9);
    expect([shareAt('alarm-panel-greenhouse', 0.3), shareAt('alarm-panel-greenhouse', 0.4)]).toEqual([
      expect.closeTo(0.02, 1),
      expect.closeTo(0.96, 1),
    ]);
  });

  test('keeps what is odd about a device: another currency, traffic without a cost, none at all', () => {
    const [ship, pooled] = ['tracker-ship-atlantic', 'gateway-pooled-tariff'].map((name) => named(name).figures.at(-1));
    expect(ship?.traffic.data?.currency).toBe('USD');
    expect(pooled?.traffic.data).toMatchObject({ cost: null, volume: expect.stringMatching(/^8\d\./) });
    expect(named('gateway-lab').figures).toEqual([]);
  });
});

describe('the same as a deployment would have stored it', () => {
  const histories = demoHistories('2026-10');

  test('has every report as a point, and last month’s cost', () => {
    expect(histories.map(({ endpoint }) => endpoint.id)).toEqual(OCTOBER.map(({ id }) => String(id)));
    for (const [index, { points }] of histories.entries()) {
      const figures = OCTOBER[index]?.figures.filter(({ month }) => month === '2026-10') ?? [];
      expect(points.map(({ at }) => at)).toEqual(figures.map(({ at }) => at.toISOString()));
    }
    const documented = histories.find(({ endpoint }) => endpoint.id === '166');
    // emnify's own example: 6.10483935 of data and 3.32 of SMS.
    expect(documented?.lastMonth).toEqual([{ currency: 'EUR', amount: '9.42483935' }]);
    expect(documented?.endpoint).toMatchObject({ name: 'docs-example-166', tags: ['docs-example'], status: 'Enabled' });
  });

  test('has two currencies apart, data and SMS beside their sum, and tags as emnify’s client reads them', () => {
    const last = (name: string) => histories.find(({ endpoint }) => endpoint.name === name)?.points.at(-1)?.meters;
    const ship = last('tracker-ship-atlantic');
    expect(ship?.total.map(({ currency }) => currency).sort()).toEqual(['EUR', 'USD']);
    expect([ship?.data[0]?.currency, ship?.sms[0]?.currency]).toEqual(['USD', 'EUR']);
    const example = last('docs-example-166');
    expect(example?.total[0]?.amount).toBe(
      new Big(example?.data[0]?.amount ?? 0).plus(example?.sms[0]?.amount ?? 0).toFixed(),
    );
    expect(last('gateway-pooled-tariff')).toEqual({ total: [], data: [], sms: [] });
    const parking = histories.find(({ endpoint }) => endpoint.name === 'camera-parking-east');
    expect(parking?.endpoint.tags).toEqual(['camera', 'site-hamburg']);
  });

  test('has alerts of every kind by the budgets of the repository', () => {
    const { plan } = readBudgetsFile('budgets.yaml');
    const { messages, sent } = backtest({ period: '2026-10', histories, plan, inForce: plan });
    const alerts = messages.flatMap((message) => message.alerts);
    const levelsOf = (name: string) => alerts.filter(({ scope }) => scope === name).map(({ level }) => level);
    expect(new Set(alerts.map(({ level }) => level)).isSupersetOf(new Set(['80 %', '100 %', 'forecast']))).toBe(true);
    expect(levelsOf('tracker-ship-atlantic')).toContain('currency-mismatch');
    expect(levelsOf('alarm-panel-greenhouse')).toContain('100 %');
    expect(levelsOf('gateway-lab')).toEqual([]);
    expect(sent.messages).toBeLessThan(60);
  });
});

test.each([
  ['2026-11-01T00:00:00.000Z', '2026-10'],
  ['2026-10-31T23:59:59.999Z', '2026-09'],
  ['2027-01-15T12:00:00.000Z', '2026-12'],
  ['2028-03-01T00:00:00.000Z', '2028-02'],
])('at %s the last whole month is %s', (now, period) => {
  expect(lastWholeMonth(new Date(now))).toBe(period);
});
