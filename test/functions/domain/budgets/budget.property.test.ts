import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matches } from '../../../../functions/domain/budgets/budget.ts';
import { effectiveBudgetFor } from '../../../../functions/domain/budgets/limit-from-tag.ts';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import { decimal, twoReadings } from '../../../../functions/domain/values/money.ts';
import { toAscii, toGsm7 } from '../../../../functions/domain/values/text.ts';
import { parseEndpoint } from '../../../../functions/emnify/endpoint-list.ts';
import { anEndpoint } from '../../../fakes/samples.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { aBudget } from '../../../fixtures/crossed.ts';

const named = (name: string, glob: string): boolean => matches(anEndpoint('166', { name }), { name: glob });

/** What a glob means, straight from the words: `*` is any characters, `?` is one, all else is itself in either case. */
function isLike(name: string, glob: string): boolean {
  const text = [...name.normalize('NFC').trim()];
  const pattern = [...glob.normalize('NFC').trim()];
  const same = (a: string | undefined, b: string | undefined): boolean => a?.toUpperCase() === b?.toUpperCase();
  // Of every place in the pattern, the lengths of the name that it may have come to.
  let ends = new Set([0]);
  for (const sign of pattern) {
    const next = new Set<number>();
    for (const end of ends) {
      if (sign === '*') for (let later = end; later <= text.length; later++) next.add(later);
      else if (end < text.length && (sign === '?' || same(sign, text[end]))) next.add(end + 1);
    }
    ends = next;
  }
  return ends.has(text.length);
}

const written = (alphabet: string, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((letters) => letters.join(''));

describe('a glob', () => {
  test('means what its words say', () => {
    const text = fc.oneof(written('aAb-*?', 10), written('aÄäé🚀.-', 10));
    const glob = fc.oneof(written('aAb-*?', 8), written('aÄäé🚀.-*?', 8), text);
    fc.assert(
      fc.property(text, glob, (name, pattern) => {
        expect(named(name, pattern)).toBe(isLike(name, pattern));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['Greek', 'ΑΣσ.*'],
    ['Turkish', 'Iİ*?'],
  ])('means so in %s', (_, alphabet) => {
    fc.assert(
      fc.property(written(alphabet, 6), written(alphabet, 6), (name, pattern) => {
        expect(named(name, pattern)).toBe(isLike(name, pattern));
      }),
      { numRuns: 1_000 },
    );
  });

  test('of everything, of the name itself and of a part of it matches any name', () => {
    fc.assert(
      fc.property(anyText, fc.nat(20), fc.nat(20), (name, from, length) => {
        const part = [...name.normalize('NFC')]
          .slice(from, from + length)
          .join('')
          .replace(/[*?]/g, '?');
        expect([named(name, '*'), named(name, name), named(name, `*${part.trim()}*`)]).toEqual([true, true, true]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('tags', () => {
  test('are what stands between the commas, and any of them in any case is enough', () => {
    fc.assert(
      fc.property(
        // Longer ones are bounded where they are read, see emnify-bounded.test.ts.
        fc.array(
          anyText.map((text) => [...text].slice(0, 100).join('')),
          { maxLength: 5 },
        ),
        fc.array(written('aAb ', 3), { maxLength: 3 }),
        (texts, more) => {
          const given = [...texts, ...more].join(',');
          const parts = given.split(',').map((part) => part.trim());
          const endpoint = parseEndpoint({ id: 1, tags: given });
          expect(new Set(endpoint?.tags)).toEqual(new Set(parts.filter((part) => part !== '')));
          if (!endpoint) return;
          const plain = parts.map((part) => part.normalize('NFC').toLowerCase());
          for (const wanted of ['a', 'ab', ' AB ', 'b']) {
            expect(matches(endpoint, { tags: [wanted] })).toBe(plain.includes(wanted.trim().toLowerCase()));
          }
          for (const tag of endpoint.tags)
            expect(matches(endpoint, { tags: ['no device has this', ` ${tag}\t`] })).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a limit on a tag', () => {
  const budget = aBudget({ limitFromTag: 'cost-limit' });
  const limitOf = (tags: string[]) => effectiveBudgetFor(anEndpoint('1', { tags }), budget);
  const digits = (most: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most });
  const amount = fc
    .tuple(digits(12), fc.option(digits(10)))
    .map(([whole, places]) => whole.join('') + (places === null ? '' : `.${places.join('')}`));
  const key = fc.constantFrom('cost-limit=', 'Cost-Limit = ', ' COST-LIMIT\t=');

  test('is the amount that was written, to the last digit; zero is none, and neither is what can mean two', () => {
    fc.assert(
      fc.property(key, amount, anyText, (start, text, other) => {
        const { effectiveBudget, faults } = limitOf([`x${other.replaceAll('=', '')}`, `${start}${text} `, 'truck']);
        const isTaken = Number(text) > 0 && !twoReadings(text);
        expect([effectiveBudget.limit, faults.length]).toEqual(isTaken ? [decimal(text), 0] : ['5', 1]);
      }),
      { numRuns: 500 },
    );
  });

  test('of any text is that amount or a fault in one short line, and never another amount', () => {
    const nearly = fc
      .tuple(amount, fc.constantFrom(',', '.', ' ', 'e', '-', '€', "'", '٣', '='))
      .chain(([text, sign]) => fc.nat(text.length).map((place) => text.slice(0, place) + sign + text.slice(place)));
    fc.assert(
      fc.property(key, fc.oneof(anyText, nearly), (start, text) => {
        const { effectiveBudget, faults } = limitOf([`${start}${text}`]);
        const [whole = '', places = '0', more] = text.trim().split('.');
        const isAmount = [whole, places].every((part) => [...part].every((c) => c >= '0' && c <= '9') && part !== '');
        const isInBounds = whole.length <= 12 && places.length <= 10 && Number(text) > 0;
        const isTaken = isAmount && more === undefined && isInBounds && !twoReadings(text.trim());
        expect(effectiveBudget.limit).toBe(isTaken ? decimal(text.trim()) : '5');
        expect(faults.map(({ kind }) => kind)).toEqual(isTaken ? [] : ['limit-unreadable']);
        const reason = faults[0]?.reason ?? '';
        expect(reason).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e\u2066]/u);
        expect(reason.length).toBeLessThan(200);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Ten thousand characters and more, of a few that repeat: what makes a careless pattern try for ever. */
const long = fc
  .tuple(written('a*?', 4), written('a*? -=1,.', 5), written('ab1', 2))
  .map(([start, unit, end]) => start + (unit || 'a').repeat(Math.ceil(10_000 / (unit.length || 1))) + end);

test('no length of names, globs, tags and amounts makes it slow', () => {
  fc.assert(
    fc.property(long, long, (text, other) => {
      expect(typeof named(text, other)).toBe('boolean');
      // Blanks without end around a digit are an amount all the same.
      const { faults } = effectiveBudgetFor(anEndpoint('1', { tags: [`a=${text}`] }), aBudget({ limitFromTag: 'a' }));
      expect(faults).toHaveLength(text.trim() === '1' ? 0 : 1);
      // An id of this length is none, and is not cut: it would be another endpoint.
      expect(parseEndpoint({ id: text, name: other, tags: text })).toBeUndefined();
      expect(parseEndpoint({ id: 1, name: other, tags: text })?.id).toBe('1');
      for (const show of [toAscii, toGsm7, (name: string) => displayName({ id: '1', name })]) {
        expect(typeof show(`${text}\u202e${other}`)).toBe('string');
      }
    }),
    { numRuns: 20 },
  );
});
