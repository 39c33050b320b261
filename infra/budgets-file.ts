import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { type BudgetsFile, checkBudgets } from '../functions/contracts/budgets.ts';
import { type Complaint, SettingsError, section } from './settings-error.ts';

/**
 * Reads `budgets.yaml`.
 *
 * @throws {SettingsError} naming every problem with its line and its remedy
 */
export function readBudgetsFile(path: string): BudgetsFile {
  const lines = new LineCounter();
  const text = textOf(path);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const slips = [...document.errors, ...document.warnings];
  const complaints = slips.map((slip) => ({ line: lines.linePos(slip.pos[0]).line, ...explain(slip, text) }));
  // Of YAML that cannot be read only the slips are certain; with duplicate keys, all the rest still is what it is.
  if (slips.some(({ code }) => code !== 'DUPLICATE_KEY')) throw new SettingsError(section(path, complaints));

  const checked = checkBudgets(contentOf(document, path));
  const problems = 'problems' in checked ? checked.problems : [];
  for (const { path: place, message, remedy } of problems) {
    complaints.push({ line: lines.linePos(offsetOf(document, place)).line, message, remedy });
  }
  if ('problems' in checked || complaints.length > 0) throw new SettingsError(section(path, complaints));
  return checked.file;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      code === 'ENOENT'
        ? `${path} is not there. Restore it with "git checkout -- budgets.yaml", or write one with at least currency and budgets.`
        : `${path} cannot be read: ${code ?? message}. Make it a file that you may read.`,
    );
  }
}

/** Plain values; an alias may still lead nowhere, or to more and more aliases. */
function contentOf(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SettingsError(section(path, [{ message, remedy: 'Write the value itself in place of the alias.' }]));
  }
}

function explain({ code, message, pos }: YAMLError, text: string): Pick<Complaint, 'message' | 'remedy'> {
  switch (code) {
    case 'DUPLICATE_KEY':
      return {
        message: `the key ${/[^:\n]*/.exec(text.slice(pos[0]))} is there twice`,
        remedy: 'Keep one of the two.',
      };
    case 'TAB_AS_INDENT':
      return { message: 'a tab stands where spaces have to be', remedy: 'Indent with spaces.' };
    case 'MULTIPLE_DOCS':
      return { message: 'a second document begins', remedy: 'Remove this line (---) or all from here on.' };
    case 'TAG_RESOLVE_FAILED':
      return { message: `not understood: ${message}`, remedy: 'Remove the tag, or put text with "!" in quotes.' };
    default: {
      const remedy = 'Look at the indentation, colons, quotes and brackets of this line and the one above.';
      return { message: `not valid YAML: ${message}`, remedy };
    }
  }
}

/** Where the node at a path begins, or the nearest one around it that exists; of a mapping's entry, where its key does. */
function offsetOf(document: Document, path: (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const entry = node.items.findLast(({ key }) => String(isScalar(key) ? key.value : key) === String(segment));
      offset = startOf(entry?.key) ?? offset;
      node = entry?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
