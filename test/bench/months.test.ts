import { describe, expect, test } from '@jest/globals';
import { delaysIn, figuresOf } from './months/figures.ts';
import { DEFAULT_LIMITS, type Game, type Played, play } from './months/play.ts';
import type { ScenarioName } from './months/scenarios.ts';

/** A small fleet, and a quota that is as scarce for it as emnify's is for a large one: a check of each every three hours. */
const SCARCE = { ...DEFAULT_LIMITS, requestsPerMonth: 30_000, checksPerRun: 50 };
const scarce = (scenario: ScenarioName): Game => ({ way: 'plan', endpoints: 80, seed: 3, scenario, limits: SCARCE });

const played = new Map<ScenarioName, Played>();
function playedOnce(scenario: ScenarioName): Played {
  const known = played.get(scenario) ?? play(scarce(scenario));
  played.set(scenario, known);
  return known;
}

describe.each(['usual', 'wakes-late', 'firmware', 'lagging-total', 'children', 'falling-costs'] as const)(
  'a month: %s',
  (scenario) => {
    test('no crossing is missed or invented, no endpoint is forgotten, and the quota is kept', () => {
      const { missed, invented, longestUnseen, requests, refused, crossings } = figuresOf(playedOnce(scenario).month);
      expect({ missed, invented, refused }).toEqual({ missed: 0, invented: 0, refused: 0 });
      expect(longestUnseen).toBeLessThanOrEqual(24.5);
      expect(requests).toBeLessThanOrEqual(SCARCE.requestsPerMonth);
      expect(crossings).toBeGreaterThan(0);
    });
  },
);

test('a device that wakes on the 28th is alerted within a few hours of its crossing', () => {
  const { month } = playedOnce('wakes-late');
  const [first] = delaysIn(month).filter(({ kind }) => kind === 'wakes late');
  expect(first?.isSent).toBe(true);
  expect(first?.minutes).toBeLessThan(3 * 60);
});

test('a total that is three hours behind is not trusted', () => {
  expect(playedOnce('lagging-total').verdicts.distrusted).toBeGreaterThan(0);
});

test('the same game comes to the same figures, and another seed to others', () => {
  const game = (seed: number): Game => ({ ...scarce('usual'), days: 5, seed });
  const seen = (seed: number) => JSON.stringify(figuresOf(play(game(seed)).month));
  expect(seen(1)).toBe(seen(1));
  expect(seen(1)).not.toBe(seen(2));
});

test('the obvious way has as many requests', () => {
  const naive = figuresOf(play({ ...scarce('usual'), way: 'naive' }).month);
  expect(naive.requests).toBeLessThanOrEqual(SCARCE.requestsPerMonth * 1.01);
  expect(naive.requests).toBeGreaterThan(SCARCE.requestsPerMonth * 0.95);
});
