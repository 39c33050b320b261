/** Control characters, line and paragraph separators, and the invisible marks that reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** Text made safe to stand in a line: no line break, no terminal escape, no reordering mark. */
export function singleLine(text: string): string {
  return text.toWellFormed().replace(UNSAFE, ' ').replace(/\s+/gu, ' ').trim();
}

/** Text from outside made safe to stand in a line of a message: a single line, and no link that can be clicked. */
export function oneLine(text: string): string {
  return singleLine(text)
    .split(' ')
    .map((word) => (LINK.test(word) ? word.replace(/[.:](?=.)/gu, '$& ') : word))
    .join(' ');
}

/** What mail programs and telephones take for a link: with slashes, from `www.` on, or a domain and a path. */
const LINK = /\/\/|www\.|\.\p{L}{2,}[/:?#]/iu;

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

/** ASCII for mail subjects: accents dropped, a few letters spelled out, each other character a `?`. */
export function toAscii(text: string): string {
  return [...oneLine(text).normalize('NFC')]
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

/** Text of which every character is one septet of a text message. */
export function toGsm7(text: string): string {
  return [...oneLine(text).normalize('NFC')]
    .map((character) => (GSM7_LETTERS.has(character) ? character : toAsciiCharacter(character)))
    .join('')
    .replace(/\?+/gu, '?');
}

function toAsciiCharacter(character: string): string {
  if (character === ' ') return ' ';
  return [...toAscii(character)].map((ascii) => NOT_IN_GSM7[ascii] ?? ascii).join('');
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
