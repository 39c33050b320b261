import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TopList } from '../../../../functions/domain/values/top-list.ts';

test('a top list has the first of all entries in their order, and equal ones in the order in which they came', () => {
  const entry = fc.record({ rank: fc.integer({ min: 0, max: 5 }), name: fc.string({ maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(entry), fc.integer({ min: 1, max: 6 }), (entries, most) => {
      const list = new TopList<{ rank: number; name: string }>(most, (a, b) => a.rank - b.rank);
      for (const each of entries) list.add(each);
      expect(list.entries()).toEqual(entries.toSorted((a, b) => a.rank - b.rank).slice(0, most));
    }),
  );
});
