import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { oneLine, shorten, toAscii, toGsm7 } from '../../../../functions/domain/values/text.ts';
import { notOneSeptet } from '../../../fixtures/gsm7.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name)),
);
/** Lone surrogates too, which `fc.string` leaves out. */
const brokenText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

describe('one line', () => {
  test('is one line, well-formed, without controls and bidi marks, and stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        const line = oneLine(text);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u);
        expect(line.isWellFormed()).toBe(true);
        expect(line).toBe(line.trim());
        expect(oneLine(line)).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['https://evil.example/login', 'https: / /evil. example/login'],
    ['HTTPS:\\\\evil.com\\pay', 'HTTPS: \\ \\evil. com\\pay'],
    ['\\\\server\\share', '\\ \\server\\share'],
    ['see www.evil.example', 'see www. evil. example'],
    ['www.1.de', 'www. 1. de'],
    ['evil-login.com', 'evil-login. com'],
    ['evil.com／pay', 'evil. com／pay'],
    ['ｅｖｉｌ．ｃｏｍ', 'ｅｖｉｌ． ｃｏｍ'],
    ['名前。みんな', '名前。 みんな'],
    ['ops@example.com', 'ops @ example. com'],
    ['ops＠localhost', 'ops ＠ localhost'],
    ['192.0.2.7/login', '192.0.2. 7/login'],
    ['[2001:db8::1]', '[2001:db8: :1]'],
    ['2001:0:0:0:0:0:0:1', '2001:0:0: 0: 0: 0: 0: 1'],
    ['tel:+19005550100', 'tel: +_19005550100'],
    ['+423663921524357', '+_423663921524357'],
    ['+ 112', '+_ 112'],
    ['＋１９００', '＋_１９００'],
    ['h\u200dttps:\u200d//x', 'h\u200dttps:\u200d / /x'],
    ['sensor.temp', 'sensor. temp'],
  ])('is no link: %s', (text, safe) => {
    expect(oneLine(text)).toBe(safe);
  });

  test('keeps what is no link: numbers, versions, times and what stands apart already', () => {
    const names = [
      ...['v1.2', '3.14', '12.5 kW', 'fw 10.0.1', 'v2.1/b', 'Halle 3/4', 'St. Gallen', 'Nr.', '.NET', 'cam (old.)'],
      ...[
        'at 10:30',
        '2026-10-14T14:00:00.000Z',
        'Halle: 3',
        'cam @ gate',
        'C++ 5',
        'UTC+2',
        '+5..+8 °C',
        'budgets[0].limit',
      ],
    ];
    expect(names.map(oneLine)).toEqual(names);
  });

  test('keeps all of these names distinct', () => {
    const names = [
      'a.b',
      'ａ．ｂ',
      'a b',
      'ab',
      'a@b',
      'a＠b',
      'a:b',
      'a//b',
      'a/b',
      '+4231',
      '4231',
      '+4232',
      '1.2.3.4',
      '1.2.3.5',
    ];
    expect(new Set(names.map(oneLine)).size).toBe(names.length);
  });

  test('keeps joined emoji and other alphabets', () => {
    expect(['👩‍👩‍👧‍👦', '温度计 Ж ñ', 'a b'].map(oneLine)).toEqual(['👩‍👩‍👧‍👦', '温度计 Ж ñ', 'a b']);
  });
});

test('ASCII is printable ASCII, whatever comes', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, brokenText), (text) => {
      expect(toAscii(text)).toMatch(/^[\x20-\x7e]*$/);
    }),
    { numRuns: 500 },
  );
  expect(toAscii('Ärger in Łódź: 5 €')).toBe('Arger in Lodz: 5 EUR');
  expect(toAscii('ｅｖｉｌ．ｃｏｍ／pay ＋１９００')).toBe('evil. com/pay +_1900');
});

test('GSM-7 is one septet a character, whatever comes, and keeps what the alphabet has', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, brokenText), (text) => {
      expect(notOneSeptet(toGsm7(text))).toEqual([]);
    }),
    { numRuns: 500 },
  );
  expect(toGsm7('äöüÄÖÜß èéùìò Ç ç @ _$')).toBe('äöüÄÖÜß èéùìò Ç c @ _$');
  expect(toGsm7('ｅｖｉｌ．ｃｏｍ ||localhost')).toBe('evil. com / /localhost');
  expect(toGsm7('Ku\u0308hl')).toBe('Kühl');
});

test('shortened text has the length that is asked for, and no half characters', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 70 }), (text, length) => {
      const short = shorten(text.toWellFormed(), length);
      expect([...short].length).toBeLessThanOrEqual(length);
      expect(short.isWellFormed()).toBe(true);
    }),
  );
  expect([shorten('tracker', 7), shorten('tracker 0042', 10)]).toEqual(['tracker', 'tracker..']);
});
