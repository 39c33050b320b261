import { isMapping } from '../budgets-file/problem.ts';

/** The token, or what was found in its place: without a full stop, and without the stored text. */
export type ReadToken = { token: string } | { problem: string; isMissing?: boolean };

/** The text that a deployment stores until an operator stores the token. */
export const PLACEHOLDER = 'replace-me';

const QUOTES = ['""', "''", '``', '“”', '„“', '‘’', '«»'];
/** Matches `Bearer …`, `Authorization: Bearer …`, or a line of an `.env` file. */
const LABEL =
  /^(authorization\s*[:=]\s*)?bearer(\s*[:=]\s*|\s+)|^(export\s+|set\s+|\$env:)?(emnify[_ -]?)?(application[_ -]?)?token\s*[:=]\s*/i;
const AROUND = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g;
/** The most layers to unwrap, more than any stored token has. */
const MOST_WRAPS = 8;

/**
 * Finds the application token in the stored text: alone, in white space or quotes, in JSON with one text, or after
 * `Bearer` or the variable's name. A text with two readings, or one that emnify would refuse for sure, is a problem:
 * three refusals lock the account for five minutes.
 */
export function readApplicationToken(stored: string): ReadToken {
  let text = stored.replace(AROUND, '');
  for (let wraps = 0; wraps < MOST_WRAPS; wraps++) {
    const inside = unwrapped(text);
    if (typeof inside !== 'string') return inside;
    if (inside === text) break;
    text = inside.replace(AROUND, '');
  }
  return judged(text);
}

/** Removes the outermost wrapping of a text, if there is one. */
function unwrapped(text: string): string | { problem: string } {
  const json = parsed(text);
  if (typeof json === 'string') return json;
  if (isMapping(json)) return onlyText(json, text);
  if (QUOTES.some(([open = '', close = '']) => text.length > 1 && text.startsWith(open) && text.endsWith(close))) {
    return text.slice(1, -1);
  }
  return text.replace(LABEL, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function onlyText(json: Record<string, unknown>, written: string): string | { problem: string } {
  const texts = Object.values(json).filter((value) => typeof value === 'string');
  const [token, another] = texts;
  if (token === undefined) return { problem: 'JSON without a text in it' };
  // The JSON can hold more texts than `json` shows: those of duplicate keys and nested ones.
  const all = written.match(/"(\\.|[^"\\])*"/g)?.length;
  const isAlone = another === undefined && all === Object.keys(json).length + texts.length;
  if (!isAlone) return { problem: 'JSON with several texts, and which of them is the token is not clear' };
  if ('auth_token' in json) return { problem: "an auth_token: emnify's answer to an application token" };
  return token;
}

const WRONG: [RegExp, string][] = [
  [/^(\$\{?\w+\}?|\$env:\w+|%\w+%|\$\(.*\))$/, 'the name of a variable instead of its value'],
  [/^(<[^<>]*>|[.…*]+|x{3,}|null|undefined|none)$/i, 'a placeholder'],
  [/^bearer:?$/i, 'the word "Bearer" alone'],
  [/^[a-z][\w+.-]*:\/\//i, 'a URL'],
  [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address'],
  [/\s/, 'several words, and a token has no white space in it'],
  [/[^\x21-\x7e]/, 'not printable ASCII throughout, and a token is'],
  [/["'`\\{}<>]/, 'a text with quotes, brackets or backslashes, and a token has none'],
];

function judged(text: string): ReadToken {
  if (text === '') return { problem: 'empty', isMissing: true };
  if (text.toLowerCase() === PLACEHOLDER) return { problem: `still "${PLACEHOLDER}"`, isMissing: true };
  const problem = WRONG.find(([pattern]) => pattern.test(text))?.[1];
  return problem === undefined ? { token: text } : { problem };
}
