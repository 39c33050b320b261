import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const PLACES = ['functions', 'infra', 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs'];

/** Identifiers that were renamed, also as parts of longer ones. */
const IDENTIFIERS = /FleetWatch|Sighting|\bLedger|[a-z]Ledger|\bTempo\b|Allowance|ByHand|restlessness/;
/** Words that stood for several things. The tables keep some of them as names of attributes. */
const VAGUE = /\b(told|toldAt|outlooks?|seenAt|standing|tally)\b/i;
const KEEPS_FIRST_NAMES = /^functions\/aws\/(stored-names|cost-history-items|notification-log-items)\.ts:/;
/** Words for people, which must not stand for endpoints. */
const PEOPLE = /\b(somebody|everybody|whoever|whom)\b/i;

test.each([
  ['a renamed identifier', IDENTIFIERS],
  ['a word for people', PEOPLE],
])('no line contains %s', (_, word) => {
  expect(linesWith(word)).toEqual([]);
});

test('no line contains a vague word', () => {
  expect(linesWith(VAGUE).filter((line) => !KEEPS_FIRST_NAMES.test(line))).toEqual([]);
});

/** Lists the matches, as `path:line: word`. */
function linesWith(word: RegExp): string[] {
  return PLACES.flatMap((place) => filesIn(join(ROOT, place))).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const [found] = word.exec(line) ?? [];
        return found === undefined ? [] : `${relative(ROOT, file)}:${index + 1}: ${found}`;
      }),
  );
}

/** Lists the code in a folder, and of docs only the pages: decision records keep the words of their time. */
function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path, { recursive: path !== join(ROOT, 'docs'), encoding: 'utf8' });
  return names.filter((name) => /\.(ts|mjs|md)$/.test(name)).map((name) => join(path, name));
}
