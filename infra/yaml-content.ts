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
import { plainNumber } from '../functions/budgets-file/budget-values.ts';
import { makeProblem, nameOf, type Path } from '../functions/budgets-file/problem.ts';
import { asWritten } from '../functions/budgets-file/written.ts';
import { type Complaint, SettingsError, section } from './settings-error.ts';

/** The content of a YAML text, and its mistakes as YAML. */
export interface YamlContent {
  /** Plain values. */
  content: unknown;
  complaints: Complaint[];
  /** The line on which a path begins, or the nearest existing one around it. An entry of a mapping begins at its key. */
  lineOf: (path: Path) => number;
  /** Whether a problem at a path only follows from a complaint about the YAML. */
  isComplained: (path: Path) => boolean;
}

type Ancestors = readonly (Document | Node | Pair)[];

/** @throws {SettingsError} if too little can be read to check the rest */
export function readYaml(written: string, name: string): YamlContent {
  const text = written.replace(/\r\n?/g, '\n');
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: 'error' });
  const cut = cutValuesIn(document, text);
  const slips = [...document.errors, ...document.warnings].filter(({ pos }) => !cut.rests.has(pos[0]));
  // In YAML that cannot be parsed, only the slips are certain. With duplicate keys, all the rest can still be checked.
  const isReadable = slips.every(({ code }) => code === 'DUPLICATE_KEY');
  const begun = slips.map((slip) => ({ slip, begin: beginOf(slip, document) }));
  const complaints = (isReadable ? begun : firstOnes(begun, lineAt)).map(
    ({ slip, begin }): Complaint => ({ line: lineAt(begin), ...explain(slip, text) }),
  );
  if (!isReadable) throw new SettingsError(section(name, complaints));

  const { aliases, merging, found } = surprisesIn(document);
  const surprises = [...oldVersionOf(document), ...cut.found, ...found];
  complaints.push(...surprises.map(({ offset, ...complaint }) => ({ line: lineAt(offset), ...complaint })));
  const misread = new Set([...aliases, ...cut.values]);
  const walk = (path: Path) => follow(document, path, { misread, merging });
  return {
    content: contentOf(document, name, complaints),
    complaints,
    lineOf: (path) => lineAt(walk(path).offset),
    isComplained: (path) => walk(path).isComplained,
  };
}

/** A mistake at a place in the text. */
type Found = Omit<Complaint, 'line'> & { offset: number };

interface Begun {
  slip: YAMLError;
  /** The offset at which a person finds it. */
  begin: number;
}

/** Keeps the first slip of each line, and none after a quote that is not closed: the others follow from it. */
function firstOnes(slips: Begun[], lineAt: (offset: number) => number): Begun[] {
  const open = slips.find(({ slip }) => isOpenQuote(slip));
  return slips
    .filter(({ begin }) => !open || begin <= open.begin)
    .filter(({ begin }, index, all) => all.findIndex((other) => lineAt(other.begin) === lineAt(begin)) === index);
}

function isOpenQuote({ message }: YAMLError): boolean {
  return /^Missing closing .quote/.test(message);
}

/** Finds where a slip begins. A quote that is not closed swallows the rest of the file, so the slip begins at the quote. */
function beginOf(slip: YAMLError, document: Document): number {
  let [begin] = slip.pos;
  if (!isOpenQuote(slip)) return begin;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') && range) [begin] = range;
    },
  });
  return begin;
}

/** Finds a directive for an older YAML: in YAML 1.1, 010 is 8, 1_000 is 1000 and 1:30 is 90. */
function oldVersionOf({ directives }: Document): Found[] {
  if (!directives?.yaml.explicit || directives.yaml.version === '1.2') return [];
  const message = `the file says that it is YAML ${directives.yaml.version}, and it is read as YAML 1.2`;
  return [{ offset: 0, message, remedy: 'Remove the line that begins with %YAML.' }];
}

/** Finds values between { and } that a comma has cut: 7,50 is read as a value 7 and a key 50. Removes such keys. */
function cutValuesIn(document: Document, text: string) {
  const values = new Set<unknown>();
  const rests = new Set<number | undefined>();
  const found: Found[] = [];
  visit(document, {
    Map: (_, map, ancestors) => {
      if (!map.flow) return;
      for (const pair of map.items) {
        const keys = restsOf(pair, map.items);
        if (keys.length === 0) continue;
        const written = text.slice(startOf(pair.value), keys.at(-1)?.range?.[1]);
        const reason = 'between { and } a comma ends a value';
        const problem = makeProblem(pathOf([...ancestors, map, pair]), written, reason, remedyFor(written));
        found.push({ offset: startOf(pair.value) ?? 0, ...problem });
        values.add(pair.value);
        for (const key of keys) rests.add(startOf(key));
      }
      map.items = map.items.filter(({ key }) => !rests.has(startOf(key)));
    },
  });
  return { values, rests, found };
}

/** Finds the keys after a plain value that are the rest of it. */
function restsOf(pair: Pair, pairs: Pair[]): Scalar[] {
  if (!isScalar(pair.value) || pair.value.type !== 'PLAIN' || !pair.value.source) return [];
  const behind = pairs.slice(pairs.indexOf(pair) + 1);
  const end = behind.findIndex((other) => !isRest(other));
  return behind.slice(0, end < 0 ? undefined : end).flatMap(({ key }) => (isScalar(key) ? key : []));
}

/** Checks whether a key stands alone, without a colon, and does not look like a key. */
function isRest({ key, value }: Pair): boolean {
  return value === null && isScalar(key) && /^[^A-Za-z]|[\s@.]/.test(key.source ?? '');
}

function remedyFor(written: string): string {
  return /^\d[\d.,]*( ?\p{L}+| ?\p{Sc})?$/u.test(written)
    ? plainNumber(written)
    : 'Put it in quotes, or a list in [ and ].';
}

/** Nodes that YAML reads differently from what people mean. */
interface Surprises {
  /** Text in place of aliases without an anchor, and cut values. */
  misread: Set<unknown>;
  /** Mappings that merge the keys of others, as older YAML allowed. Their missing keys are no further problem. */
  merging: Set<unknown>;
}

/** Finds surprises, replaces each alias without an anchor by its text, and keeps the spelling of numbers where it matters. */
function surprisesIn(document: Document) {
  const aliases = new Set<unknown>();
  const merging = new Set<unknown>();
  const anchors = new Set<string>();
  const found: Found[] = [];
  visit(document, {
    Node: (key, node, ancestors) => {
      if (!isAlias(node)) {
        if ('anchor' in node && node.anchor) anchors.add(String(node.anchor));
        if (isScalar(node) && typeof node.value === 'number') node.value = asWritten(node.value, node.source ?? '');
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

/** Lists the keys and indexes on the way to the last of these nodes. */
function pathOf(ancestors: Ancestors): Path {
  return ancestors.flatMap((node, index): Path => {
    if (isPair(node)) return [String(isScalar(node.key) ? node.key.value : node.key)];
    return isSeq(node) ? [node.items.indexOf(ancestors[index + 1])] : [];
  });
}

/** Converts to plain values, which fails for aliases that expand without bound. */
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
        message: `duplicate key "${keyAt(text.slice(pos[0]))}"`,
        remedy: 'Keep one of the two.',
      };
    case 'TAB_AS_INDENT':
      return { message: 'tab in the indentation, use spaces', remedy: 'Indent with spaces.' };
    case 'MULTIPLE_DOCS':
      return { message: 'a second document begins', remedy: 'Remove this line (---) or all from here on.' };
    case 'TAG_RESOLVE_FAILED':
      return { message: `not understood: ${message}`, remedy: 'Remove the tag, or put text with "!" in quotes.' };
    case 'BAD_ALIAS':
      return { message: 'text that begins with "*" or "&" is not in quotes', remedy: 'Put it in quotes, such as "*".' };
    default: {
      const remedy = 'Look at the indentation, colons, quotes and brackets of this line and those beside it.';
      return { message: `not valid YAML: ${message}`, remedy };
    }
  }
}

function keyAt(text: string): string {
  const [key = ''] = /^("[^"\n]*"|'[^'\n]*'|[^:,{}\n]*)/.exec(text) ?? [];
  return key.trim().replace(/^(["'])(.*)\1$/, '$2');
}

/** Follows a path from the outside in, as far as it exists. */
function follow(document: Document, path: Path, { misread, merging }: Surprises) {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  let isComplained = misread.has(node);
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const entry = node.items.findLast(({ key }) => String(isScalar(key) ? key.value : key) === String(segment));
      isComplained ||= (!entry && merging.has(node)) || misread.has(entry?.key);
      offset = startOf(entry?.key) ?? offset;
      node = entry?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
    isComplained ||= misread.has(node);
  }
  return { offset, isComplained };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
