import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const GOOD = `currency: EUR
recipients: { email: [ops@acme.io], sms: ["+491701234567"] }
budgets:
  - { name: cameras, match: { tags: [camera] }, limit: 50 }
  - { name: every-device, limit: 5 }
mutes: [{ budget: cameras, until: 2026-11-30, reason: load test, who: Kim }]
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command as npm does, with nothing in its environment but this. */
function check(args: string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(process.execPath, ['infra/local/cli/check.ts', ...args], { env, timeout: 60_000 });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, ...said }));
    child.stdin.end(input);
  });
}

describe('a file that is in order', () => {
  test('is one line and status 0', async () => {
    const path = file('good.yaml', GOOD);
    expect(await check([path])).toEqual({
      code: 0,
      stdout: `${path}: in order: 2 budgets, 2 recipients, 1 mute\n`,
      stderr: '',
    });
  });

  test("is found relative to the user's shell", async () => {
    file('good.yaml', GOOD);
    const { code, stdout } = await check(['good.yaml'], { env: { INIT_CWD: folder } });
    expect([code, stdout]).toEqual([0, 'good.yaml: in order: 2 budgets, 2 recipients, 1 mute\n']);
  });

  test('is budgets.yaml where none is named, with a warning of its example recipients', async () => {
    expect(await check([], { env: { INIT_CWD: folder } })).toEqual({
      code: 0,
      stdout: 'budgets.yaml: in order: 4 budgets, 2 recipients\n',
      stderr: expect.stringMatching(/^WARNING: budgets\.yaml has recipients that are only examples: .*\n$/),
    });
  });

  test('may have no recipient', async () => {
    const path = file('machines.yaml', 'currency: EUR\nrecipients: nobody\nbudgets: [{ name: all, limit: 5 }]\n');
    expect(await check([path])).toEqual({
      code: 0,
      stdout: `${path}: in order: 1 budget, no recipient\n`,
      stderr: '',
    });
  });
});

describe('a file that is not in order', () => {
  test('has status 1, and all its problems at once, beside files that are', async () => {
    const good = file('good.yaml', GOOD);
    const bad = file('bad.yaml', 'currency: eur\nbudgets:\n  - { name: every-device, limit: -5 }\n');
    const { code, stdout, stderr } = await check([bad, good]);
    expect([code, stdout]).toEqual([1, `${good}: in order: 2 budgets, 2 recipients, 1 mute\n`]);
    expect(stderr).toBe(`${bad} has 3 problems:
  line 1: currency is "eur": not three capital letters. Write EUR.
  line 1: recipients is missing. Write email or sms below it, such as email: [ops@example.com], or recipients: nobody if only programs get alerts.
  line 3: budgets[0].limit is -5: not above 0. Write a number above 0, such as 5 or 7.50.
`);
  });

  test('is one line where it is not there', async () => {
    const name = relative('.', join(folder, 'none.yaml'));
    expect(await check([name])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${name} is not there: ${join(folder, 'none.yaml')} was looked for. Write the path of a budgets file.\n`,
    });
  });
});

describe('the JSON of a parameter from standard input', () => {
  test('is in order, or not', async () => {
    const plan = { currency: 'EUR', budgets: [{ name: 'every-device', limit: 5 }] };
    const [good, bad, broken] = await Promise.all([
      check(['-'], { input: JSON.stringify(plan) }),
      check(['-'], { input: '{\n  "currency": "EUR",\n  "budgets": [{ "name": "a", "limit": 0 }],\n  "mute": []\n}' }),
      check(['-'], { input: '{"currency": "EUR",}' }),
    ]);
    expect(good).toEqual({ code: 0, stdout: 'standard input: in order: 1 budget\n', stderr: '' });
    expect([bad.code, bad.stdout, bad.stderr.split('\n')]).toEqual([
      1,
      '',
      [
        'standard input has 2 problems:',
        expect.stringContaining('line 3: budgets[0].limit is 0: not above 0.'),
        expect.stringContaining('line 4: mute is not a known key. Did you mean mutes?'),
        '',
      ],
    ]);
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('line 1: the content is not JSON')]);
  });
});

describe('what is typed', () => {
  test('may ask for help', async () => {
    const { code, stdout, stderr } = await check(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('npm run check -- FILE...');
  });

  test('may be wrong, which is one line', async () => {
    const { code, stdout, stderr } = await check(['--files']);
    expect([code, stdout, stderr]).toEqual([1, '', "Unknown option '--files'. See npm run check -- --help.\n"]);
  });
});
