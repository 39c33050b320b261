import { describe, expect, test } from '@jest/globals';
import { oneLine, shorten, toAscii, toGsm7 } from '../../../functions/domain/text.ts';

describe('text from outside', () => {
  test.each([
    ['a\r\nBcc: x', 'a Bcc: x'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['a\u202egnp.exe', 'a gnp.exe'],
    ['a\u2028b\tc', 'a b c'],
    ['  many   spaces ', 'many spaces'],
    ['\ud800lone', '\ufffdlone'],
    ['\u0000\u0007', ''],
  ])('%j is one harmless line: %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test.each([
    ['Kühlcontainer Süd ❄️ 4', 'Kuhlcontainer Sud ? 4'],
    ['Straße Łódź – “x”', 'Strasse Lodz - "x"'],
    ['カメラ', '?'],
  ])('%j in ASCII is %j', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii);
  });

  test.each([
    ['Kühl [a] {b} c|d ~ ^', 'Kühl (a) (b) c/d -  '.trimEnd()],
    ['ñandú 🚀🚀', 'ñandu ?'],
    ['5 €', '5 EUR'],
  ])('%j in a text message is %j', (text, gsm) => {
    expect(toGsm7(text).trimEnd()).toBe(gsm);
  });

  test('gives way at its end, and never in the middle of a character', () => {
    expect([shorten('tracker-0042', 12), shorten('tracker-0042', 8), shorten('🚀🚀🚀🚀', 3)]).toEqual([
      'tracker-0042',
      'tracke..',
      '🚀..',
    ]);
  });
});
