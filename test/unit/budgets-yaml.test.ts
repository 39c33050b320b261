import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BudgetsFile } from '../../functions/contracts/budgets.ts';
import { readBudgetsFile } from '../../infra/budgets-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'budgets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string | Uint8Array): BudgetsFile {
  const path = join(folder, 'budgets.yaml');
  writeFileSync(path, content);
  return readBudgetsFile(path, { name: 'budgets.yaml' });
}

/** The lines below the heading. */
function complaints(content: string | Uint8Array): string[] {
  try {
    read(content);
    return [];
  } catch (error) {
    return String(error).split('\n  ').slice(1);
  }
}

describe('text that YAML takes for an alias', () => {
  test('is one problem with its line, and a remedy that is the text itself', () => {
    const text = `currency: EUR
budgets:
  - { name: cams, match: { name: *cam }, limit: 5 }
  - { name: dogs, match: { name: *-dog-?*, tags: [*dog, x] }, limit: -5 }
`;
    expect(complaints(text)).toEqual([
      'line 3: budgets[0].match.name is *cam: without quotes, YAML looks for &cam. Put it in quotes: "*cam".',
      'line 4: budgets[1].match.name is *-dog-?*: without quotes, YAML looks for &-dog-?*. Put it in quotes: "*-dog-?*".',
      'line 4: budgets[1].match.tags[0] is *dog: without quotes, YAML looks for &dog. Put it in quotes: "*dog".',
      'line 4: budgets[1].limit is -5: not above 0. Write a number above 0, such as 5 or 7.50.',
    ]);
  });

  test.each([
    ['currency', 'currency: *c\nbudgets: [{ name: a, limit: 5 }]\n'],
    ['recipients', 'currency: EUR\nrecipients: *c\nbudgets: [{ name: a, limit: 5 }]\n'],
    ['budgets', 'currency: EUR\nbudgets: *c\n'],
    ['budgets[0]', 'currency: EUR\nbudgets:\n  - *c\n'],
    ['budgets[0].match', 'currency: EUR\nbudgets:\n  - { name: a, match: *c, limit: 5 }\n  - { name: b, limit: 5 }\n'],
    ['budgets[0].limit', 'currency: EUR\nbudgets: [{ name: a, limit: *c }]\n'],
    [
      'mutes[0].budget',
      'currency: EUR\nbudgets: [{ name: a, limit: 5 }]\nmutes: [{ budget: *c, until: 2026-11-30, reason: test, who: Kim }]\n',
    ],
  ])('is no second problem of another kind: %s', (place, text) => {
    expect(complaints(text)).toEqual([expect.stringContaining(`${place} is *c: without quotes`)]);
  });

  test('is told of a key, too', () => {
    expect(complaints('currency: EUR\n*c : 5\nbudgets: [{ name: a, limit: 5 }]\n')).toEqual([
      'line 2: the key *c is not in quotes, so that YAML looks for &c. Put it in quotes: "*c".',
    ]);
  });

  test('stays in its line, without commands for a terminal', () => {
    expect(complaints('currency: *c\u001bM\n')[0]).toMatch(/^line 1: currency is \*c [\x20-\x7e]+$/);
  });

  test('is what it stands for where it has an anchor', () => {
    const { plan } = read(
      'currency: EUR\nbudgets:\n  - { name: a, match: &m { tags: [x] }, limit: 5 }\n  - { name: b, meter: sms, match: *m, limit: 1 }\n',
    );
    expect(plan.budgets).toMatchObject([{ match: { tags: ['x'] } }, { match: { tags: ['x'] } }]);
  });
});

describe('a merge key', () => {
  const NOT_SUPPORTED = 'is a merge key, which is not supported. Write the keys and values themselves in its place.';

  test('is one problem for each mapping that has it, beside what is wrong elsewhere', () => {
    const text = `currency: EUR
budgets:
  - &cams
    name: cams
    match: { tags: [camera] }
    limit: 5
  - <<: *cams
    name: dogs
  - { <<: [*cams], name: cats }
  - { name: rest, limit: 0 }
mutes:
  - { budget: dogs, until: 2026-11-30, reason: test, who: Kim }
`;
    expect(complaints(text)).toEqual([
      `line 7: budgets[1]["<<"] ${NOT_SUPPORTED}`,
      `line 9: budgets[2]["<<"] ${NOT_SUPPORTED}`,
      'line 10: budgets[3].limit is 0: not above 0. Write a number above 0, such as 5 or 7.50.',
    ]);
  });

  test.each([
    ['nothing', '*none'],
    ['no mapping', '5'],
    ['itself', '*b'],
  ])('of %s is one problem, too', (_, source) => {
    const text = `currency: EUR\nbudgets:\n  - &b { <<: ${source}, name: a }\n  - { name: b, limit: 5 }\n`;
    expect(complaints(text)).toEqual([`line 3: budgets[0]["<<"] ${NOT_SUPPORTED}`]);
  });

  test('in quotes is a key like any other', () => {
    expect(complaints('currency: EUR\n"<<": 5\nbudgets: [{ name: a, limit: 5 }]\n')).toEqual([
      expect.stringMatching(/^line 2: \["<<"\] is not a known key\. Allowed here: currency/),
    ]);
  });
});

describe('a file that is not UTF-8', () => {
  const KOELN = 'currency: EUR\nbudgets:\n  - { name: a, match: { tags: [Köln] }, limit: 5 }\n';

  test('is refused with the line', () => {
    expect(complaints(Buffer.from(KOELN, 'latin1'))).toEqual([
      'not UTF-8, line 3: a letter of [K\ufffdln] cannot be read. Save the file as UTF-8.',
    ]);
  });

  test.each([
    ['with its mark', Buffer.from(`\ufeff${KOELN}`, 'utf16le')],
    ['with its mark, the other way round', Buffer.from(`\ufeff${KOELN}`, 'utf16le').swap16()],
    ['without', Buffer.from(KOELN, 'utf16le')],
    ['without, the other way round', Buffer.from(KOELN, 'utf16le').swap16()],
  ])('but UTF-16 is told as such, %s', (_, bytes) => {
    expect(complaints(bytes)).toEqual(['not UTF-8, line 1: it looks like UTF-16. Save the file as UTF-8.']);
  });

  test('is not one with a mark of UTF-8', () => {
    expect(read(`\ufeff${KOELN}`).plan.budgets).toMatchObject([{ match: { tags: ['Köln'] } }]);
  });
});
