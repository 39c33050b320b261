import { describe, expect, test } from '@jest/globals';
import { hiddenCosts, type Standstill, staleness, standstill } from '../../functions/domain/fault.ts';
import { minutesOn, NOW, traffic } from '../fakes/samples.ts';
import { aSpend } from '../fixtures/crossed.ts';

const inDollars = (trafficType: string, amount = '9') =>
  traffic(trafficType, amount, { cost: { amount, currency: 'USD' } });

describe('hidden costs', () => {
  test('are none where every volume has its cost in the currency of the limits', () => {
    expect(hiddenCosts(aSpend(traffic('data', '1'), traffic('sms', '2')), 'total', 'EUR')).toEqual([]);
    expect(hiddenCosts(aSpend(), 'total', 'EUR')).toEqual([]);
    expect(hiddenCosts(aSpend(traffic('data', '0', { volume: '0' })), 'total', 'EUR')).toEqual([]);
  });

  test('of another currency are named with all their amounts', () => {
    const pounds = traffic('sms', undefined, { cost: { amount: '2', currency: 'GBP' } });
    expect(hiddenCosts(aSpend(inDollars('data'), pounds, traffic('sat_geo_data', '1')), 'total', 'EUR')).toEqual([
      { kind: 'currency-mismatch', reason: 'USD 9.00 and GBP 2.00 cannot be compared with a limit in EUR' },
    ]);
  });

  test.each(['0', undefined])('of volume whose cost is %j are named by their traffic types', (cost) => {
    const spend = aSpend(traffic('data', cost), traffic('sat_geo_data', cost), traffic('sms', '1'));
    expect(hiddenCosts(spend, 'total', 'EUR')).toEqual([
      { kind: 'cost-unavailable', reason: 'emnify reports data and sat_geo_data volume without a cost' },
    ]);
  });

  test('of both kinds are both told, and count on their own meter and on the total', () => {
    const spend = aSpend(inDollars('data'), traffic('sms', undefined));
    const kinds = (meter: 'total' | 'data' | 'sms') => hiddenCosts(spend, meter, 'EUR').map(({ kind }) => kind);
    expect([kinds('total'), kinds('data'), kinds('sms')]).toEqual([
      ['currency-mismatch', 'cost-unavailable'],
      ['currency-mismatch'],
      ['cost-unavailable'],
    ]);
  });
});

const HOUR = 60;
const DAY = 24 * HOUR;
const asOf = minutesOn(-2 * HOUR).toISOString();

/** What is remembered after looks at these minutes, each `[minutes, alive, asOf]`. */
function remembered(...looks: [number, boolean, string?][]): Standstill | undefined {
  return looks.reduce<Standstill | undefined>(
    (before, [minutes, activeLastHour, newest]) =>
      standstill(before, { activeLastHour, ...(newest !== undefined && { asOf: newest }) }, minutesOn(minutes)),
    undefined,
  );
}

describe('a standstill', () => {
  test('begins when the device is alive beside figures that do not move', () => {
    expect(remembered([0, true, asOf])).toEqual({ asOf, since: NOW.toISOString() });
    expect(remembered([0, true])).toEqual({ asOf: '', since: NOW.toISOString() });
    expect(remembered([0, false, asOf])).toBeUndefined();
  });

  test('goes on through hours without traffic, and ends with new figures', () => {
    expect(remembered([0, true, asOf], [HOUR, false, asOf], [2 * HOUR, true, asOf])?.since).toBe(NOW.toISOString());
    const newer = minutesOn(DAY).toISOString();
    expect(remembered([0, true, asOf], [DAY + 5, false, newer])).toBeUndefined();
    expect(remembered([0, true, asOf], [DAY + 2 * HOUR, true, newer])?.since).toBe(
      minutesOn(DAY + 2 * HOUR).toISOString(),
    );
  });

  test('of the first figures of a month begins anew', () => {
    expect(remembered([0, true], [HOUR, true, asOf])?.since).toBe(minutesOn(HOUR).toISOString());
  });
});

describe('figures are stale', () => {
  const standing = { asOf, since: NOW.toISOString() };

  test.each([
    [DAY - 1, true, 0],
    [DAY, true, 0],
    [DAY + 0.001, true, 1],
    [3 * DAY, true, 1],
    [3 * DAY, false, 0],
  ])('%d minutes after a standstill began, with the device alive: %p', (minutes, alive, count) => {
    expect(staleness(standing, alive, minutesOn(minutes))).toHaveLength(count);
  });

  test('and say since when', () => {
    expect(staleness(standing, true, minutesOn(2 * DAY))).toEqual([
      {
        kind: 'stale',
        reason: 'emnify shows traffic of the last hour and has added nothing up since 14 Oct 2026 12:00 UTC',
      },
    ]);
    expect(staleness({ ...standing, asOf: '' }, true, minutesOn(2 * DAY))[0]?.reason).toMatch(/ this month$/);
    expect(staleness(undefined, true, minutesOn(2 * DAY))).toEqual([]);
  });

  test('not of a device that slept for days and has just begun to speak again', () => {
    // Its last traffic was added up within the hour, so nothing was missing while it slept.
    const lastTraffic = minutesOn(-20).toISOString();
    const asleep = remembered([0, true, lastTraffic], [HOUR, false, lastTraffic], [2 * DAY, false, lastTraffic]);
    const awake = standstill(asleep, { asOf: lastTraffic, activeLastHour: true }, minutesOn(3 * DAY));
    expect(staleness(awake, true, minutesOn(3 * DAY))).toEqual([]);
  });
});
