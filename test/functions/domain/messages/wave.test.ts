import { describe, expect, test } from '@jest/globals';
import { type Crossing, crossingOf, waveOf } from '../../../../functions/domain/messages/wave.ts';
import { HOUR_MS } from '../../../../functions/domain/values/duration.ts';
import { aFaultAlert, aForecastAlert, anAlert, anAnomalyAlert, aScope, NOW } from '../../../fakes/samples.ts';

const run = { sweepId: 's1', fleetSize: 10, checkFrom: 4 };
const hoursBefore = (hours: number): string => new Date(NOW.getTime() - hours * HOUR_MS).toISOString();
const foundAt = (id: string, hours: number) =>
  anAlert({ scope: aScope(id), run, figures: { fetchedAt: hoursBefore(hours) } });
const crossing = (id: string, hours: number): Crossing => ({ scopeId: `endpoint#${id}`, at: hoursBefore(hours) });

describe('a wave', () => {
  test('is as many endpoints as its alerts say, of one sweep or of several', () => {
    const three = [foundAt('1', 0), foundAt('2', 1.5), foundAt('3', 5.5)];
    expect(waveOf(three)).toBeUndefined();
    expect(waveOf([...three, foundAt('4', 3)])).toEqual({ endpoints: 4, earlier: 0, fleetSize: 10, hours: 6 });
    expect(waveOf(three, [crossing('4', 3)])).toEqual({ endpoints: 4, earlier: 1, fleetSize: 10, hours: 6 });
  });

  test('counts each endpoint once, in whatever order they come', () => {
    const alerts = [foundAt('1', 0), foundAt('2', 0), foundAt('3', 0)];
    expect(waveOf(alerts, [crossing('1', 1), crossing('2', 2), crossing('1', 3)])).toBeUndefined();
    const earlier = [crossing('1', 1), crossing('4', 2), crossing('5', 3)];
    const wave = { endpoints: 5, earlier: 2, fleetSize: 10, hours: 3 };
    expect(waveOf(alerts, earlier)).toEqual(wave);
    expect(waveOf(alerts.toReversed(), earlier.toReversed())).toEqual(wave);
  });

  test('is six hours long at most: the six with the most endpoints', () => {
    const four = [0, 2, 4, 6].map((hours) => foundAt(`${hours}`, hours));
    expect(waveOf(four)).toMatchObject({ endpoints: 4, hours: 6 });
    expect(waveOf([0, 2, 4, 6.1].map((hours) => foundAt(`${hours}`, hours)))).toBeUndefined();
    const late = [20, 21, 22, 23, 24].map((hours) => foundAt(`${hours}`, hours));
    expect(waveOf([...four, ...late])).toMatchObject({ endpoints: 5, hours: 4 });
  });

  test('is none where the fleet is not counted, and none of earlier alerts alone', () => {
    const earlier = [1, 2, 3, 4, 5].map((id) => crossing(`${id}`, 1));
    expect(waveOf([anAlert({ run: { sweepId: 's1' } })], earlier)).toBeUndefined();
    expect(waveOf([aForecastAlert({ run })], earlier)).toBeUndefined();
    expect(waveOf([], earlier)).toBeUndefined();
  });
});

test('what counts is an endpoint that crosses or spends at an unusual pace, when that is news', () => {
  const mute = { until: NOW.toISOString(), upTo: { pct: 300 }, reason: 'firmware', who: 'ops' };
  const at = NOW.toISOString();
  const found = { scopeId: 'endpoint#166', at };
  const figures = { fetchedAt: at };
  expect(crossingOf(anAlert({ run, figures }))).toEqual(found);
  expect(crossingOf(anAnomalyAlert({ run, figures }))).toEqual(found);
  expect(crossingOf(anAlert({ run, figures, mute: { ...mute, cause: 'passed' } }))).toEqual(found);
  const others = [
    anAlert({ run, mute: { ...mute, cause: 'ended' } }),
    anAlert({ run, baseline: true }),
    anAlert({ run, scope: aScope('cameras', { kind: 'group' }) }),
    anAlert(),
    aForecastAlert({ run }),
    aFaultAlert({ run }),
  ];
  expect(others.map(crossingOf)).toEqual(others.map(() => undefined));
});
