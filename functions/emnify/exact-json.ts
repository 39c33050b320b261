import { compare, decimal } from '../domain/values/money.ts';

/** Numbers that JavaScript may round: of 16 characters and more, or with an exponent. Texts, so that they are passed over. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d(?=[\d.eE+-]{15})[\d.eE+-]*|-?\d[\d.]{0,14}[eE][+-]?\d+/g;

/**
 * Reads JSON without losing a digit: a number that JavaScript would round becomes a text of all its digits. Not by a
 * reviver, which takes 7 seconds and 500 MB where an answer of 6 MB is full of small values.
 *
 * @throws {SyntaxError}
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Of JSON that is known to be valid, every text and every number ends.
  const exact = text.replace(TOKENS, (token) =>
    token.startsWith('"') || isExact(token) ? token : `"${digitsOf(token)}"`,
  );
  return exact === text ? value : JSON.parse(exact);
}

function isExact(number: string): boolean {
  const read = Number(number);
  return Number.isFinite(read) && compare(number, String(read)) === 0;
}

/** An exponent of three digits stays: one of nine would fill the memory with zeros when written out. */
function digitsOf(number: string): string {
  return /[eE][+-]?\d{3,}$/.test(number) ? number : decimal(number);
}
