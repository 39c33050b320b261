import { describe, expect, test } from '@jest/globals';
import { momentOf, until } from '../../../functions/act/until.ts';
import { DURATIONS } from '../../../functions/domain/page/press-form.ts';
import { NOW } from '../../fakes/samples.ts';

const endOf = (written: unknown): string => momentOf(until.parse(written), NOW);

describe('the end of a mute', () => {
  test.each([
    ['4 hours', '2026-10-14T18:00:00.000Z'],
    ['1 hour', '2026-10-14T15:00:00.000Z'],
    ['3 days', '2026-10-17T14:00:00.000Z'],
    ['2 weeks', '2026-10-28T14:00:00.000Z'],
    ['end of month', '2026-11-01T00:00:00.000Z'],
    ['2026-10-20', '2026-10-20T00:00:00.000Z'],
    ['2026-10-20T18:00+02:00', '2026-10-20T16:00:00.000Z'],
  ])('may be written as %s', (written, moment) => {
    expect(endOf(written)).toBe(moment);
  });

  test('may be what the page offers', () => {
    expect(DURATIONS.map(endOf).filter((moment) => Date.parse(moment) <= NOW.getTime())).toEqual([]);
  });

  test.each(['4', '4 minutes', '-1 day', '1.5 days', '1000 days', 'tomorrow', '2026-13-01', 4, {}])(
    'cannot be %j',
    (written) => {
      expect(until.safeParse(written).success).toBe(false);
    },
  );
});
