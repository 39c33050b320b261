import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const tests = ['functions', 'infra'].flatMap((folder) =>
  readdirSync(join('test', folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join(folder, path)),
);

/** Leaves out the topic of a test: `domain/costs/spend.property.test.ts` tests `domain/costs/spend.ts`. */
const sourceOf = (path: string): string => path.replace(/(\.[\w-]+)?(\.(property|contract))?\.test\.ts$/, '.ts');

test('each test of the code is at the path of the file that it tests', () => {
  expect(tests.length).toBeGreaterThan(100);
  expect(tests.filter((path) => !existsSync(sourceOf(path)))).toEqual([]);
});
