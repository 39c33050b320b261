import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const pages = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

describe.each(pages)('%s', (page) => {
  test('links only to files and headings that exist', () => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    for (const [, path = '', anchor] of links) {
      const file = path === '' ? page : join(dirname(page), path);
      expect([file, existsSync(file)]).toEqual([file, true]);
      if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
    }
  });
});

test('the README shows a mail and a text word for word as they are sent', () => {
  const golden = readFileSync('test/golden/critical.txt', 'utf8');
  const [, mail = '', text = ''] = /^--- Mail\n(.+?)\n+--- Text message.*?\n(.+?)\n/s.exec(golden) ?? [];
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toContain(`\`\`\`\n${mail}\n\`\`\``);
  expect(readme).toContain(`\`${text}\``);
});

/** The addresses of the headings of a page, as GitHub makes them. */
function anchorsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
