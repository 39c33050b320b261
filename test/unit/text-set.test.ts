import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { TextSet } from '../../functions/domain/text-set.ts';

test('a text is new once, and there from then on', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.string({ unit: 'binary' }))),
      fc.string(),
      (texts, other) => {
        const [set, like] = [new TextSet(), new Set<string>()];
        for (const text of texts) {
          expect(set.add(text)).toBe(!like.has(text));
          like.add(text);
        }
        for (const text of [...texts, other]) expect(set.has(text)).toBe(like.has(text));
      },
    ),
  );
});

test('many are told apart', () => {
  const set = new TextSet();
  const ids = Array.from({ length: 20_000 }, (_, index) => `${10_000_000 + index}`);
  expect(ids.filter((id) => set.add(id))).toHaveLength(20_000);
  expect(ids.filter((id) => set.has(id))).toHaveLength(20_000);
  expect(ids.filter((id) => set.has(`${id}0`) || set.add(id))).toEqual([]);
});
