import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fleetTable } from '../../../../infra/local/cli/fleet-table.ts';
import type { FleetRow } from '../../../../infra/local/cli/fleet-view.ts';
import { columnsOf, fitted, wrapped } from '../../../../infra/local/cli/terminal-text.ts';

const stream = new Writable();
const eur = (amount: string) => ({ amount, currency: 'EUR' });

function row(id: string, more: Partial<FleetRow> = {}): FleetRow {
  return {
    id,
    name: `camera-${id}`,
    tags: [],
    cost: [eur('4.2')],
    data: [],
    sms: [],
    expectedAtEnd: eur('5.3'),
    limit: eur('5'),
    sharePct: 84,
    state: 'near limit',
    reason: '',
    ...more,
  };
}

const tableOf = (rows: FleetRow[], all = false): string => fleetTable(rows, { currency: 'EUR', all, stream });

describe('the table of the fleet', () => {
  test('has one line for an endpoint, with its name at the end', () => {
    const foreign = [{ amount: '1.28', currency: 'USD' }, eur('0.28')];
    const rows = [
      row('11899967'),
      row('166', { name: '', sharePct: 5, cost: foreign, state: 'currency mismatch' }),
      row('9', { sharePct: undefined, cost: [], expectedAtEnd: undefined, limit: undefined, state: 'failed' }),
    ];
    expect(tableOf(rows)).toBe(`Costs of this month, in EUR where no other currency is named:

Share      Cost  Expected  Limit  State       Endpoint  Name
 84 %      4.20      5.30   5.00  near limit  11899967  camera-11899967
  5 %  USD 1.28      5.30   5.00  currency         166  endpoint 166
           0.28                   mismatch
    -         -         -      -  failed             9  camera-9`);
  });

  test('shows fifteen endpoints, and says what it leaves out', () => {
    const rows = Array.from({ length: 20 }, (_, index) =>
      row(String(index + 1), { state: index < 17 ? 'near limit' : 'within limit' }),
    );
    const lines = tableOf(rows).split('\n');
    expect(lines.slice(3, -2).map((line) => line.split(' ').at(-1))).toEqual(rows.slice(0, 15).map(({ name }) => name));
    expect(lines.at(-1)).toBe('5 more endpoints: 2 near limit, 3 within limit; npm start -- --all shows them');
    expect(tableOf(rows, true)).toContain('camera-20');
    expect(tableOf(rows, true)).not.toContain('more endpoints');
    expect(tableOf(rows.slice(0, 16)).split('\n').at(-1)).toMatch(/^1 more endpoint: 1 near limit; /);
    expect(tableOf(rows.slice(0, 15))).not.toContain('more endpoint');
  });

  test.each([
    ['999999.99', '999999.99'],
    ['1500000', '1500000'],
    ['999999999.4', '999999999'],
    ['2000000000000000000000', '2.00e+21'],
    ['0.000000000001', '0.00'],
  ])('writes an amount of %s in nine columns at most: %s', (amount, written) => {
    expect(tableOf([row('1', { cost: [eur(amount)] })])).toContain(` ${written}  `);
  });

  test('fits 80 columns, whatever emnify says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('家', '🫠', '👩‍👩‍👧', '🇩🇪', 'é', 'กี', 'a', ' ', '\u001b[31m'), maxLength: 60 }),
    );
    const amount = fc.oneof(fc.constantFrom('5', '1e21', '0'), fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String));
    const money = fc.record({ amount, currency: fc.constantFrom('EUR', 'USD', 'a currency') });
    const rows = fc.array(
      fc.record({
        id: fc.stringMatching(/^[0-9]{1,400}$/),
        name: text,
        cost: fc.array(money, { maxLength: 3 }),
        expectedAtEnd: amount.map(eur),
        limit: amount.map(eur),
        sharePct: fc.maxSafeInteger(),
        state: fc.constantFrom('over limit', 'within limit', 'currency mismatch', 'cost unavailable', 'not judged'),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(rows, fc.boolean(), (fleet, all) => {
        const lines = tableOf(
          fleet.map(({ id, ...more }) => row(id, more)),
          all,
        ).split('\n');
        expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
        expect(lines.filter((line) => line.includes('\u001b'))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('columns of a terminal', () => {
  test.each([
    ['camera', 6],
    ['Kühl', 4],
    ['u\u0308', 1],
    ['東京', 4],
    ['서울', 4],
    ['かな', 4],
    ['ﾊﾝｶｸ', 4],
    ['ＡＢ', 4],
    ['❄️', 2],
    ['🫠', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['🇩🇪', 2],
    ['1️⃣', 2],
    ['', 0],
  ])('%s takes %d', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  test.each([
    ['東京東京', 8, '東京東京'],
    ['東京東京', 7, '東京..'],
    ['ab 東京', 5, 'ab..'],
    ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5, '👩‍👩‍👧..'],
  ])('%s is cut to %d between characters', (text, columns, cut) => {
    expect(fitted(text, columns)).toBe(cut);
  });

  test('a text is broken at blanks, and a word that is longer stays whole', () => {
    const word = 'x'.repeat(30);
    expect(wrapped(`  ${word} ${word} ${word} ${'y'.repeat(90)} z`, '    ').split('\n')).toEqual([
      `  ${word} ${word}`,
      `    ${word}`,
      `    ${'y'.repeat(90)}`,
      '    z',
    ]);
  });
});
