import { describe, expect, test } from '@jest/globals';
import { isNews, needsSnapshot } from '../../functions/domain/history.ts';
import type { Spend } from '../../functions/domain/spend.ts';
import { aMonth, traffic } from '../fakes/samples.ts';
import { aSpend } from '../fixtures/crossed.ts';

const before = aMonth({ spend: aSpend(traffic('data', '6.1')) });
const same = (): Spend => aSpend(traffic('data', '6.1'));

describe('a snapshot', () => {
  test.each<[string, Spend, string, boolean]>([
    ['the same spend an hour later', same(), '2026-10-14T15:00:00.000Z', false],
    ['the same spend in the last minute of the day', same(), '2026-10-14T23:59:59.999Z', false],
    ['the same spend on the next day', same(), '2026-10-15T00:00:00.000Z', true],
    ['a spend one tenth place up', aSpend(traffic('data', '6.1000000001')), '2026-10-14T15:00:00.000Z', true],
    ['a spend that fell', aSpend(traffic('data', '6')), '2026-10-14T15:00:00.000Z', true],
    ['a spend that vanished', aSpend(), '2026-10-14T15:00:00.000Z', true],
    ['a cost that is unknown now', aSpend(traffic('data', undefined)), '2026-10-14T15:00:00.000Z', true],
    [
      'fresher figures of the same spend',
      aSpend(traffic('data', '6.1', { lastUpdated: '2026-10-14T14:59:00.000Z' })),
      '2026-10-14T15:00:00.000Z',
      true,
    ],
  ])('of %s', (_, spend, fetchedAt, needed) => {
    expect(needsSnapshot(before, spend, fetchedAt)).toBe(needed);
  });

  test('is always made at the first look', () => {
    expect(needsSnapshot(undefined, same(), '2026-10-14T15:00:00.000Z')).toBe(true);
  });
});

describe('news', () => {
  test('is whatever differs but the time of the look', () => {
    expect(isNews(before, { ...JSON.parse(JSON.stringify(before)), fetchedAt: '2026-10-14T15:00:00.000Z' })).toBe(
      false,
    );
    expect(isNews(undefined, before)).toBe(true);
    expect(isNews(before, { ...before, reason: 'another' })).toBe(true);
    expect(isNews(before, { ...before, outcome: 'skipped' })).toBe(true);
    expect(isNews(before, { ...before, decisions: [] })).toBe(true);
    expect(isNews(before, { ...before, endpoint: { ...before.endpoint, name: 'renamed' } })).toBe(true);
  });
});
