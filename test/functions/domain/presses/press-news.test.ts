import { describe, expect, test } from '@jest/globals';
import type { Press } from '../../../../functions/domain/presses/press.ts';
import { pressesLately, sentencesOn, unsaid } from '../../../../functions/domain/presses/press-news.ts';
import { aPressedMute } from '../../../fakes/presses.ts';
import { minutesOn, NOW } from '../../../fakes/samples.ts';

const DAY = 24 * 60;
const undone = { at: minutesOn(30).toISOString(), who: 'Sam', from: 'page' as const };
const resend: Press = {
  kind: 'resend',
  id: 'r',
  at: NOW.toISOString(),
  until: NOW.toISOString(),
  from: 'page',
  ref: '34e44b',
};

describe('what recipients have not read', () => {
  test('is each press once, and each undoing once', () => {
    const whatOf = (more: object) => unsaid([aPressedMute(more)]).map(({ what }) => what);
    expect(whatOf({})).toEqual(['press']);
    expect(whatOf({ isSaid: true })).toEqual([]);
    expect(whatOf({ undone })).toEqual(['press', 'undoing']);
    expect(whatOf({ isSaid: true, undone })).toEqual(['undoing']);
    expect(whatOf({ isSaid: true, undone: { ...undone, isSaid: true } })).toEqual([]);
    expect(unsaid([resend])).toEqual([]);
  });

  test('is a line for each press, with its undoing beside it', () => {
    expect(sentencesOn(unsaid([aPressedMute({ undone })]))).toEqual([
      '14 Oct 14:00 UTC: Kim muted tracker-166 (endpoint 166) until 14 Oct 2026 15:00 UTC, up to 300 % of the limit. Sam took that back on 14 Oct 14:30 UTC.',
    ]);
  });

  test('of many is the newest ten, and how many there are besides', () => {
    const presses = Array.from({ length: 12 }, (_, index) => aPressedMute({ id: `${index}`, who: `person ${index}` }));
    const [first, ...shown] = sentencesOn(unsaid(presses));
    expect([first, shown.length]).toEqual(['Presses before these: 2. The page has them.', 10]);
    expect([shown[0], shown.at(-1)]).toEqual([
      expect.stringContaining('person 2 '),
      expect.stringContaining('person 11 '),
    ]);
  });
});

describe('the report has', () => {
  const reported = (more: object, minutes: number) => pressesLately([aPressedMute(more)], minutesOn(minutes));
  const long = { until: minutesOn(5 * DAY).toISOString() };

  test('presses in force, and those that ended or were taken back in the last day', () => {
    expect(reported(long, 3 * DAY)).toHaveLength(1);
    expect(reported({}, 61)[0]).toMatch(/ It has ended\.$/);
    expect(reported({ ...long, undone }, DAY)[0]).toMatch(/ Sam took that back on 14 Oct 14:30 UTC\.$/);
  });

  test('nothing older', () => {
    expect(reported({}, 60 + DAY)).toEqual([]);
    expect(reported({ ...long, undone }, 31 + DAY)).toEqual([]);
    expect(pressesLately([resend], minutesOn(DAY))).toEqual([]);
  });
});
