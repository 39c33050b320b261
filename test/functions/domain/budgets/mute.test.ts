import { describe, expect, test } from '@jest/globals';
import type { Mute } from '../../../../functions/domain/budgets/budget.ts';
import { ceilingInWords, expired, mutedBy, passedMute } from '../../../../functions/domain/budgets/mute.ts';
import { anEndpoint, minutesOn, NOW } from '../../../fakes/samples.ts';

const mute = (more: Partial<Mute> = {}): Mute => ({
  until: minutesOn(60).toISOString(),
  upTo: { pct: 300 },
  reason: 'new firmware',
  who: 'Kim',
  ...more,
});
const camera = anEndpoint('17', { name: 'cam-17', tags: ['Camera'] });
const mutedAt = (minutes: number, of: Mute, budget = 'every-device', endpoint = camera) =>
  mutedBy([of], { endpoint, budget }, minutesOn(minutes)) !== undefined;

describe('a mute', () => {
  test.each([
    ['of the device by its tag', { match: { tags: ['camera'] } }, true],
    ['of the device by its name', { match: { name: 'cam-*' } }, true],
    ['of another device', { match: { ids: ['18'] } }, false],
    ['of everything, by an empty match', { match: {} }, true],
    ['of the budget', { budget: 'every-device' }, true],
    ['of another budget', { budget: 'cameras' }, false],
    ['of the device under the budget', { match: { ids: ['17'] }, budget: 'every-device' }, true],
    ['of the device under another budget', { match: { ids: ['17'] }, budget: 'cameras' }, false],
    ['of another device under the budget', { match: { ids: ['18'] }, budget: 'every-device' }, false],
  ])('%s: %j keeps quiet: %p', (_, parts, quiet) => {
    expect(mutedAt(0, mute(parts))).toBe(quiet);
  });

  test('ends at its moment, whatever zone that is written in', () => {
    const until = mute({ match: {} });
    expect([mutedAt(-1e6, until), mutedAt(59.999, until), mutedAt(60, until)]).toEqual([true, true, false]);
    expect(mutedAt(59, mute({ match: {}, until: '2026-10-14T17:00:00+02:00' }))).toBe(true);
    expect(mutedAt(60, mute({ match: {}, until: '2026-10-14T17:00:00+02:00' }))).toBe(false);
  });

  test('of devices does not keep a group or the organisation quiet, and one of the budget does', () => {
    const shared = (of: Mute) => mutedBy([of], { budget: 'fleet' }, NOW) !== undefined;
    expect([
      shared(mute({ match: { tags: ['camera'] } })),
      shared(mute({ match: { tags: ['camera'] }, budget: 'fleet' })),
      shared(mute({ budget: 'fleet' })),
      shared(mute({ budget: 'other' })),
    ]).toEqual([false, false, true, false]);
  });

  test('that has ended does not hide one behind it', () => {
    const ended = mute({ match: {}, until: minutesOn(-1).toISOString(), who: 'old' });
    expect(mutedBy([ended, mute({ match: {} })], { endpoint: camera, budget: 'b' }, NOW)?.who).toBe('Kim');
    expect(mutedBy([], { endpoint: camera, budget: 'b' }, NOW)).toBeUndefined();
  });

  test.each<[Mute['upTo'], string, string, boolean]>([
    [{ pct: 300 }, '14.99', '5', true],
    [{ pct: 300 }, '15', '5', false],
    [{ pct: 100 }, '4.9999999999', '5', true],
    [{ amount: '50', currency: 'EUR' }, '49.99', '5', true],
    [{ amount: '50', currency: 'EUR' }, '50', '5', false],
  ])('up to %j mutes EUR %s of %s: %p', (upTo, spend, limit, quiet) => {
    const of = [mute({ match: {}, upTo })];
    const about = { endpoint: camera, budget: 'b', spent: { spend, limit } };
    expect(mutedBy(of, about, NOW) !== undefined).toBe(quiet);
    expect(passedMute(of, about, NOW) !== undefined).toBe(!quiet);
  });

  test('that is not in force, or of other devices, has no ceiling to pass', () => {
    const about = { endpoint: camera, budget: 'b', spent: { spend: '900', limit: '5' } };
    const ended = mute({ match: {}, until: minutesOn(-1).toISOString() });
    expect(passedMute([], about, NOW)).toBeUndefined();
    expect(passedMute([ended, mute({ match: { ids: ['18'] } })], about, NOW)).toBeUndefined();
  });

  test('says its ceiling in words', () => {
    expect([{ pct: 300 }, { amount: '50', currency: 'EUR' }].map(ceilingInWords)).toEqual([
      '300 % of the limit',
      'EUR 50.00',
    ]);
  });

  test('is over from its moment on', () => {
    expect(expired([mute(), mute({ until: NOW.toISOString(), who: 'over' })], NOW).map(({ who }) => who)).toEqual([
      'over',
    ]);
  });
});
