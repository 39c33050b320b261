import * as fc from 'fast-check';
import { HOSTILE_NAMES } from '../fixtures/names.ts';

const LINES = ['\n', '\r\n', '\u2028', '\u0085', '\v', '\n\n', '\r'];
const FORGED = [
  'Bcc: all@example.com',
  '.',
  'From me',
  '--',
  'Ref 000000',
  'CRITICAL: all is over',
  'What to do',
  '"}]',
  '{{',
  '</b>',
];
const MARKS = [
  '\u001b[2J',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u00ad',
  '\ufeff',
  '\ud83d',
  '\ude80',
  '\u0000',
  '\u0301',
];

/** A name that wants to be something else: lines of its own, commands for a terminal, text that runs backwards. */
const forged = fc
  .array(fc.constantFrom(...LINES, ...FORGED, ...MARKS, 'https://evil.example/login', 'a', ' ', '€', '🚀'), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

/** Any characters, half of a surrogate pair among them. As numbers, because fast-check's own are dear to set up. */
const anyCharacters = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0x2ff }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0, max: 0x10ffff }),
    ),
    { maxLength: 40 },
  )
  .map((codes) => String.fromCodePoint(...codes));

/** Any text that a person, a device or an attacker may have given as a name. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  anyCharacters,
  forged,
  fc.tuple(forged, fc.integer({ min: 1, max: 30 })).map(([text, times]) => text.repeat(times)),
  fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name)),
);
