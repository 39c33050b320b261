/** Control characters, line and paragraph separators, and the invisible marks that reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** Text made safe to stand in a line: no line break, no terminal escape, no reordering mark. */
export function singleLine(text: string): string {
  return text.toWellFormed().replace(UNSAFE, ' ').replace(/\s+/gu, ' ').trim();
}

/** Text from outside made safe to stand in a line of a message: a single line, with nothing to click or to call. */
export function oneLine(text: string): string {
  return unlinked(singleLine(text));
}

/** Most text has none of these, and no link. */
const MAY_BE_LINK = /[.:@+/\\]|[^\x20-\x7e]/;

/**
 * The places where a blank keeps mail programs and phones from making a link:
 * - after the dot of what may be a domain, but not between two digits;
 * - around an at sign, for an address;
 * - after the colon of what may be a scheme, such as `tel:`;
 * - between two slashes or two colons;
 * - from the fourth on of numbers with dots between them, or with colons, for an IP address.
 */
const APART = new RegExp(
  [
    String.raw`(?<=(?:[^\s\p{P}]|[_-])\.)(?!(?<=\p{N}\.)\p{N})(?=[\p{L}\p{N}_%-])`,
    String.raw`(?<=\S)(?=@)|(?<=@)(?=\S)`,
    String.raw`(?<=(?<![\p{L}\p{N}])\p{L}[\p{L}\p{N}+.-]*:)(?=\S)`,
    String.raw`(?<=[/\\])(?=[/\\])|(?<=:)(?=:)`,
    String.raw`(?<=\d\.\d+\.\d+\.)(?=\d)|(?<=[\da-f]:[\da-f]+:[\da-f]+:)(?=[\da-f])`,
  ].join('|'),
  'giu',
);

/**
 * The plus of what may be a number to call, of three digits or more. Between the digits may stand what finders of phone
 * numbers pass over: blanks, signs and the letter x. A blank after the plus does not help, an underscore does.
 */
const PLUS_OF_NUMBER = /\+(?=(?:(?:[^\p{L}\p{N}_+]|x){0,9}\p{N}){3})/giu;

/** Text written apart wherever a link would begin. Full width is read as what it stands for, and stays full width. */
function unlinked(text: string): string {
  if (!MAY_BE_LINK.test(text)) return text;
  const characters = text.match(/.[\p{M}\p{Default_Ignorable_Code_Point}]*/gsu) ?? [];
  const meanings = characters.map(meaningOf);
  const whole = meanings.join('');
  const apart = new Set(Array.from(whole.matchAll(APART), ({ index }) => index));
  const pluses = new Set(Array.from(whole.matchAll(PLUS_OF_NUMBER), ({ index }) => index));
  let end = 0;
  return characters
    .map((character, index) => {
      const start = end;
      end += meanings[index]?.length ?? 0;
      return `${apart.has(start) ? ' ' : ''}${character}${pluses.has(start) ? '_' : ''}`;
    })
    .join('');
}

/**
 * What a character stands for, without accents; `x` where an accent stands alone. The ideographic full stop is a dot in
 * domains (UTS 46).
 */
function meaningOf(character: string): string {
  if (character === ' ') return character;
  const bare = character.normalize('NFKD').replace(/[\s\p{M}\p{Default_Ignorable_Code_Point}]/gu, '');
  return bare.replace('。', '.') || 'x';
}

/**
 * The characters of a text for comparing, whatever their case: upper case, each for itself, as a lower case depends on
 * what stands beside it in Greek and has two characters for one in Turkish.
 */
export function folded(text: string): string[] {
  return [...text.normalize('NFC').trim()].map((character) => character.toUpperCase());
}

const SPELLED_OUT: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  '€': 'EUR',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
};

/** ASCII for mail subjects: accents dropped, a few letters spelled out, each other character a `?`. No link is left. */
export function toAscii(text: string): string {
  // Converted first: full width may become a link only then.
  return unlinked(asciiOf(singleLine(text)));
}

function asciiOf(text: string): string {
  return [...text.normalize('NFC')]
    .map((character) => SPELLED_OUT[character] ?? character.normalize('NFKD').replace(/\p{M}+/gu, ''))
    .join('')
    .replace(/[^\x20-\x7e]+/gu, '?');
}

/** The letters beyond ASCII in the GSM-7 basic alphabet (3GPP TS 23.038, table 6.2.1) that device names use. */
const GSM7_LETTERS = new Set('£¥èéùìòÇØøÅåÆæßÉÄÖÑÜ§¿äöñüà');

/** ASCII that costs two septets or does not exist in GSM-7, and what stands for it. */
const NOT_IN_GSM7: Record<string, string> = {
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '\\': '/',
  '|': '/',
  '^': ' ',
  '~': '-',
  '`': "'",
};

/** Text of which every character is one septet of a text message. No link is left. */
export function toGsm7(text: string): string {
  const converted = [...singleLine(text).normalize('NFC')]
    .map((character) => (GSM7_LETTERS.has(character) ? character : toAsciiOfGsm7(character)))
    .join('')
    .replace(/\?+/gu, '?');
  return unlinked(converted);
}

function toAsciiOfGsm7(character: string): string {
  return [...asciiOf(character)].map((ascii) => NOT_IN_GSM7[ascii] ?? ascii).join('');
}

/** `text` in at most `length` characters, two at least, its end replaced by two dots where it must give way. */
export function shorten(text: string, length: number): string {
  // A character is one unit or two: so many units are enough to see whether there are more characters than that.
  const characters = [...text.slice(0, 2 * length + 2)];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, Math.max(0, length - 2))
    .join('')
    .trimEnd()}..`;
}

/** What went wrong, in the words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `"1 endpoint"`, `"3 endpoints"`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
