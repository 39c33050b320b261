import type * as z from 'zod';
import { shorten, singleLine } from '../domain/values/text.ts';
import { guides } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import { unseenIn } from './unseen.ts';

export type Path = (string | number)[];

/** One mistake in a file or parameter. */
export interface Problem {
  path: Path;
  /** The written value; `undefined` if it is missing. */
  value?: unknown;
  /** The field, its value and the reason, without a full stop. */
  message: string;
  /** The advice what to write instead, in whole sentences. */
  remedy: string;
}

const LONGEST_SHOWN = 60;

export function makeProblem(path: Path, value: unknown, reason: string, remedy: string): Problem {
  return { path, value, message: singleLine(describe(nameOf(path), value, reason)), remedy: singleLine(remedy) };
}

/** Lists problems: `"budgets.yaml has 2 problems:"` and one line for each, even if a line quotes several lines of a file. */
export function listProblems(source: string, lines: string[]): string {
  const count = lines.length === 1 ? '1 problem' : `${lines.length} problems`;
  return [`${source} has ${count}:`, ...lines.map((line) => `  ${singleLine(line)}`)].join('\n');
}

/** Words zod's issues about `content` as problems. `start` is the path of `content` in the whole file. */
export function problemsIn(
  schema: z.core.$ZodType,
  content: unknown,
  issues: readonly z.core.$ZodIssue[],
  start: Path = [],
): Problem[] {
  return issues.flatMap((issue) => {
    const inside = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
    const value = valueAt(content, inside);
    const path = [...start, ...inside];
    const here = schemaAt(schema, inside);
    switch (issue.code) {
      case 'custom':
        return makeProblem(path, issue.params?.isSecret ? '***' : value, issue.message, String(issue.params?.remedy));
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey([...path, key], valueAt(value, [key]), here));
      case 'invalid_union': {
        const [asText = [], asMapping = []] = issue.errors;
        return here ? problemsIn(here, value, isMapping(value) ? asMapping : asText, path) : [];
      }
      default: {
        const reason = isEmptyList(value) ? '' : `not a ${here?._zod.def.type === 'array' ? 'list' : 'mapping'}`;
        return makeProblem(path, value, reason, (here && guides.get(here)?.remedy) ?? '');
      }
    }
  });
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names a path, as in `"budgets[0].match.tags"`. */
export function nameOf(path: Path): string {
  if (path.length === 0) return 'the content';
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(segment)) return `[${show(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

function describe(name: string, value: unknown, reason: string): string {
  if (value === undefined) return `${name} is missing`;
  if (value === null) return `${name} is empty`;
  return `${name} is ${show(value)}${reason && `: ${reason}`}`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return isEmptyList(value) ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return shorten(typeof value === 'string' ? JSON.stringify(value) : String(value), LONGEST_SHOWN);
}

function unknownKey(path: Path, value: unknown, mapping: z.core.$ZodTypes | undefined): Problem {
  const key = String(path.at(-1));
  const removed = mapping && guides.get(mapping)?.removed?.get(key);
  if (removed) return { path, value, message: `${nameOf(path)} is not a known key any more`, remedy: removed };
  const allowed = keysOf(mapping);
  const unseen = unseenIn(key);
  return {
    path,
    value,
    message: singleLine(`${nameOf(path)} is not a known key${unseen === undefined ? '' : `: ${unseen}`}`),
    remedy: `${didYouMean(key, allowed)}Allowed here: ${allowed.join(', ')}.`,
  };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function valueAt(value: unknown, [head, ...rest]: Path): unknown {
  if (head === undefined) return value;
  return typeof value === 'object' && value !== null ? valueAt(Reflect.get(value, head), rest) : undefined;
}

/** Finds the schema of one place: the one behind defaults, and of alternatives the one with keys. */
function schemaAt(schema: z.core.$ZodType | undefined, path: Path): z.core.$ZodTypes | undefined {
  const known = schema as z.core.$ZodTypes | undefined;
  const def = known?._zod.def;
  const [head, ...rest] = path;
  switch (def?.type) {
    case 'optional':
    case 'prefault':
      return schemaAt(def.innerType, path);
    case 'object':
      return head === undefined ? known : schemaAt(def.shape[head], rest);
    case 'array':
      return head === undefined ? known : schemaAt(def.element, rest);
    case 'union':
      return schemaAt(
        def.options.find((option) => option._zod.def.type === 'object'),
        path,
      );
    default:
      return known;
  }
}

function keysOf(schema: z.core.$ZodTypes | undefined): string[] {
  return schema?._zod.def.type === 'object' ? Object.keys(schema._zod.def.shape) : [];
}
