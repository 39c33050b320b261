import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { documentIn } from '../fixtures/documents.ts';

test('npm start with a file without recipients goes on, and warns at the beginning and at the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  const path = join(folder, 'silent.yaml');
  writeFileSync(path, 'currency: EUR\nbudgets: [{ name: every-device, limit: 5 }]\n');
  const args = ['infra/local/main.ts', '--json', '--budgets', path];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 });
  rmSync(folder, { recursive: true });
  const warning = `WARNING: ${path} names no recipients: no alert reaches anybody.`;
  const lines = stderr.trim().split('\n');
  expect([lines.at(0), lines.at(-1)]).toEqual([expect.stringContaining(warning), expect.stringContaining(warning)]);
  expect(stderr).toContain('60 endpoints listed');
  expect(documentIn(stdout)).toMatchObject({ schema: 'emnify-cost-run/1', sweep: { listed: 60, missing: 0 } });
});
