import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asText, SynthesizedStack } from '../../synthesized-stack.ts';

const PARAMETER = '/EmnifyCostAlerts/budgets';
const [, output] = new SynthesizedStack().outputs.find(([name]) => name === 'WhenNeededChangeBudgets') ?? [];
const COMMAND = asText(output?.Value)
  .replaceAll('<AWS::Region>', 'eu-central-1')
  .replaceAll(/<BudgetsParameter\w+>/g, PARAMETER);

const RIGHT = '{ "currency": "EUR", "budgets": [{ "name": "every-device", "limit": 7 }] }\n';
const WRONG = '{ "currency": "EUR", "budgets": [{ "name": "every-device", "limit": "seven" }] }\n';

let folder: string;

/** This project under a path with a blank, and beside it a folder of programs that only this test has. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'change-budgets-'));
  mkdirSync(join(folder, 'my project'));
  for (const name of readdirSync('.')) symlinkSync(resolve(name), join(folder, 'my project', name));
  program('aws', 'echo "$*" >> "$HERE/asked"; case "$*" in *get-parameter*) [ -z "$NO_AWS" ] && echo "{}";; esac');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** @param path under the folder of programs, which is on the PATH */
function program(path: string, script: string): string {
  const file = join(folder, 'programs', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** An editor that writes one text after the other into the file that it opens, and notes its arguments. */
function editor(path: string, ...texts: string[]): string {
  texts.forEach((text, index) => {
    writeFileSync(join(folder, `text-${index + 1}`), text);
  });
  return program(
    path,
    'echo "$*" >> "$HERE/arguments"\nfor file; do :; done\ncat "$HERE/text-$(wc -l < "$HERE/arguments")" > "$file"',
  );
}

interface Person {
  shell?: string;
  editor?: string | undefined;
  keys?: string;
  env?: object;
}

/** What a person does who copies the command of the output. */
function change({ shell = 'sh', editor: EDITOR, keys = '', env = {} }: Person = {}) {
  const { EDITOR: _, ...rest } = process.env;
  const path = [join(folder, 'programs'), dirname(process.execPath), process.env.PATH].join(':');
  const ran = spawnSync(shell, ['-c', COMMAND], {
    cwd: join(folder, 'my project'),
    env: { ...rest, ...(EDITOR !== undefined && { EDITOR }), HERE: folder, PATH: path, ...env },
    input: keys,
    encoding: 'utf8',
  });
  const read = (name: string): string =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  return {
    status: ran.status,
    words: ran.stdout + ran.stderr,
    asked: read('asked').trimEnd().split('\n'),
    arguments: read('arguments').trimEnd().split('\n'),
    budgets: read('my project/budgets.json'),
  };
}

const GET = `ssm get-parameter --region eu-central-1 --name ${PARAMETER} --query Parameter.Value --output text`;
const PUT = `ssm put-parameter --region eu-central-1 --name ${PARAMETER} --tier Intelligent-Tiering --overwrite --value file://budgets.json`;

describe('the command that changes budgets', () => {
  test.each([
    ['sh', 'code'],
    ['bash', 'my tools/code'],
  ])('opens an editor with an argument, checks, and puts what it has written: %s, %s', (shell, path) => {
    const {
      status,
      asked,
      arguments: args,
      budgets,
      words,
    } = change({
      shell,
      editor: `"${editor(path, RIGHT)}" --wait`,
    });
    expect(words).toContain('in order: 1 budget');
    expect([status, asked, args, budgets]).toEqual([0, [GET, PUT], ['--wait budgets.json'], RIGHT]);
  });

  test('needs no quotes about an editor without blanks in its path', () => {
    const { status, asked, arguments: args } = change({ editor: `${editor('code', RIGHT)} --new-window --wait` });
    expect([status, asked, args]).toEqual([0, [GET, PUT], ['--new-window --wait budgets.json']]);
  });

  test.each([
    ['none is named', undefined],
    ['its name is empty', ''],
  ])('opens vi where %s', (_, none) => {
    editor('vi', RIGHT);
    const { status, asked, arguments: args } = change({ editor: none });
    expect([status, asked, args]).toEqual([0, [GET, PUT], ['budgets.json']]);
  });

  test('names every mistake, and opens the same text again', () => {
    const { status, asked, words, budgets } = change({ editor: editor('ed', WRONG, RIGHT), keys: '\n' });
    expect(words).toMatch(/Enter to edit again, Ctrl-C to change nothing: .*in order: 1 budget/);
    expect(words).toContain('line 1: budgets[0].limit is "seven"');
    expect([status, asked, budgets]).toEqual([0, [GET, PUT], RIGHT]);
  });

  test('puts nothing that the check refuses, and leaves it where it was written', () => {
    const { status, asked, budgets } = change({ editor: editor('ed', WRONG) });
    expect([status, asked, budgets]).toEqual([1, [GET], WRONG]);
  });

  test('puts nothing where the editor cannot be opened', () => {
    const { status, asked, words } = change({ editor: 'no-such-editor --wait' });
    expect([status, asked]).toEqual([1, [GET]]);
    expect(words).toContain('no-such-editor');
  });

  test('opens nothing where the budgets cannot be had', () => {
    const { status, asked, arguments: args } = change({ editor: editor('ed', RIGHT), env: { NO_AWS: '1' } });
    expect([status, asked, args]).toEqual([1, [GET], ['']]);
  });
});
