import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundledHandler } from '../../../../infra/local/host/bundled-handlers.ts';

const NAMES = ['discover', 'evaluate', 'aggregate', 'notify', 'report', 'watchdog', 'page'];

test('has a handler for each function, and all of them from one state of the code', async () => {
  const paths = await Promise.all(NAMES.map(bundledHandler));
  for (const path of paths) expect(readFileSync(path, 'utf8')).toMatch(/export \{[^}]*\bhandler\b/);
  expect(new Set(paths.map(dirname)).size).toBe(1);
});
