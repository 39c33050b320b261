import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

/** What every npm script begins with, under a Node that says it is of another version. */
function checkUnder(version: string) {
  const disguise = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, 'check-node.mjs'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: {}, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('a Node', () => {
  test.each(['14.21.3', '20.20.2', '22.23.5', '23.11.0', '24.2.0'])('%s is too old, which is one line', (version) => {
    expect(checkUnder(version)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(`^Node 24 is needed, this is ${version}\\. Install Node 24\\.3 or later .*\n$`),
      ),
    });
  });

  test.each(['24.3.0', '24.21.0', '25.0.0', '100.1.0'])('%s is new enough', (version) => {
    expect(checkUnder(version)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

test('every npm script and the app of cdk ask for it first', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { app } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const commands: string[] = [...Object.values<string>(scripts), app];
  expect(commands.length).toBeGreaterThan(8);
  expect(commands.filter((command) => !command.startsWith('node check-node.mjs && '))).toEqual([]);
});
