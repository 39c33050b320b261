import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { nameOf, type Path } from '../functions/contracts/problem.ts';
import { type Complaint, SettingsError, section } from './settings-error.ts';

/** What a text in YAML says, and what is wrong with it as YAML. */
export interface YamlContent {
  /** Plain values. */
  content: unknown;
  complaints: Complaint[];
  /** Where a place begins, or the nearest one around it that exists; of a mapping's entry, where its key does. */
  lineOf: (path: Path) => number;
  /** Whether what is wrong at a place only follows from a complaint about it. */
  isComplained: (path: Path) => boolean;
}

type Ancestors = readonly (Document | Node | Pair)[];

/** @throws {SettingsError} where too little can be read to know what else is right */
export function readYaml(text: string, name: string): YamlContent {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: 'error' });
  const slips = [...document.errors, ...document.warnings];
  const complaints: Complaint[] = slips.map((slip) => ({ line: lineAt(slip.pos[0]), ...explain(slip, text) }));
  // Of YAML that cannot be read only the slips are certain; with duplicate keys, all the rest still is what it is.
  if (slips.some(({ code }) => code !== 'DUPLICATE_KEY')) throw new SettingsError(section(name, complaints));

  const { aliases, merging, found } = surprisesIn(document);
  complaints.push(...found.map(({ offset, ...complaint }) => ({ line: lineAt(offset), ...complaint })));
  const walk = (path: Path) => follow(document, path, { aliases, merging });
  return {
    content: contentOf(document, name, complaints),
    complaints,
    lineOf: (path) => lineAt(walk(path).offset),
    isComplained: (path) => walk(path).isComplained,
  };
}

/** Nodes that YAML takes for something else than what people meant. */
interface Surprises {
  /** Text in place of an alias that has no anchor. */
  aliases: Set<unknown>;
  /** Mappings that want to have the keys of others. Older YAML knew that; there they are, so that all else is right. */
  merging: Set<unknown>;
}

/** Finds surprises, and puts text in place of each alias without an anchor. */
function surprisesIn(document: Document): Surprises & { found: (Omit<Complaint, 'line'> & { offset: number })[] } {
  const aliases = new Set<unknown>();
  const merging = new Set<unknown>();
  const anchors = new Set<string>();
  const found: ReturnType<typeof surprisesIn>['found'] = [];
  visit(document, {
    Node: (key, node, ancestors) => {
      if (!isAlias(node)) {
        if ('anchor' in node && node.anchor) anchors.add(String(node.anchor));
        return;
      }
      const parent = ancestors.at(-1);
      if (anchors.has(node.source) || (isPair(parent) && isMerge(parent))) return;
      const written = `*${node.source}`;
      const place = nameOf(pathOf([...ancestors, node]));
      const message =
        key === 'key'
          ? `the key ${written} is not in quotes, so that YAML looks for &${node.source}`
          : `${place} is ${written}: without quotes, YAML looks for &${node.source}`;
      const remedy = `Put it in quotes: ${JSON.stringify(written)}.`;
      found.push({ offset: startOf(node) ?? 0, message, remedy });
      const text = new Scalar(written);
      text.range = node.range;
      aliases.add(text);
      return text;
    },
    Pair: (_, pair, ancestors) => {
      const map = ancestors.at(-1);
      if (!isMerge(pair) || merging.has(map)) return;
      merging.add(map);
      const place = nameOf([...pathOf(ancestors), '<<']);
      const remedy = 'Write the keys and values themselves in its place.';
      found.push({
        offset: startOf(pair.key) ?? 0,
        message: `${place} is a merge key, which is not supported`,
        remedy,
      });
    },
  });
  return { aliases, merging, found };
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** The keys and indexes on the way to the last of these nodes. */
function pathOf(ancestors: Ancestors): Path {
  return ancestors.flatMap((node, index): Path => {
    if (isPair(node)) return [String(isScalar(node.key) ? node.key.value : node.key)];
    return isSeq(node) ? [node.items.indexOf(ancestors[index + 1])] : [];
  });
}

/** Plain values; an alias may still lead to more and more aliases. */
function contentOf(document: Document, name: string, complaints: Complaint[]): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unreadable = { message, remedy: 'Write the value itself in place of the alias.' };
    throw new SettingsError(section(name, complaints.length > 0 ? complaints : [unreadable]));
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
    case 'BAD_ALIAS':
      return { message: 'text that begins with "*" or "&" is not in quotes', remedy: 'Put it in quotes, such as "*".' };
    default: {
      const remedy = 'Look at the indentation, colons, quotes and brackets of this line and the one above.';
      return { message: `not valid YAML: ${message}`, remedy };
    }
  }
}

/** From the outside in, as far as there is something. */
function follow(document: Document, path: Path, { aliases, merging }: Surprises) {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  let isComplained = aliases.has(node);
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const entry = node.items.findLast(({ key }) => String(isScalar(key) ? key.value : key) === String(segment));
      isComplained ||= (!entry && merging.has(node)) || aliases.has(entry?.key);
      offset = startOf(entry?.key) ?? offset;
      node = entry?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
    isComplained ||= aliases.has(node);
  }
  return { offset, isComplained };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
