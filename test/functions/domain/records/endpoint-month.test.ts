import { describe, expect, test } from '@jest/globals';
import type { Spend } from '../../../../functions/domain/costs/spend.ts';
import { amountsAt } from '../../../../functions/domain/costs/spend-points.ts';
import { type SnapshotKind, snapshotKind } from '../../../../functions/domain/records/endpoint-month.ts';
import { aMonth, traffic } from '../../../fakes/samples.ts';
import { aSpend } from '../../../fixtures/crossed.ts';

const before = aMonth({ spend: aSpend(traffic('data', '6.1')) });
const same = (): Spend => aSpend(traffic('data', '6.1'));

describe('a snapshot', () => {
  test.each<[string, Spend, string, SnapshotKind | undefined]>([
    ['the same spend an hour later', same(), '2026-10-14T15:00:00.000Z', undefined],
    ['the same spend in the last minute of the day', same(), '2026-10-14T23:59:59.999Z', undefined],
    ['the same spend on the next day', same(), '2026-10-15T00:00:00.000Z', 'first-of-day'],
    ['a spend one tenth place up', aSpend(traffic('data', '6.1000000001')), '2026-10-14T15:00:00.000Z', 'change'],
    ['a spend that fell', aSpend(traffic('data', '6')), '2026-10-14T15:00:00.000Z', 'change'],
    ['a spend that vanished', aSpend(), '2026-10-14T15:00:00.000Z', 'change'],
    ['a cost that is unknown now', aSpend(traffic('data', undefined)), '2026-10-14T15:00:00.000Z', 'change'],
    [
      'fresher figures of the same spend',
      aSpend(traffic('data', '6.1', { lastUpdated: '2026-10-14T14:59:00.000Z' })),
      '2026-10-14T15:00:00.000Z',
      'change',
    ],
  ])('of %s', (_, spend, fetchedAt, needed) => {
    expect(snapshotKind(before, spend, fetchedAt)).toBe(needed);
  });

  test('is always made at the first check', () => {
    expect(snapshotKind(undefined, same(), '2026-10-14T15:00:00.000Z')).toBe('first-of-day');
  });
});

test('points are read on one meter and in one currency, zero where there is none', () => {
  const at = '2026-10-14T15:00:00.000Z';
  const dollars = traffic('data', '9', { cost: { amount: '9', currency: 'USD' } });
  const points = [
    { at, meters: aSpend(traffic('data', '1.5'), traffic('sms', '0.5')).meters },
    { at, meters: aSpend(dollars).meters },
    { at, meters: aSpend().meters },
  ];
  expect(amountsAt(points, 'total', 'EUR').map(({ amount }) => amount)).toEqual(['2', '0', '0']);
  expect(amountsAt(points, 'sms', 'EUR').map(({ amount }) => amount)).toEqual(['0.5', '0', '0']);
  expect(amountsAt(points, 'data', 'USD')).toMatchObject([{ at, amount: '0' }, { amount: '9' }, { amount: '0' }]);
});
