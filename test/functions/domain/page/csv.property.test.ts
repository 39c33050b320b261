import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { csvLine } from '../../../../functions/domain/page/csv.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

/** Reads a line as RFC 4180 says. */
function cellsIn(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const cells = [...`,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",\r\n]*))/gy)];
  expect(cells.map(([all]) => all).join('')).toBe(`,${line.slice(0, -2)}`);
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

const tries = fc.array(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ' ', '\u200b', '＝', 'a', "'"), {
  maxLength: 8,
});
const anyText = fc.oneof(
  tries.map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name)),
);

test('a reader of CSV gets back every text, and no spreadsheet runs one', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1 }), (texts) => {
      const cells = cellsIn(csvLine(texts.map((text) => ({ text }))));
      expect(cells.map((cell, index) => (cell === texts[index] ? cell : cell.slice(1)))).toEqual(texts);
      for (const cell of cells) expect(cell).not.toMatch(/^[\s\u200b]*[=+\-@＝＋－＠]|^[\t\r]/);
    }),
  );
});

test.each(['=1+1', '+49 170', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\u200b=1'])(
  'a cell %j is made harmless',
  (text) => {
    expect(cellsIn(csvLine([{ text }]))).toEqual([`'${text}`]);
  },
);

test('figures stay figures, and what is not known is empty', () => {
  expect(csvLine([{ figure: '-0.5' }, { figure: 12 }, { figure: undefined }, { text: 'a "b", c' }])).toBe(
    '-0.5,12,,"a ""b"", c"\r\n',
  );
});
