import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageDocuments } from '../../fixtures/page-documents.ts';

/** Writes one document of each view of the page into this folder, where a test holds them. */
for (const [name, document] of Object.entries(pageDocuments())) {
  writeFileSync(join(import.meta.dirname, name), document);
}
