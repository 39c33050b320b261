import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Secrets } from '../../../../functions/domain/values/secrets.ts';

const PIECE = 12;
const character = fc.constantFrom(...'abcXYZ0189-._~+/=%$!');
const secret = fc.array(character, { minLength: 16, maxLength: 60 }).map((all) => all.join(''));
/** What cannot be taken for a piece of the secret, as no secret has it. */
const other = fc.array(fc.constantFrom(...'ghi éİ🚀"\n{}:,'), { maxLength: 30 }).map((all) => all.join(''));
const bits = fc.integer({ min: 0, max: 2 ** 30 });

/** Each character as it is, or percent-encoded, or escaped as in JSON: whatever the bits of a number say. */
function written(text: string, choices: number): string {
  return [...text]
    .map((each, index) => {
      const hex = each.charCodeAt(0).toString(16).padStart(2, '0');
      return [each, `%${hex}`, `%${hex.toUpperCase()}`, `\\u00${hex}`][(choices >> (index % 15)) & 3];
    })
    .join('');
}

test('a piece of twelve characters is masked wherever it stands and however it is escaped', () => {
  fc.assert(
    fc.property(secret, other, other, bits, bits, (text, before, after, from, choices) => {
      // A percent sign before two digits is an escape itself.
      fc.pre(!text.includes('%'));
      const start = from % (text.length - PIECE + 1);
      const piece = text.slice(start, start + PIECE + (choices % 5));
      const shown = new Secrets([text]).mask(`${before}${written(piece, choices)}${after}`);
      expect(shown).toBe(`${before}***${after}`);
    }),
  );
});

test('of a secret in base64, at any place, not three bytes are left', () => {
  fc.assert(
    fc.property(
      secret,
      other,
      other,
      fc.constantFrom('base64' as const, 'base64url' as const),
      (text, before, after, encoding) => {
        const shown = new Secrets([text]).mask(Buffer.from(before + text + after).toString(encoding));
        const whole = Buffer.from(before + text + after)
          .toString('base64')
          .replace(/=/g, '').length;
        const left = shown.replace('***', '').replace(/=/g, '').length;
        const secretCharacters = Math.floor((text.length * 8) / 6);
        expect(whole - left).toBeGreaterThanOrEqual(secretCharacters - 2);
      },
    ),
  );
});

test('a text with nothing of a secret stays as it is, and masking twice is masking once', () => {
  fc.assert(
    fc.property(secret, fc.string({ unit: 'binary', maxLength: 60 }), (text, any) => {
      const secrets = new Secrets([text]);
      const shown = secrets.mask(any);
      expect(secrets.mask(shown)).toBe(shown);
      if (any.length < PIECE) expect(shown).toBe(any);
    }),
  );
});

test('the JSON of an answer stays JSON', () => {
  fc.assert(
    fc.property(secret, fc.jsonValue(), (text, value) => {
      const secrets = new Secrets([text]);
      expect(JSON.parse(JSON.stringify(secrets.maskAll({ value, text })))).toMatchObject({ text: '***' });
    }),
  );
});
