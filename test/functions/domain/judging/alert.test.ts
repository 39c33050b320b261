import { describe, expect, test } from '@jest/globals';
import {
  type Alert,
  type Claim,
  claimKey,
  claimOf,
  claimsUnder,
  crossedAlert,
  faultAlert,
  isLate,
  isSpendAlert,
  thresholdsIn,
} from '../../../../functions/domain/judging/alert.ts';
import { judge } from '../../../../functions/domain/judging/thresholds.ts';
import {
  aFaultAlert,
  aForecastAlert,
  anAlert,
  aScope,
  aTimeToLimitAlert,
  NOW,
  traffic,
} from '../../../fakes/samples.ts';
import { aBudget, aSpend, crossed } from '../../../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const claim: Claim = { kind: 'crossed', budget: 'every-device', meter: 'total', limit: '5', thresholdPct: 100 };

describe('claims', () => {
  const held = (budget: object) => claimsUnder(aBudget(budget), [claim, { ...claim, thresholdPct: 80 }]).length;

  test.each([
    ['the same', {}, 2],
    ['the same limit in other digits', { limit: '5.0000' }, 2],
    ['a raised limit', { limit: 6 }, 0],
    ['a lowered limit', { limit: '4.9999999999' }, 0],
    ['another meter', { meter: 'data' }, 0],
    ['another name', { name: 'cameras' }, 0],
    ['other thresholds', { thresholds: [50] }, 2],
  ])('%s', (_, budget, count) => {
    expect(held(budget)).toBe(count);
  });
});

describe('an alert', () => {
  test('has one key for each endpoint, month, budget, meter, threshold and limit, and a short name of it', () => {
    const keys = [
      crossed(),
      crossed({ endpoint: { id: '167' } }),
      crossed({ budget: { name: 'b' } }),
      crossed({ budget: { meter: 'data' } }),
      crossed({ budget: { limit: 6 } }),
      crossed({ data: '7.5' }),
    ].map(({ dedupKey, ref }) => ({ dedupKey, ref }));
    expect(keys[0]?.dedupKey).toBe('endpoint/166/2026-10/every-device/total/100/5');
    expect(new Set(keys.map(({ dedupKey }) => dedupKey)).size).toBe(keys.length);
    expect(new Set(keys.map(({ ref }) => ref)).size).toBe(keys.length);
    for (const { ref } of keys) expect(ref).toMatch(/^[0-9a-f]{6}$/);
    expect(crossed({ data: '6.2' }).dedupKey).toBe(crossed().dedupKey);
    expect(crossed({ budget: { limit: '5.00' } }).dedupKey).toBe(crossed().dedupKey);
  });

  test('knows which alerts were sent when, under its limit only and without pending ones', () => {
    const at = '2026-10-13T09:00:00.000Z';
    const claims = [
      { ...claim, thresholdPct: 80, sentAt: at },
      { ...claim, thresholdPct: 90 },
      { ...claim, limit: '4', sentAt: at },
    ];
    expect(crossed({ claims })).toMatchObject({ alreadySent: [{ thresholdPct: 80, at }], passedPct: [] });
  });

  test('says what it leaves out: unknown costs, and other currencies', () => {
    const dollars = traffic('sms', undefined, { cost: { amount: '9', currency: 'USD' } });
    const more = [dollars, traffic('sat_geo_data', undefined)];
    expect(crossed({ more })).toMatchObject({
      spend: '6.1',
      costUnavailable: ['sat_geo_data'],
      otherCurrencies: [{ currency: 'USD', amount: '9' }],
    });
    const onData = crossed({ more, budget: { meter: 'data' } });
    expect(onData.costUnavailable).toEqual([]);
    expect(onData).not.toHaveProperty('otherCurrencies');
  });

  test('has its parts in the currency of its budget, and last month on its meter', () => {
    const budget = aBudget({ meter: 'sms', limit: 1 });
    const spend = aSpend(traffic('data', '2'), traffic('sms', '1.5'), traffic('sat_geo_sms', '4'));
    const lastMonth = aSpend(traffic('data', '7'), traffic('sms', '0.7'));
    const decision = judge(budget, 'EUR', spend, []);
    if (decision.kind !== 'crossed') throw new Error(decision.reason);
    const seen = { scope: aScope('1'), spend, lastMonth, fetchedAt: new Date('2026-11-02') };
    expect(crossedAlert(decision, budget, [], seen)).toMatchObject({
      spend: '1.5',
      parts: { data: '2', sms: '1.5', total: '7.5' },
      lastMonth: '0.7',
      figures: { fetchedAt: '2026-11-02T00:00:00.000Z' },
    });
    expect(crossedAlert(decision, budget, [], { ...seen, lastMonth: undefined })).not.toHaveProperty('lastMonth');
  });

  test.each(HOSTILE_NAMES)('survives a table and a queue as it is: %s', (_, name) => {
    const alert = crossed({ endpoint: { name } });
    expect(JSON.parse(JSON.stringify(alert))).toStrictEqual(alert);
    expect(alert.scope.name.isWellFormed()).toBe(true);
  });

  test.each([
    ['2026-10-31T23:59:59.999Z', false],
    ['2026-11-01T00:00:00.000Z', true],
  ])('about October, of figures fetched at %s, is late: %p', (fetchedAt, late) => {
    expect(isLate(anAlert({ figures: { fetchedAt } }))).toBe(late);
  });
});

describe('the claim of an alert', () => {
  test.each<[string, Alert, string]>([
    ['a crossing', anAlert(), '2026-10#every-device#total#100#5'],
    ['a forecast', aForecastAlert(), '2026-10#every-device#total#forecast#5'],
    ['a limit within a day', aTimeToLimitAlert(), '2026-10#every-device#total#time-to-limit#5'],
    ['a fault', aFaultAlert(), '2026-10#cost-unavailable'],
  ])('of %s is kept under its period, and what makes it another one', (_, alert, key) => {
    expect(claimKey(alert)).toBe(key);
  });

  test('has the fields that keep it from being sent again', () => {
    const about = { budget: 'every-device', meter: 'total' };
    const sentAt = '2026-10-14T14:01:00.000Z';
    expect([claimOf(anAlert(), undefined), claimOf(aForecastAlert(), sentAt), claimOf(aFaultAlert(), sentAt)]).toEqual([
      { kind: 'crossed', ...about, limit: '5', thresholdPct: 100 },
      { kind: 'forecast', ...about, limit: '5', sentAt },
      { kind: 'cost-unavailable', ...about, sentAt },
    ]);
  });

  test('of a forecast is no threshold', () => {
    const claims = [
      claimOf(aForecastAlert(), undefined),
      claimOf(anAlert(), undefined),
      claimOf(aFaultAlert(), undefined),
    ];
    expect(thresholdsIn(claims)).toEqual([100]);
    expect(claimsUnder(aBudget(), claims).map(({ kind }) => kind)).toEqual(['forecast', 'crossed']);
  });
});

test('a fault is an alert without an amount, of one period and scope', () => {
  const figures = { scope: aScope('166'), spend: aSpend(traffic('data', undefined)), fetchedAt: NOW };
  const about = { budget: 'every-device', meter: 'total' as const, currency: 'EUR' };
  const alert = faultAlert({ kind: 'stale', reason: 'why' }, about, { ...figures, run: { sweepId: 's1' } });
  expect(alert).toEqual({
    kind: 'stale',
    severity: 'warning',
    reason: 'why',
    period: '2026-10',
    scope: aScope('166'),
    ...about,
    run: { sweepId: 's1' },
    figures: { lastUpdated: '2026-10-14T13:40:00.000Z', fetchedAt: NOW.toISOString() },
    dedupKey: 'endpoint/166/2026-10/stale',
    ref: expect.stringMatching(/^[0-9a-f]{6}$/),
  });
  expect(isSpendAlert(alert)).toBe(false);
});
