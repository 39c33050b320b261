import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { accuracy } from './accuracy.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { DEVICES, nearMissTable, rulesTable, SEEDS } from './benchmark-section.ts';
import { type DeviceMonth, deviceMonth, storedPoints } from './device-month.ts';
import { randomFrom } from './random.ts';
import { playMonth, scoreOf, simulate } from './simulate.ts';

const fleets = new Map(SEEDS.map((seed) => [seed, simulate({ seed, devices: DEVICES })]));

describe.each([...fleets])('2,000 device-months of seed %i', (_seed, outcomes) => {
  const straightLine = scoreOf('straight line', outcomes);

  test('a forecast gives at most a quarter of the false alarms of the straight line', () => {
    expect(outcomes).toHaveLength(2_000);
    expect(straightLine.falseAlarms).toBeGreaterThan(0.1);
    expect(scoreOf('forecast', outcomes).falseAlarms).toBeLessThanOrEqual(straightLine.falseAlarms / 4);
  });

  test.each(['forecast', 'time-to-limit', 'either'] as const)(
    'of the devices that go over, %s warns nine of ten',
    (rule) => {
      expect(scoreOf(rule, outcomes).recall).toBeGreaterThanOrEqual(0.9);
    },
  );

  test('two days to act on a forecast, the better part of one on a limit within a day', () => {
    expect(scoreOf('forecast', outcomes).medianLeadHours).toBeGreaterThanOrEqual(48);
    expect(scoreOf('time-to-limit', outcomes).medianLeadHours).toBeGreaterThanOrEqual(12);
  });

  test('has every behaviour in it, and a believable share over the limit', () => {
    expect(new Set(outcomes.map(({ behaviour }) => behaviour)).size).toBe(BEHAVIOURS.length);
    const over = outcomes.filter(({ reachedAt }) => reachedAt !== undefined).length / outcomes.length;
    expect(over).toBeGreaterThan(0.1);
    expect(over).toBeLessThan(0.35);
  });
});

test('the figures of docs/benchmarks.md are these (npm run benchmark:forecasts writes them)', () => {
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  expect(page).toContain(rulesTable(fleets));
  expect(page).toContain(nearMissTable([...fleets.values()].flat()));
});

test('the more confident a forecast says it is, the nearer it comes', () => {
  const [low, medium, high] = accuracy({ seed: 1, devices: 300 }).map(({ medianError }) => medianError);
  expect(high).toBeLessThan(0.1);
  expect(medium).toBeGreaterThan(Number(high));
  expect(low).toBeGreaterThan(Number(medium));
});

describe('the simulation', () => {
  test('is the same for the same seed, and another for another', () => {
    const [once, twice, other] = [7, 7, 8].map((seed) => simulate({ seed, devices: 50 }));
    expect(twice).toEqual(once);
    expect(other).not.toEqual(once);
  });

  test('loses no warning by asking only when one is possible', () => {
    const random = randomFrom(11);
    const devices = Array.from({ length: 120 }, () => deviceMonth(random));
    const unskipped = devices.map((device) => playMonth(device, { askEveryHour: true }));
    expect(devices.map((device) => playMonth(device))).toEqual(unskipped);
    expect(unskipped.filter(({ warnedAt }) => warnedAt.either !== undefined).length).toBeGreaterThan(20);
  });

  test('plays months of their own length that never get cheaper', () => {
    const random = randomFrom(12);
    for (let left = 100; left > 0; left--) {
      const { spends, period } = deviceMonth(random);
      const [year, month] = period.split('-').map(Number);
      expect({ period, hours: spends.length - 1 }).toEqual({
        period,
        hours: new Date(Number(year), Number(month), 0).getDate() * 24,
      });
      expect(spends.every((spend, hour) => spend >= (spends[hour - 1] ?? 0))).toBe(true);
    }
  });

  test('stores each change of the last day, and one point for each day before', () => {
    const spends = [0, 1, 1, 2, ...Array.from({ length: 44 }, () => 2), 3, 4, 4, 5];
    expect(at(50)).toEqual(['01T00 0', '02T00 2', '03T00 3', '03T01 4']);
    expect(at(3)).toEqual(['01T00 0', '01T01 1', '01T03 2']);

    function at(hour: number): string[] {
      const device: DeviceMonth = { ...deviceMonth(randomFrom(1)), startsAt: Date.UTC(2026, 9, 1), spends };
      return storedPoints(device, hour).map((point) => `${point.at.slice(8, 13)} ${Number(point.amount)}`);
    }
  });

  test('counts reached limits, false alarms and lead as it says', () => {
    const outcome = { behaviour: 'steady', endedAt: 1 };
    const score = scoreOf('forecast', [
      { ...outcome, reachedAt: 100, warnedAt: { forecast: 60 } },
      { ...outcome, reachedAt: 100, warnedAt: { forecast: 90 } },
      { ...outcome, reachedAt: 100, warnedAt: { 'straight line': 10 } },
      { ...outcome, warnedAt: { forecast: 60 } },
      { ...outcome, warnedAt: {} },
      { ...outcome, warnedAt: { 'time-to-limit': 60 } },
      { ...outcome, warnedAt: {} },
    ]);
    expect(score).toEqual({ falseAlarms: 0.25, recall: 2 / 3, medianLeadHours: 25 });
  });
});
