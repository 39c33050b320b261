import { isMapping } from '../budgets-file/problem.ts';

/** The token itself, or what stands in its place: without a full stop, and without what was written. */
export type ReadToken = { token: string } | { problem: string; isMissing?: boolean };

/** What a deployment stores before a person does. */
export const PLACEHOLDER = 'replace-me';

const QUOTES = ['""', "''", '``', '“”', '„“', '‘’', '«»'];
/** `Bearer …`, `Authorization: Bearer …`, or a line of an `.env` file. */
const LABEL =
  /^(authorization\s*[:=]\s*)?bearer(\s*[:=]\s*|\s+)|^(export\s+|set\s+|\$env:)?(emnify[_ -]?)?(application[_ -]?)?token\s*[:=]\s*/i;
const AROUND = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g;
/** More layers than any stored token has. */
const MOST_WRAPS = 8;

/**
 * The application token in what a person has stored: alone, or in white space, quotes, JSON with one text, behind
 * `Bearer` or the variable's name. What can be read in two ways, or can only be refused by emnify, is a problem: three
 * refusals lock the account for five minutes.
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

/** The text without its outermost wrapping; the same text where there is none. */
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
  // A key that is there twice, and a text further inside, are more texts than are found here.
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
