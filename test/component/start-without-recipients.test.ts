import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('npm start with a file without recipients goes on, and warns at the beginning and at the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  const path = join(folder, 'silent.yaml');
  writeFileSync(path, 'currency: EUR\nbudgets: [{ name: every-device, limit: 5 }]\n');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['infra/local/main.ts', '--budgets', path]);
  rmSync(folder, { recursive: true });
  const warning = `WARNING: ${path} names no recipients: no alert reaches anybody.`;
  const lines = stderr.trim().split('\n');
  expect([lines.at(0), lines.at(-1)]).toEqual([expect.stringContaining(warning), expect.stringContaining(warning)]);
  expect(stdout).toContain('60 endpoints listed');
});
