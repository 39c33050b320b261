import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BEHAVIOURS } from './behaviours.ts';
import {
  anomalyTable,
  confidencesTable,
  DEVICES,
  nearMissTable,
  rangesTable,
  rulesTable,
} from './benchmark-section.ts';
import { type DeviceMonth, deviceMonth, storedPoints } from './device-month.ts';
import { randomFrom } from './random.ts';
import { type RangeCheck, rangeScoreOf } from './ranges.ts';
import { anomalyScoreOf, type Outcome, playMonth, scoreOf, simulate } from './simulate.ts';

const printed = execFileSync(process.execPath, ['test/bench/forecasts/print-outcomes.ts'], {
  encoding: 'utf8',
  maxBuffer: 100_000_000,
});
const outcomesOf: { fleets: [number, Outcome[]][]; ranges: [number, RangeCheck[]][] } = JSON.parse(printed);
const fleets = new Map(outcomesOf.fleets);
const ranges = new Map(outcomesOf.ranges);
const all = [...fleets.values()].flat();

describe.each([...fleets])('600 device-months of seed %i', (seed, outcomes) => {
  test('a forecast is rarely false, and warns of nearly all devices that go over slowly enough', () => {
    const { falseAlarms, possibleRecall, medianLeadHours } = scoreOf('forecast', outcomes);
    expect(outcomes).toHaveLength(DEVICES);
    expect(falseAlarms).toBeLessThanOrEqual(0.025);
    expect(possibleRecall).toBeGreaterThanOrEqual(0.91);
    expect(medianLeadHours).toBeGreaterThanOrEqual(48);
  });

  test('all rules together are seldom false, miss nothing that can be known, and leave time', () => {
    const { falseAlarms, possibleRecall, medianLeadHours, shortLeadHours } = scoreOf('together', outcomes);
    expect(falseAlarms).toBeLessThanOrEqual(0.04);
    expect(possibleRecall).toBeGreaterThanOrEqual(0.98);
    expect(medianLeadHours).toBeGreaterThanOrEqual(48);
    expect(shortLeadHours).toBeGreaterThanOrEqual(6);
  });

  test('an incident is alerted soon, and little else is', () => {
    const { inTime, beforeHalfIfPossible, falseAlarms, large } = anomalyScoreOf(outcomes);
    expect(large).toBeGreaterThan(100);
    expect(inTime).toBeGreaterThanOrEqual(0.88);
    expect(beforeHalfIfPossible).toBeGreaterThanOrEqual(0.89);
    expect(falseAlarms).toBeLessThanOrEqual(0.015);
  });

  test('the month ends within the range, and half of the ranges are narrow', () => {
    const { within, medianWidth } = rangeScoreOf((ranges.get(seed) ?? []).filter(({ isForeseeable }) => isForeseeable));
    expect(within).toBeGreaterThanOrEqual(0.85);
    expect(medianWidth).toBeLessThan(0.4);
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
  expect(page).toContain(anomalyTable(fleets));
  expect(page).toContain(rangesTable(ranges));
  expect(page).toContain(confidencesTable([...ranges.values()].flat()));
  expect(page).toContain(nearMissTable(all));
});

test('the more confident a range says it is, the narrower it is, and no less true', () => {
  const checks = [...ranges.values()].flat().filter(({ isForeseeable }) => isForeseeable);
  const [low, medium, high] = (['low', 'medium', 'high'] as const).map((level) =>
    rangeScoreOf(checks.filter(({ confidence }) => confidence === level)),
  );
  expect(high?.medianWidth).toBeLessThan(0.15);
  expect(medium?.medianWidth).toBeGreaterThan(Number(high?.medianWidth));
  expect(low?.medianWidth).toBeGreaterThan(Number(medium?.medianWidth));
  for (const score of [low, medium, high]) expect(score?.within).toBeGreaterThanOrEqual(0.75);
});

describe('the simulation', () => {
  test('is the same for the same seed, and another for another', () => {
    const [once, twice, other] = [7, 7, 8].map((seed) => simulate({ seed, devices: 50 }));
    expect(twice).toEqual(once);
    expect(other).not.toEqual(once);
  });

  test('loses no warning by asking only when one is possible', () => {
    const random = randomFrom(11);
    const devices = Array.from({ length: 25 }, () => deviceMonth(random));
    const unskipped = devices.map((device) => playMonth(device, { askEveryHour: true }));
    expect(devices.map((device) => playMonth(device))).toEqual(unskipped);
    expect(unskipped.filter(({ warnedAt }) => warnedAt.together !== undefined).length).toBeGreaterThan(5);
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

  test('knows when an incident began, what it costs, and which figure shows it', () => {
    const random = randomFrom(13);
    for (let left = 300; left > 0; left--) {
      const { spends, incident, history, lastMonth, daysLastMonth } = deviceMonth(random);
      expect(history).toHaveLength(lastMonth === undefined ? 0 : daysLastMonth);
      if (incident === undefined) continue;
      expect(incident.spends.every((spend, hour) => spend <= (spends[hour] ?? 0) + 1e-9)).toBe(true);
      expect(incident.spends[incident.from]).toBe(0);
      expect(incident.until).toBeGreaterThan(incident.from);
      if (incident.shownAt === undefined) continue;
      expect(incident.shownAt).toBeGreaterThan(incident.from);
      expect(incident.spends[incident.shownAt]).toBeGreaterThan(0);
    }
  });

  test('counts reached limits, false alarms and lead as it says', () => {
    const outcome: Outcome = { behaviour: 'steady', endedAt: 1, warnedAt: {}, isFalseAnomaly: false };
    const incident = { isLarge: true, shownAt: 100 };
    const score = scoreOf('forecast', [
      { ...outcome, reachedAt: 100, warnedAt: { forecast: 60 } },
      { ...outcome, reachedAt: 100, warnedAt: { forecast: 90 } },
      { ...outcome, reachedAt: 100, warnedAt: { 'straight line': 10 } },
      { ...outcome, reachedAt: 100, incident },
      { ...outcome, warnedAt: { forecast: 60 } },
      outcome,
      { ...outcome, warnedAt: { anomaly: 60 } },
      outcome,
      { ...outcome, incident, warnedAt: { forecast: 110 } },
      { ...outcome, incident },
    ]);
    expect(score).toEqual({
      falseAlarms: 0.25,
      incidentsUnder: 0.5,
      recall: 0.5,
      possibleRecall: 2 / 3,
      medianLeadHours: 25,
      shortLeadHours: 10,
    });
  });

  test('counts alerts of incidents as it says', () => {
    const incidentOf = (incident: object): Outcome => ({
      behaviour: 'thief',
      endedAt: 1,
      warnedAt: {},
      isFalseAnomaly: false,
      incident: { isLarge: true, shownAt: 100, costAtFirst: 0.1, ...incident },
    });
    const ordinary: Outcome = { behaviour: 'steady', endedAt: 1, warnedAt: {}, isFalseAnomaly: false };
    const score = anomalyScoreOf([
      incidentOf({ alertedAt: 103, costAtAlert: 0.4 }),
      incidentOf({ alertedAt: 104, costAtAlert: 0.5 }),
      incidentOf({ alertedAt: 100, costAtAlert: 0.6, costAtFirst: 0.6 }),
      incidentOf({}),
      incidentOf({ isLarge: false }),
      ordinary,
      { ...ordinary, isFalseAnomaly: true },
    ]);
    expect(score).toEqual({
      inTime: 0.5,
      beforeHalf: 0.25,
      beforeHalfIfPossible: 1 / 3,
      falseAlarms: 0.5,
      beforeIncident: 0,
      large: 4,
    });
  });
});
