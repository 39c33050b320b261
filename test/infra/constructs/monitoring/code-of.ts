import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a function's own files, and of those that every function runs with. */
export function codeOf(service: string): string {
  const folders = [join('functions', service), join('functions', 'runtime')];
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}
