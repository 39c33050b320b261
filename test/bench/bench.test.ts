import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SECTIONS } from './all-sections.ts';
import { BENCHMARKS_PAGE, withSection } from './benchmarks-page.ts';
import { BenchUsageError, helpOf, readBenchOptions } from './options.ts';
import { resultText } from './result-text.ts';
import { renderTable } from './table.ts';

const NAMES = ['memory', 'aws-cost', 'delays'];

describe('the command line', () => {
  test('without anything is every section with seed 1', () => {
    expect(readBenchOptions([], NAMES)).toEqual({ seed: 1, only: NAMES, write: false, help: false });
  });

  test('takes sections in any order, a seed, a file and --write', () => {
    const args = ['--only', 'delays, memory', '--seed', '7', '--json', 'out.json', '--write'];
    expect(readBenchOptions(args, NAMES)).toEqual({
      seed: 7,
      only: ['memory', 'delays'],
      jsonPath: 'out.json',
      write: true,
      help: false,
    });
  });

  test.each([
    [['--seed', 'one'], '--seed is "one": it takes a whole number, for example --seed 7.'],
    [['--seed', '-1'], /--seed/],
    [['--only', 'memory,speed'], '--only names "speed": there are memory, aws-cost, delays.'],
    [['--json', ''], /--json is empty/],
    [['--sections'], /--sections.*See npm run bench -- --help\./],
    [['memory'], /memory.*See npm run bench -- --help\./],
  ])('%j names what is allowed', (args, message) => {
    const read = () => readBenchOptions(args, NAMES);
    expect(read).toThrow(BenchUsageError);
    expect(read).toThrow(message);
  });

  test('help names every section', () => {
    expect(helpOf(NAMES)).toContain('only these: memory, aws-cost, delays');
  });
});

describe('a table', () => {
  test('sets figures to the right, thousands apart, and no more places than say something', () => {
    const rows = [
      { way: 'product', requests: 12_345, 'share, %': 95.256 },
      { way: 'a|b', requests: 7, 'share, %': 1.234567 },
    ];
    expect(renderTable(rows)).toBe(
      [
        '| way     | requests | share, % |',
        '| ------- | -------: | -------: |',
        '| product |   12,345 |     95.3 |',
        '| a\\|b    |        7 |     1.23 |',
      ].join('\n'),
    );
  });

  test('shows a figure that there is none of as a dash', () => {
    expect(renderTable([{ ms: Number.NaN }])).toContain('|   – |');
  });

  test('refuses rows of different columns', () => {
    expect(() => renderTable([{ a: 1 }, { b: 1 }])).toThrow('a row has the columns b, the first a');
  });
});

test('a result is its table, then its targets, then its notes', () => {
  const target = { what: 'Small', wanted: 'below 2', seen: '3', reached: false };
  expect(
    resultText({ rows: [{ a: 1 }], targets: [target, { ...target, reached: true }], notes: ['Median of 3.'] }),
  ).toBe(
    `${renderTable([{ a: 1 }])}

- **Missed**: Small. Wanted below 2, seen 3.
- Reached: Small. Wanted below 2, seen 3.

- Median of 3.`,
  );
});

describe('docs/benchmarks.md', () => {
  const page = readFileSync(BENCHMARKS_PAGE, 'utf8');

  test.each(SECTIONS.map(({ name, title }) => [name, title]))('has %s under its title', (name, title) => {
    expect(page.split('\n')).toContain(`## ${title}`);
    expect(withSection(page, name, 'the new table')).toContain(
      `<!-- bench ${name} -->\nthe new table\n<!-- /bench ${name} -->`,
    );
  });

  test('keeps everything else where a table is written', () => {
    const text = 'before\n<!-- bench a -->\nold\n<!-- /bench a -->\nafter <!-- bench b -->\n<!-- /bench b -->\n';
    expect(withSection(text, 'a', 'new $1')).toBe(text.replace('old', () => 'new $1'));
    expect(() => withSection(text, 'c', 'new')).toThrow('docs/benchmarks.md has no place for the section c');
  });
});

test('every section has a name of its own, in one word', () => {
  const names = SECTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z-]+$/);
});
