import { describe, expect, test } from '@jest/globals';
import { type Budget, budgetsFor, matches } from '../../../../functions/domain/budgets/budget.ts';
import { anEndpoint, aPlan } from '../../../fakes/samples.ts';

const named = (name: string, glob: string): boolean => matches(anEndpoint('166', { name }), { name: glob });
const tagged = (tags: string[], wanted: string[]): boolean => matches(anEndpoint('166', { tags }), { tags: wanted });

describe('a name glob', () => {
  test.each([
    ['cam-17', 'cam-*', true],
    ['cam-', 'cam-*', true],
    ['CAM-17', ' cam-?? ', true],
    ['cam-1', 'cam-??', false],
    ['cam-17-b', '*17*', true],
    ['xcam-17', 'cam-*', false],
    ['', '*', true],
    ['', '?', false],
    ['', '', true],
    ['🚀-7', '?-7', true],
    ['🚀🚀', '?', false],
    ['pump 🚀 7', '*🚀*', true],
    ['a*b', 'a*b', true],
    ['abab', '*ab', true],
    ['aXbXc', 'a*X*c', true],
    ['aXbXd', 'a*X*c', false],
    ['KÜHL-1', 'kühl-*', true],
    ['Ku\u0308hl-1', 'kühl-*', true],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['[ab]', '[ab]', true],
    ['a', '[ab]', false],
    ['a\\b', 'a\\b', true],
  ])('%j is like %j: %p', (name, glob, like) => {
    expect(named(name, glob)).toBe(like);
  });

  test.each([
    ['a'.repeat(5_000), `${'a*'.repeat(200)}b`],
    ['a'.repeat(5_000), `${'*?a'.repeat(200)}b`],
    [`${'ab'.repeat(2_500)}c`, `*${'ab*'.repeat(500)}d`],
  ])('no name and glob take long together', (name, glob) => {
    const before = performance.now();
    expect(named(name, glob)).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('tags and ids', () => {
  test.each([
    [['Camera'], ['cAMERA '], true],
    [[' camera '], ['camera'], true],
    [['cameras'], ['camera'], false],
    [['a', 'b'], ['c', 'b'], true],
    [[], ['camera'], false],
    [['cost-limit=7.50'], ['cost-limit'], false],
    [['Größe'], ['gro\u0308ße'], true],
    [['*'], ['camera'], false],
    [['camera'], ['*'], false],
  ])('an endpoint with the tags %j is meant by %j: %p', (tags, wanted, meant) => {
    expect(tagged(tags, wanted)).toBe(meant);
  });

  test.each([
    [['166'], true],
    [['16', '1660', '66'], false],
  ])('the endpoint 166 is one of %j: %p', (ids, meant) => {
    expect(matches(anEndpoint('166'), { ids })).toBe(meant);
  });

  test('no match means everything, and every key has to hold', () => {
    const endpoint = anEndpoint('166', { name: 'cam-1', tags: ['camera'] });
    const all = { ids: ['166'], tags: ['camera'], name: 'cam-*' };
    expect([matches(endpoint), matches(endpoint, {}), matches(endpoint, all)]).toEqual([true, true, true]);
    for (const wrong of [{ ids: ['7'] }, { tags: ['truck'] }, { name: 'gw-*' }]) {
      expect(matches(endpoint, { ...all, ...wrong })).toBe(false);
    }
  });
});

test('per meter the first in the file counts, and a budget on another meter hides nothing', () => {
  const budgets = [
    { name: 'truck-texts', match: { tags: ['truck'] }, meter: 'sms', limit: 1 },
    { name: 'trucks', match: { tags: ['truck'] }, limit: 20 },
    { name: 'texts', meter: 'sms', limit: 2 },
    { name: 'data', meter: 'data', limit: 3 },
    { name: 'every-device', limit: 5 },
  ];
  const names = (tags: string[]): string[] =>
    budgetsFor(anEndpoint('1', { tags }), aPlan(budgets)).map((budget: Budget) => budget.name);
  expect(names(['truck']).sort()).toEqual(['data', 'truck-texts', 'trucks']);
  expect(names([]).sort()).toEqual(['data', 'every-device', 'texts']);
  expect(budgetsFor(anEndpoint('1'), { ...aPlan(), budgets: [] })).toEqual([]);
});
