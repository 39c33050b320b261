import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bounded, boundedKey, boundedTags, fits } from '../../../functions/emnify/bounded.ts';

const anyText = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 300 }))
  .map(([text, times]) => text.repeat(times));
const lengthOf = (text: string): number => [...text].length;

describe('a text', () => {
  test.each(['', 'tracker 0042', ' as written ', 'x'.repeat(200), '🚀'.repeat(200)])(
    'of %j is kept as it is',
    (text) => {
      expect([bounded(text), fits(text), boundedKey(text)]).toEqual([text, true, text]);
    },
  );

  test.each([
    ['x', 201],
    ['x', 140_000],
    ['🚀', 201],
    ['🚀', 600_000],
  ])('of %j, %d times, ends in two dots and has 200 characters', (character, times) => {
    const text = character.repeat(times);
    expect([bounded(text), fits(text)]).toEqual([`${character.repeat(198)}..`, false]);
  });

  test('is at most 200 characters, none of them half of one, whatever it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const short = bounded(text);
        expect(lengthOf(short)).toBeLessThanOrEqual(200);
        expect(short.isWellFormed()).toBe(true);
        expect(fits(text)).toBe(lengthOf(text) <= 200);
      }),
      { numRuns: 300 },
    );
  });
});

test('of keys that begin alike, each has a name of its own and at most 200 characters', () => {
  const keys = ['a', 'b', 'c'].map((end) => `${'x'.repeat(1_700)}${end}`);
  const names = keys.map(boundedKey);
  expect(new Set(names).size).toBe(3);
  expect(names.map(lengthOf)).toEqual([200, 200, 200]);
  expect(keys.map(boundedKey)).toEqual(names);
});

describe('tags', () => {
  test.each([
    ['', []],
    [' ,, ,', []],
    ['a, b,a ,c', ['a', 'b', 'c']],
    [','.repeat(100_000), []],
    [`${'a, '.repeat(100_000)}b`, ['a', 'b']],
    [`x, ${'y'.repeat(100_000)} ,z`, ['x', `${'y'.repeat(198)}..`, 'z']],
  ])('%#', (text, tags) => {
    expect(boundedTags([], text)).toEqual(tags);
  });

  test('of any number: the first of them', () => {
    const all = Array.from({ length: 50_000 }, (_, nth) => `tag-${String(nth).padStart(6, '0')}`);
    expect(boundedTags([], all.join())).toEqual(all.slice(0, 200));
  });

  test('are 2,000 units at most, and each at most 200 characters', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const tags = boundedTags(texts, texts.join());
        expect(tags.join('').length).toBeLessThanOrEqual(2_000);
        expect(tags.every((tag) => tag !== '' && tag === tag.trim() && lengthOf(tag) <= 200)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
