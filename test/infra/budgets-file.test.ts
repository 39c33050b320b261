import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BudgetsFile } from '../../functions/budgets-file/budgets.ts';
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

  test('is named in a key, too', () => {
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

describe('a value that a comma cuts between { and }', () => {
  const CUT = 'between { and } a comma ends a value';
  const inFlow = (limit: string) => `currency: EUR\nbudgets:\n  - { name: a, ${limit}, meter: sms }\n`;

  test.each([
    ['7,50', 'Write 7.50.'],
    ['7,5', 'Write 7.5.'],
    ['1,000', 'Write 1000 or 1, whichever is meant.'],
    ['1,000,000', 'Write 1000000.'],
    ['1,000.50', 'Write 1000.50.'],
    ['7,50 EUR', 'Write 7.50, if EUR is the currency of this file.'],
    ['2,5000', 'Write a number without separators, units or letters, such as 5 or 1250.50.'],
    ['1,5k', 'Write a number without separators, units or letters, such as 5 or 1250.50.'],
    ['7, 50', 'Put it in quotes, or a list in [ and ].'],
  ])('is one problem, with what was written: %s', (written, remedy) => {
    expect(complaints(inFlow(`limit: ${written}`))).toEqual([
      `line 3: budgets[0].limit is "${written}": ${CUT}. ${remedy}`,
    ]);
  });

  test('may be text, and stands beside what is wrong elsewhere', () => {
    const text = `currency: EUR
recipients: { email: a@b.example, c@d.example }
budgets:
  - { name: a, thresholds: 80, 100, limit: -5 }
mutes:
  - { budget: a, until: 2026-11-30, reason: load test, phase 2, who: Kim }
`;
    expect(complaints(text)).toEqual([
      `line 2: recipients.email is "a@b.example, c@d.example": ${CUT}. Put it in quotes, or a list in [ and ].`,
      `line 4: budgets[0].thresholds is "80, 100": ${CUT}. Put it in quotes, or a list in [ and ].`,
      'line 4: budgets[0].limit is -5: not above 0. Write a number above 0, such as 5 or 7.50.',
      `line 6: mutes[0].reason is "load test, phase 2": ${CUT}. Put it in quotes, or a list in [ and ].`,
    ]);
  });

  test.each([
    ['a key without a value', 'limit', 'budgets[0].limit is empty. '],
    ['a number that follows nothing', 'limit: , 50', 'budgets[0].limit is empty. '],
    ['a number with a value', 'limit: 7, 50: 1', 'budgets[0]["50"] is not a known key. '],
  ])('is not %s', (_, written, complaint) => {
    expect(complaints(inFlow(written))[0]).toMatch(`line 3: ${complaint}`);
  });
});

describe('a number is what is written, not what YAML makes of it', () => {
  test.each([
    ['1.000', '"1.000": it can mean 1000 or 1. Write 1000 or 1, whichever is meant.'],
    ['+5', '"+5": not a number. Write 5.'],
  ])('as a limit: %s', (limit, complaint) => {
    expect(complaints(`currency: EUR\nbudgets: [{ name: a, limit: ${limit} }]\n`)).toEqual([
      `line 2: budgets[0].limit is ${complaint}`,
    ]);
  });

  test.each([
    ['007', '7'],
    ['7.50', '7.5'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['12.3450', '12.345'],
    ['12345678901234567890', '12345678901234567890'],
  ])('the limit %s is %s', (written, limit) => {
    const { plan } = read(`currency: EUR\nbudgets: [{ name: a, limit: ${written} }]\n`);
    expect(plan.budgets).toMatchObject([{ limit }]);
  });

  test('as phone numbers, tags and ids without quotes', () => {
    const { recipients, plan } = read(`currency: EUR
recipients: { sms: [+4915112345678] }
budgets: [{ name: 007, match: { tags: [0151, 8988303000000614227] }, limit: 5 }]
`);
    expect(recipients.sms).toEqual([{ to: '+4915112345678', from: 'critical' }]);
    expect(plan.budgets).toMatchObject([{ name: '007', match: { tags: ['0151', '8988303000000614227'] } }]);
    const wrong =
      'currency: EUR\nrecipients: { sms: [015112345678, 15112345678, 004915112345678] }\nbudgets: [{ name: a, limit: 5 }]\n';
    expect(complaints(wrong)).toEqual([
      'line 2: recipients.sms[0] is "015112345678": not an international phone number. Write "+", the country code and the number, 8 to 15 digits, in quotes, such as "+15555550100".',
      'line 2: recipients.sms[1] is 15112345678: a number, not text. Write "+", the country code and the number, 8 to 15 digits, in quotes, such as "+15555550100".',
      'line 2: recipients.sms[2] is "004915112345678": not an international phone number. Write "+4915112345678", with the quotes.',
    ]);
  });
});

describe('a slip of YAML is one problem, on its line', () => {
  const HEAD = 'currency: EUR\nbudgets:\n';

  test.each([
    [
      'a quote that is not closed',
      "  - { name: a, limit: '5 }\n  - { name: b, limit: 6 }\n",
      'line 3: not valid YAML: Missing closing',
    ],
    ['a key that is too far to the right', '  - name: a\n     limit: 5\n', 'line 3: not valid YAML: Nested mappings'],
    ['a dash without a blank', '  -name: a\n   limit: 5\n', 'line 3: not valid YAML: Nested mappings'],
    ['a colon without a blank', '  - name: a\n    limit:5\n', 'line 4: not valid YAML: Implicit map keys'],
    ['a tab', '  - name: a\n\tlimit: 5\n', 'line 4: tab in the indentation, use spaces.'],
    ['a key twice', '  - { name: a, limit: 5, "limit": 6 }\n', 'line 3: duplicate key "limit". Keep one of the two.'],
    ['a second document', '  - { name: a, limit: 5 }\n---\n', 'line 4: a second document begins.'],
  ])('%s', (_, budgets, complaint) => {
    expect(complaints(HEAD + budgets)).toEqual([expect.stringContaining(complaint)]);
  });

  test('a version of YAML with other numbers', () => {
    expect(complaints(`%YAML 1.1\n---\n${HEAD}  - { name: a, limit: 010 }\n`)).toEqual([
      'line 1: the file says that it is YAML 1.1, and it is read as YAML 1.2. Remove the line that begins with %YAML.',
    ]);
    expect(read(`%YAML 1.2\n---\n${HEAD}  - { name: a, limit: 5 }\n...\n`).plan.budgets).toHaveLength(1);
  });

  test.each(['\r', '\r\n'])('lines may end in %j', (end) => {
    expect(complaints(`${HEAD}  - { name: a, limit: 0 }\n`.replaceAll('\n', end))).toEqual([
      expect.stringContaining('line 3: budgets[0].limit is 0: not above 0.'),
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
  ])('but UTF-16 is named as such, %s', (_, bytes) => {
    expect(complaints(bytes)).toEqual(['not UTF-8, line 1: it looks like UTF-16. Save the file as UTF-8.']);
  });

  test('is not one with a mark of UTF-8', () => {
    expect(read(`\ufeff${KOELN}`).plan.budgets).toMatchObject([{ match: { tags: ['Köln'] } }]);
  });
});
