/** Control characters, line and paragraph separators, and the invisible marks that reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** Makes text safe for a single line: no line break, no terminal escape, no reordering mark. */
export function singleLine(text: string): string {
  return withoutMarks(text).replace(/\s+/gu, ' ').trim();
}

/** Text without what breaks lines, commands a terminal or turns other text round. Its blanks stay as they are. */
export function withoutMarks(text: string): string {
  return text.toWellFormed().replace(UNSAFE, ' ');
}

/** Makes text from outside safe for a line of a message: a single line, with nothing to click or to call. */
export function oneLine(text: string): string {
  return unlinked(singleLine(text));
}

/** A quick test: text without these characters has no link. */
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
 * The plus of a possible phone number, of three digits or more. Programs that find phone numbers skip blanks, signs and the
 * letter x between the digits. A blank after the plus does not stop them, an underscore does.
 */
const PLUS_OF_NUMBER = /\+(?=(?:(?:[^\p{L}\p{N}_+]|x){0,9}\p{N}){3})/giu;

/** Adds a blank wherever a link would begin. Full-width characters are read as plain ones, but stay full width. */
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
 * The plain form of a character, without accents; `x` for a single accent. The ideographic full stop is a dot in domains
 * (UTS 46).
 */
function meaningOf(character: string): string {
  if (character === ' ') return character;
  const bare = character.normalize('NFKD').replace(/[\s\p{M}\p{Default_Ignorable_Code_Point}]/gu, '');
  return bare.replace('。', '.') || 'x';
}

/**
 * The characters of a text in upper case, for comparing. Lower case would not do: in Greek it depends on the next
 * character, and in Turkish one character becomes two.
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

/** ASCII for mail subjects: accents dropped, a few letters spelled out, other characters as `?`. It contains no link. */
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

/** Replacements for ASCII that takes two septets or does not exist in GSM-7. */
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

/** Converts text so that every character is one septet of a text message. It contains no link. */
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

/** Cuts a text to at most `length` characters, at least two. Two dots replace the end of a longer text. */
export function shorten(text: string, length: number): string {
  // A character has one or two units, so this many units show whether the text is too long.
  const characters = [...text.slice(0, 2 * length + 2)];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, Math.max(0, length - 2))
    .join('')
    .trimEnd()}..`;
}

/** The message of a thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `"1 endpoint"`, `"3 endpoints"`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
