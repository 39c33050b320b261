import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { paragraph } from '../../../infra/doctor/finding.ts';
import { SynthesizedStack } from '../synthesized-stack.ts';

const FOLDER = 'infra/doctor';
const source = readdirSync(FOLDER)
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
  .join('\n');

/** The headings of a page, without the marks of code. */
function headingsOf(page: string): string[] {
  const lines = readFileSync(page, 'utf8').matchAll(/^## (.+)$/gm);
  return [...lines].map(([, heading = '']) => heading.replaceAll('`', ''));
}

test('every paragraph that a remedy names is in docs/operations.md', () => {
  const named = [...source.matchAll(/(?:paragraph\(|heading: |heading \?\? )'([^']+)'/g)].map(([, heading]) => heading);
  expect(named.length).toBeGreaterThan(15);
  expect(headingsOf('docs/operations.md')).toEqual(expect.arrayContaining([...new Set(named)]));
  expect(paragraph('No sweep')).toBe('See "No sweep" in docs/operations.md.');
});

test('the paragraph about texts is in docs/deploying.md', () => {
  const named = [...source.matchAll(/See "([^"$]+)" in docs\/deploying\.md/g)].map(([, heading]) => heading);
  expect(named).not.toEqual([]);
  expect(headingsOf('docs/deploying.md')).toEqual(expect.arrayContaining(named));
});

test('every output that a remedy names is one of the deployment', () => {
  const outputs = new SynthesizedStack().outputs.map(([name]) => name);
  const named = [...source.matchAll(/\b(?:Step\d|WhenNeeded)[A-Z]\w+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(8);
  expect(outputs).toEqual(expect.arrayContaining(named));
});
