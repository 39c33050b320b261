import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { checkBudgets } from '../../../functions/budgets-file/budgets.ts';
import { nameOf } from '../../../functions/budgets-file/problem.ts';
import { FILE, readText } from '../../fixtures/arbitrary/budgets.ts';
import { changed, type Place } from '../../fixtures/arbitrary/json.ts';
import { anyText } from '../../fixtures/arbitrary/text.ts';

/** Mistakes that have nothing to do with each other, by place. */
const MISTAKES: [Place, unknown][] = [
  [['currency'], 'eur'],
  [['sweep'], 5],
  [['notify'], '2 days'],
  [['report'], 'noon'],
  [['monthlyTest'], 'yes'],
  [['smsSpendingLimit'], 0.5],
  [['smsSenderId'], 'Acme Alerts'],
  [['encryption'], 'none'],
  [['emnify', 'baseUrl'], 'http://cdn.emnify.net'],
  [['emnify', 'tokenExpires'], '31.03.2027'],
  [['recipients', 'email', 0], 'nobody'],
  [['recipients', 'email', 1, 'from'], 'info'],
  [['recipients', 'sms', 0], 15555550100],
  [['budgets', 0, 'match', 'tags'], []],
  [['budgets', 0, 'thresholds', 1], '100 %'],
  [['budgets', 0, 'threshold'], 80],
  [['budgets', 1, 'meter'], 'voice'],
  [['budgets', 1, 'limit'], undefined],
  [['budgets', 2, 'match', 'ids', 1], 'cam'],
  [['budgets', 2, 'limitFromTag'], 'cost-limit'],
  [['budgets', 3, 'match'], {}],
  [['budgets', 4, 'limit'], '5,00'],
  [['budgets', 4, 'forecast'], 'off'],
  [['mutes', 0, 'until'], 'tomorrow'],
  [['mutes', 0, 'who'], ' '],
  [['checkMe', 'share'], 0.3],
  [['checkMe', 'atLeast'], null],
];

describe('mistakes', () => {
  test('are named all at once, each once and at its place, and their values with them', () => {
    fc.assert(
      fc.property(fc.subarray(MISTAKES, { minLength: 1 }), (mistakes) => {
        const content = mistakes.reduce((body, [place, by]) => changed(body, place, by), FILE as unknown);
        const checked = checkBudgets(content);
        const named = 'problems' in checked ? checked.problems.map(({ path, value }) => [nameOf(path), value]) : [];
        const made = mistakes.map(([place, by]) => [nameOf(place), by]);
        expect(named.toSorted()).toEqual(made.toSorted());
      }),
      { numRuns: 200 },
    );
  });

  test('in budgets.yaml are named on the lines where they stand, from top to bottom', () => {
    const wrong = fc.subarray(
      MISTAKES.filter(([, by]) => by !== undefined && typeof by !== 'object'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(wrong, (mistakes) => {
        const text = stringify(mistakes.reduce((body, [place, by]) => changed(body, place, by), FILE as unknown));
        const lines = text.split('\n');
        const named = [...String(readText(text)).matchAll(/^ {2}line (\d+): (.*)$/gm)];
        expect(named).toHaveLength(mistakes.length);
        expect(named.map(([, line]) => Number(line))).toEqual(
          named.map(([, line]) => Number(line)).toSorted((a, b) => a - b),
        );
        for (const [, line, words = ''] of named) {
          const [place] = mistakes.find(([at]) => words.startsWith(`${nameOf(at)} `)) ?? [];
          const key = place?.findLast((segment) => typeof segment === 'string');
          const last = place?.at(-1);
          const shown = lines[Number(line) - 1] ?? '';
          expect(shown).toContain(typeof last === 'number' ? '- ' : `${key}:`);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('stay in their lines, whatever text is in them', () => {
    const places = ['currency', 'sweep', 'report', 'colour'].map((key): Place => [key]);
    places.push(['budgets', 0, 'name'], ['budgets', 0, 'meter'], ['mutes', 0, 'budget'], ['mutes', 0, 'who']);
    fc.assert(
      fc.property(fc.subarray(places, { minLength: 1, maxLength: 3 }), anyText, (changes, text) => {
        const checked = checkBudgets(changes.reduce((body, place) => changed(body, place, text), FILE as unknown));
        const named =
          'problems' in checked ? checked.problems.map(({ message, remedy }) => `${message} ${remedy}`) : [];
        expect(named.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
