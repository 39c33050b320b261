import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { KINDS, nameOf, SERVICES } from './cells.ts';
import { CONDITIONS } from './conditions.ts';
import { CELLS } from './matrix.ts';
import { reliabilityTable } from './reliability-table.ts';

test('the table of docs/reliability.md is this one (node test/pipeline/faults/write-reliability.ts writes it)', () => {
  expect(readFileSync('docs/reliability.md', 'utf8')).toContain(
    `<!-- faults -->\n${reliabilityTable(CELLS)}\n<!-- /faults -->`,
  );
});

test.each(Object.entries(SERVICES))('%s has a cell for every kind of fault, each with a name of its own', (service) => {
  const cells = CELLS.filter((cell) => cell.service === service);
  expect(cells.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...KINDS]));
  expect(new Set(cells.map(nameOf)).size).toBe(cells.length);
});

test('who hears of a fault reads on in docs/operations.md', () => {
  const headings = readFileSync('docs/operations.md', 'utf8').match(/(?<=^## ).+$/gm);
  expect(headings).toEqual(expect.arrayContaining([...CONDITIONS]));
});
