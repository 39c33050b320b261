import { describe, expect, test } from '@jest/globals';
import {
  followStandstill,
  hiddenCosts,
  type Standstill,
  staleness,
} from '../../../../functions/domain/costs/data-fault.ts';
import type { TrafficFigures } from '../../../../functions/domain/costs/emnify-figures.ts';
import type { Spend } from '../../../../functions/domain/costs/spend.ts';
import { minutesOn, traffic } from '../../../fakes/samples.ts';
import { aSpend } from '../../../fixtures/crossed.ts';

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
      {
        kind: 'currency-mismatch',
        reason: 'USD 9.00 and GBP 2.00 cannot be compared with a limit in EUR',
        otherCurrencies: [
          { currency: 'USD', amount: '9' },
          { currency: 'GBP', amount: '2' },
        ],
      },
    ]);
  });

  test.each(['0', undefined])('of volume whose cost is %j are named by their traffic types', (cost) => {
    const spend = aSpend(traffic('data', cost), traffic('sat_geo_data', cost), traffic('sms', '1'));
    expect(hiddenCosts(spend, 'total', 'EUR')).toEqual([
      { kind: 'cost-unavailable', reason: 'emnify reports data and sat_geo_data volume without a cost' },
    ]);
  });

  test('of both kinds are both alerted, and count on their own meter and on the total', () => {
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
const iso = (minutes: number) => minutesOn(minutes).toISOString();

type Seen = [minutes: number, activeLastHour: boolean, ...currentMonth: TrafficFigures[]];
const ONE_EURO = traffic('data', '1', { lastUpdated: iso(-HOUR) });
const see = (standstill: Partial<Standstill> | undefined, [minutes, activeLastHour, ...currentMonth]: Seen) =>
  followStandstill({ standstill }, { activeLastHour, currentMonth }, minutesOn(minutes));

/** What is remembered after these checks. */
function remembered(...checks: Seen[]): Standstill | undefined {
  return checks.reduce<Standstill | undefined>(see, undefined);
}

describe('a followStandstill', () => {
  test('begins with traffic that figures cannot have, as they were seen before it', () => {
    expect(remembered([0, true, ONE_EURO])).toEqual({ figures: expect.stringMatching(/^.{8}$/), from: iso(0) });
    expect(remembered([0, true, ONE_EURO], [59, true, ONE_EURO])).not.toHaveProperty('since');
    expect(remembered([0, true, ONE_EURO], [60, true, ONE_EURO])).toMatchObject({ from: iso(0), since: iso(0) });
    expect(remembered([0, true, ONE_EURO], [90, true, ONE_EURO])).toMatchObject({ from: iso(0), since: iso(30) });
    expect(remembered([0, true], [60, true])).toMatchObject({ from: iso(0), since: iso(0) });
    expect(remembered([0, false, ONE_EURO])).toBeUndefined();
  });

  test('is found by checks every five minutes, too', () => {
    const checks = Array.from({ length: 20 }, (_, nth): Seen => [nth * 5, true, ONE_EURO]);
    expect(remembered(...checks)).toMatchObject({ from: iso(0), since: iso(0) });
  });

  test('goes on through hours without traffic', () => {
    expect(remembered([0, true, ONE_EURO], [HOUR, true, ONE_EURO], [5 * HOUR, false, ONE_EURO])?.since).toBe(iso(0));
    expect(remembered([0, true, ONE_EURO], [HOUR, false, ONE_EURO])).not.toHaveProperty('since');
  });

  test.each([
    ['a cost', traffic('data', '1.0000000001', { volume: ONE_EURO.volume })],
    ['a volume', { ...ONE_EURO, volume: '40.000001' }],
    ['a cost that is lost', { ...ONE_EURO, cost: undefined }],
    ['a currency', { ...ONE_EURO, cost: { amount: '1', currency: 'USD' } }],
    ['a month', { ...ONE_EURO, period: '2026-11' }],
  ])('ends with %s that moves, though the time stamp stands still', (_, moved) => {
    const before: Seen[] = [
      [0, true, ONE_EURO],
      [HOUR, true, ONE_EURO],
    ];
    expect(remembered(...before, [2 * HOUR, false, moved])).toBeUndefined();
    expect(remembered(...before, [2 * HOUR, true, moved])).toMatchObject({ from: iso(2 * HOUR) });
    expect(remembered(...before, [2 * HOUR, true, moved])).not.toHaveProperty('since');
    expect(remembered(...before, [2 * HOUR, true, ONE_EURO, traffic('sms', '1')])).not.toHaveProperty('since');
  });

  test('does not end with a time stamp that moves, nor with another order or spelling', () => {
    const sms = traffic('sms', '2');
    const checks: Seen[] = [
      [0, true, ONE_EURO, sms],
      [HOUR, true, sms, { ...ONE_EURO, lastUpdated: iso(HOUR) }],
    ];
    expect(remembered(...checks)).toMatchObject({ since: iso(0) });
  });

  test('takes no room beside costs that move, and begins with the check after them', () => {
    const [one, two] = [traffic('data', '1'), traffic('data', '2')];
    const check = (before: Spend | undefined, line: TrafficFigures) =>
      followStandstill(
        { spend: before },
        { activeLastHour: true, currentMonth: [line], spend: aSpend(line) },
        minutesOn(0),
      );
    expect(check(aSpend(one), two)).toBeUndefined();
    expect(check(aSpend(one), one)).toMatchObject({ from: iso(0) });
    expect(check(undefined, one)).toMatchObject({ from: iso(0) });
  });

  test('as it was remembered before figures had a mark begins anew', () => {
    const old = { asOf: iso(-DAY), since: iso(-2 * DAY) };
    expect(see(old, [0, true, ONE_EURO])).toEqual({ figures: expect.any(String), from: iso(0) });
    expect(see(old, [0, false, ONE_EURO])).toBeUndefined();
  });
});

describe('figures are stale', () => {
  const standstill = { figures: '12345678', from: iso(-HOUR), since: iso(0) };

  test.each([
    [DAY - 1, true, 0],
    [DAY, true, 0],
    [DAY + 0.001, true, 1],
    [3 * DAY, true, 1],
    [3 * DAY, false, 0],
  ])('%d minutes after a followStandstill began, with the device alive: %p', (minutes, alive, count) => {
    expect(staleness(standstill, alive, minutesOn(minutes))).toHaveLength(count);
  });

  test('and say since when', () => {
    expect(staleness(standstill, true, minutesOn(2 * DAY))).toEqual([
      {
        kind: 'stale',
        reason:
          'emnify shows traffic in the last hour, but cost and volume have not changed since 14 Oct 2026 13:00 UTC',
      },
    ]);
    expect(staleness(undefined, true, minutesOn(2 * DAY))).toEqual([]);
    expect(staleness({ figures: '12345678', from: iso(-9 * DAY) }, true, minutesOn(0))).toEqual([]);
  });

  test('not of a device that slept for days and has just begun to speak again', () => {
    const asleep: Seen[] = [
      [0, true, ONE_EURO],
      [HOUR, false, ONE_EURO],
      [2 * DAY, false, ONE_EURO],
    ];
    const awake = remembered(...asleep, [3 * DAY, true, ONE_EURO]);
    expect(awake).toMatchObject({ since: iso(3 * DAY - HOUR) });
    expect(staleness(awake, true, minutesOn(3 * DAY + 5 * HOUR))).toEqual([]);
    expect(staleness(see(awake, [4 * DAY, true, ONE_EURO]), true, minutesOn(4 * DAY))).toHaveLength(1);
  });
});
