import { describe, expect, test } from '@jest/globals';
import type { EndpointMonth } from '../../../../functions/domain/records/endpoint-month.ts';
import { checkedAgain, isUnchanged } from '../../../../functions/domain/records/last-check.ts';
import { aMonth, minutesOn } from '../../../fakes/samples.ts';

const at = (minutes: number) => minutesOn(minutes).toISOString();
const rate = (perHour: number) => ({ spend: 2, headroom: 3, monthPerHour: 0.1, latelyPerHour: perHour, perHour });
const STANDSTILL = { figures: 'abcdefgh', from: at(0) };

describe('a check that finds nothing new', () => {
  const month = aMonth({ fetchedAt: at(0), spendRate: rate(0.5) });

  test('changes the time, and what follows from it', () => {
    const later = checkedAgain(month, { fetchedAt: at(30), standstill: STANDSTILL });
    expect(later).toMatchObject({ ...month, fetchedAt: at(30), standstill: STANDSTILL, spendRate: expect.anything() });
    expect(later.spendRate).toMatchObject({ spend: 2, headroom: 3, latelyPerHour: 0 });
    expect(later.spendRate?.perHour).toBeLessThan(0.5);
  });

  test('ends the standstill that it no longer saw', () => {
    const still = { ...month, standstill: STANDSTILL };
    expect(checkedAgain(still, { fetchedAt: at(30) })).not.toHaveProperty('standstill');
  });

  test('leaves a rate that two checks leave one after the other', () => {
    const once = checkedAgain(month, { fetchedAt: at(90) });
    const twice = checkedAgain(checkedAgain(month, { fetchedAt: at(20) }), { fetchedAt: at(90) });
    expect(twice.spendRate?.perHour).toBeCloseTo(once.spendRate?.perHour ?? 0, 9);
  });

  test.each([
    ['an earlier one', { fetchedAt: at(-5) }],
    ['none', undefined],
  ])('changes nothing where it is %s', (_, check) => {
    expect(checkedAgain(month, check)).toBe(month);
  });

  test('gives no rate to an endpoint that emnify does not know', () => {
    const { spendRate: _, ...gone } = month;
    expect(checkedAgain(gone, { fetchedAt: at(30) })).not.toHaveProperty('spendRate');
  });
});

describe('a check has found nothing new', () => {
  const before = aMonth({ fetchedAt: at(0), spendRate: rate(0.5) });
  const now: EndpointMonth = { ...before, fetchedAt: at(30), spendRate: rate(0.4) };

  test('if only its time, the pace and the standstill differ, and what is undefined', () => {
    expect(isUnchanged(before, now)).toBe(true);
    expect(isUnchanged(before, { ...now, standstill: STANDSTILL, unusual: undefined })).toBe(true);
  });

  test.each<[string, Partial<EndpointMonth>]>([
    ['the cost', { spendRate: { ...rate(0.4), spend: 2.01 } }],
    ['the way to the next threshold', { spendRate: { ...rate(0.4), headroom: 2.99 } }],
    ['the reason', { reason: 'another reason' }],
    ['the outcome', { outcome: 'skipped' }],
    ['the decisions', { decisions: [] }],
    ['the name of the endpoint', { endpoint: { ...before.endpoint, name: 'another name' } }],
    ['the day', { fetchedAt: at(24 * 60) }],
  ])('but not if %s changes', (_, change) => {
    expect(isUnchanged(before, { ...now, ...change })).toBe(false);
  });

  test('but not at the first check', () => {
    expect(isUnchanged(undefined, now)).toBe(false);
  });
});
