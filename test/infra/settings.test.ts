import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { fromJSONSchema } from 'zod';
import { readBudgetsFile } from '../../infra/budgets-file.ts';
import { readSettings } from '../../infra/settings.ts';
import { SettingsError } from '../../infra/settings-error.ts';
import { budgetsSchemaText } from '../../infra/write-budgets-schema.ts';

const shipped = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;
const GOOD = 'currency: EUR\nrecipients: nobody\nbudgets:\n  - name: all\n    limit: 5\n';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'budgets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const path = join(folder, 'budgets.yaml');
  writeFileSync(path, text);
  return path;
}

/** What a person reads when `cdk deploy` finds this file, without the folder of this test. */
function complaintOf(text: string, context: Record<string, unknown> = {}): string {
  const budgetsPath = write(text);
  try {
    readSettings({ budgetsPath, context: (key) => context[key] });
  } catch (error) {
    if (error instanceof SettingsError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
  return 'nothing to complain about';
}

describe('lines', () => {
  test('every problem has its line, from top to bottom', () => {
    const text = `# comment
curency: EUR
sweep: 1 minute
recipients:
  email:
    - ops@example.com
    - to: OPS@example.com
  sms: [15555550100]
budgets:
  - name: every-device
    limit: 5,00
    thresholds:
      - 80
      - 80
  - name: cameras
    match:
      tags: []
    limit: 3
    threshold: [80]
`;
    expect(complaintOf(text).replaceAll(/(line \d+: \S+).*/g, '$1')).toBe(`budgets.yaml has 10 problems:
  line 2: currency
  line 2: curency
  line 3: sweep
  line 7: recipients.email[1]
  line 8: recipients.sms[0]
  line 11: budgets[0].limit
  line 14: budgets[0].thresholds[1]
  line 15: budgets[1]
  line 17: budgets[1].match.tags
  line 19: budgets[1].threshold`);
  });

  test.each(['rest', 'graphql'])('listWith: %s, which an earlier version knew, is one problem', (list) => {
    expect(complaintOf(`${GOOD}emnify:\n  requestShare: 25\n  listWith: ${list}\n`)).toBe(
      'budgets.yaml has 1 problem:\n  line 8: emnify.listWith is not a known key any more. Remove listWith: endpoints are always listed by REST.',
    );
  });

  test('one problem', () => {
    expect(complaintOf(GOOD.replace('5', '5,00'))).toBe(
      'budgets.yaml has 1 problem:\n  line 5: budgets[0].limit is "5,00": not a number. Write 5.00.',
    );
  });

  test('behind an alias, the line of what it stands for', () => {
    const text =
      'currency: EUR\nrecipients: nobody\nbudgets:\n  - name: a\n    match: &m\n      tags: []\n    limit: 1\n  - { name: b, match: *m, limit: 1 }\n';
    expect(complaintOf(text)).toMatch(
      /^budgets.yaml has 2 problems:\n {2}line 6: budgets\[0\].*\n {2}line 6: budgets\[1\]/,
    );
  });

  test('keys that are there twice, together with all else', () => {
    expect(complaintOf(`${GOOD}    limit: -6\ncurrency: eur\n`)).toBe(`budgets.yaml has 4 problems:
  line 6: duplicate key "limit". Keep one of the two.
  line 6: budgets[0].limit is -6: not above 0. Write a number above 0, such as 5 or 7.50.
  line 7: duplicate key "currency". Keep one of the two.
  line 7: currency is "eur": not three capital letters. Write EUR.`);
  });
});

describe('what is not YAML', () => {
  test.each([
    [
      'a tab',
      'currency: EUR\nbudgets:\n\t- name: a\n',
      'line 3: tab in the indentation, use spaces. Indent with spaces.',
    ],
    ['an open quote', 'currency: "EUR\n', 'line 1: not valid YAML: Missing closing "quote. Look at the indentation'],
    ['two documents', `${GOOD}---\n${GOOD}`, 'line 6: a second document begins. Remove this line'],
    ['a tag', 'currency: !eur EUR\n', 'line 1: not understood: Unresolved tag: !eur. Remove the tag'],
    ['a star alone', 'currency: *\n', 'line 1: text that begins with "*" or "&" is not in quotes. Put it in quotes'],
  ])('%s', (_, text, complaint) => {
    expect(complaintOf(text)).toContain(complaint);
  });

  test('an alias of itself', () => {
    expect(complaintOf('currency: EUR\nbudgets: &b [*b]\n')).toContain('budgets[0] is a list: not a mapping');
  });

  test('an empty file', () => {
    expect(complaintOf('')).toContain('line 1: the content is empty. Write at least currency and budgets');
  });

  test('no file', () => {
    expect(() => readBudgetsFile('nowhere/budgets.yaml')).toThrow(
      new SettingsError(
        `nowhere/budgets.yaml is not there: ${resolve('nowhere/budgets.yaml')} was looked for. Write the path of a budgets file.`,
      ),
    );
    const elsewhere = join(folder, 'none.yaml');
    expect(() => readBudgetsFile(elsewhere, { name: 'budgets.yaml' })).toThrow(
      new SettingsError(`budgets.yaml is not there: ${elsewhere} was looked for. Write the path of a budgets file.`),
    );
  });

  test('no file that can be read', () => {
    expect(() => readBudgetsFile(folder)).toThrow(
      `${folder} cannot be read: EISDIR. Make it a file that you may read.`,
    );
  });
});

describe('settings', () => {
  const read = (context: Record<string, unknown>) =>
    readSettings({ budgetsPath: write(GOOD), context: (key) => context[key] });

  test('the file and the context in one', () => {
    expect(read({})).toMatchObject({ stackName: 'EmnifyCostAlerts', currency: 'EUR', sweepMinutes: 60 });
    expect(read({ stackName: 'Test-2' }).stackName).toBe('Test-2');
  });

  test.each(['1st', 'with blank', '', 'a'.repeat(129), 7])('no name of a stack: %j', (stackName) => {
    expect(complaintOf(GOOD, { stackName })).toContain('not a name that CloudFormation accepts. Write 1 to 128');
  });

  test('mistakes in both are reported at once', () => {
    expect(complaintOf('currency: EUR\nrecipients: nobody\n', { stackName: '1st' })).toBe(`budgets.yaml has 1 problem:
  line 1: budgets is missing. Write a list of at least one budget, such as: - { name: every-device, limit: 5 }.
The CDK context has 1 problem:
  stackName is "1st": not a name that CloudFormation accepts. Write 1 to 128 letters, digits or dashes, starting with a letter: -c stackName=EmnifyCostAlerts.`);
  });
});

describe('a file without recipients', () => {
  const REMEDY =
    'Write email or sms below it, such as email: [ops@example.com], or recipients: nobody if only programs get alerts.';

  test.each([
    ['recipients is missing', ''],
    ['recipients is a mapping: neither email nor sms has an entry', 'recipients: {}\n'],
    ['recipients is a mapping: neither email nor sms has an entry', 'recipients: { email: [], sms: [] }\n'],
  ])('%s: %j', (complaint, recipients) => {
    const text = `budgets: [{ name: all, limit: 5 }]\ncurrency: EUR\n${recipients}`;
    const line = recipients === '' ? 1 : 3;
    expect(complaintOf(text)).toBe(`budgets.yaml has 1 problem:\n  line ${line}: ${complaint}. ${REMEDY}`);
  });

  test('is reported together with all other mistakes', () => {
    expect(complaintOf(GOOD.replace('recipients: nobody\n', '').replace('5', '-5'))).toMatch(
      /^budgets.yaml has 2 problems:\n {2}line 1: recipients is missing.*\n {2}line 4: budgets\[0\].limit is -5/,
    );
  });

  test('that says so is right, and so is one for a trial', () => {
    expect(complaintOf(GOOD)).toBe('nothing to complain about');
    const budgetsPath = write(GOOD.replace('recipients: nobody\n', ''));
    const settings = readSettings({ budgetsPath, context: () => undefined, needsRecipients: false });
    expect(settings.recipients).toEqual({ email: [], sms: [] });
  });
});

describe('the files that come with the project', () => {
  test('budgets.yaml is right', () => {
    expect(readBudgetsFile(shipped('budgets.yaml'))).toEqual({
      currency: 'EUR',
      sweepMinutes: 60,
      requestSharePct: 50,
      notifyMinutes: 1,
      reportAt: { hour: 7, minute: 0 },
      monthlyTest: true,
      smsSpendingLimitUsd: 1,
      customerManagedKey: false,
      emnifyBaseUrl: 'https://cdn.emnify.net',
      recipients: {
        email: [{ to: 'ops@example.com', from: 'warning' }],
        sms: [{ to: '+15555550100', from: 'critical' }],
      },
      plan: {
        currency: 'EUR',
        budgets: [
          {
            name: 'cameras',
            scope: 'endpoint',
            match: { tags: ['camera'] },
            meter: 'total',
            limit: '50',
            thresholds: [80, 100],
            criticalFrom: 100,
            forecast: true,
            anomaly: true,
          },
          {
            name: 'every-device',
            scope: 'endpoint',
            meter: 'total',
            limit: '5',
            thresholds: [80, 100],
            criticalFrom: 100,
            forecast: true,
            anomaly: true,
          },
          {
            name: 'all-cameras',
            scope: 'group',
            match: { tags: ['camera'] },
            meter: 'total',
            limit: '400',
            thresholds: [80, 100],
            criticalFrom: 100,
            forecast: true,
          },
          {
            name: 'workspace',
            scope: 'organisation',
            meter: 'total',
            limit: 'emnify',
            thresholds: [50, 80, 90],
            criticalFrom: 80,
            forecast: true,
          },
        ],
        mutes: [],
        checkMe: { sharePct: 30, atLeast: 20 },
      },
    });
  });

  test('budgets.yaml is right with each of its commented examples, too, and so is its schema', () => {
    const schema = fromJSONSchema(JSON.parse(budgetsSchemaText()));
    const text = readFileSync(shipped('budgets.yaml'), 'utf8');
    const lines = text.split('\n');
    const commented = lines.flatMap((line, index) => (/^\s*# (- \{|\w+:( |$))/.test(line) ? [index] : []));
    expect(commented).toHaveLength(16);
    for (const index of commented) {
      // A key alone has its value in the line below.
      const last = lines[index]?.endsWith(':') ? index + 1 : index;
      const uncomment = (line: string, at: number) => (at >= index && at <= last ? line.replace('# ', '') : line);
      const changed = lines.map(uncomment).join('\n');
      expect(complaintOf(changed)).toBe('nothing to complain about');
      expect(parse(changed)).not.toEqual(parse(text));
      expect(schema.safeParse(parse(changed)).error).toBeUndefined();
    }
  });

  test('budgets.schema.json is in step with the code (node infra/write-budgets-schema.ts)', () => {
    expect(readFileSync(shipped('budgets.schema.json'), 'utf8')).toBe(budgetsSchemaText());
  });

  test('every value in budgets.schema.json is explained', () => {
    const unexplained = keysWithoutDescription(JSON.parse(budgetsSchemaText()));
    expect(unexplained).toEqual([]);
  });

  test('budgets.schema.json takes budgets.yaml, and not one that is misspelt', () => {
    const schema = fromJSONSchema(JSON.parse(budgetsSchemaText()));
    const content = parse(readFileSync(shipped('budgets.yaml'), 'utf8'));
    expect(schema.safeParse(content).error).toBeUndefined();
    expect(schema.safeParse({ ...content, curency: 'EUR' }).success).toBe(false);
    expect(schema.safeParse({ ...content, budgets: [{ name: 'a', limit: '5,00' }] }).success).toBe(false);
  });
});

function keysWithoutDescription(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const properties = 'properties' in schema ? Object.entries(Object(schema.properties)) : [];
  return [
    ...properties.filter(([, value]) => !Object(value).description).map(([key]) => `${path}.${key}`),
    ...Object.entries(schema).flatMap(([key, value]) => keysWithoutDescription(value, `${path}.${key}`)),
  ];
}
