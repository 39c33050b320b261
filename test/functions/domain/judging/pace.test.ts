import { describe, expect, test } from '@jest/globals';
import { ANOMALY_DEFAULT, judgeAnomaly } from '../../../../functions/domain/judging/anomaly.ts';
import { type PaceInput, paceOf, rangeOf } from '../../../../functions/domain/judging/pace.ts';

/** October 2026; `15T12` is noon of the 15th, `19T14:57` three minutes before three. */
function on(
  day: string,
  input: Partial<Omit<PaceInput, 'now' | 'points'>> & { seen?: Record<string, string> },
): PaceInput {
  const { seen = {}, ...rest } = input;
  const moment = (at: string): string => `2026-10-${at.length > 5 ? at : `${at}:00`}:00.000Z`;
  const points = Object.entries(seen).map(([at, amount]) => ({ at: moment(at), amount }));
  return { period: '2026-10', now: new Date(moment(day)), spend: '0', limit: '5', points, days: [], ...rest };
}

const anomaly = (input: PaceInput) => judgeAnomaly(input, ANOMALY_DEFAULT);
/** Four weeks of workdays at 0.12 and weekends at 0.02. */
const WEEKDAYS = Array.from({ length: 28 }, (_, day) => (day % 7 < 5 ? 0.12 : 0.02));

describe('a thief spends 12 an hour on a device with 0.60 a month', () => {
  const seen = { '18T00': '0.36', '19T00': '0.36', '19T15': '4.40' };
  const thief = on('19T16', { spend: '16.40', lastMonth: '0.60', seen });

  test('has the pace of the last hour, and the usual one of last month', () => {
    expect(paceOf(thief)).toEqual({
      perHour: '12',
      overHours: 1,
      usualPerDay: '0.02',
      basis: 'last-month',
      isUnusual: true,
    });
  });

  test('has two ends far apart, and says that it is not sure', () => {
    // 12 days and 8 hours are left: 296 hours.
    const { ifUsual, ifContinues, confidence } = rangeOf(thief, paceOf(thief));
    expect(Number(ifUsual)).toBeGreaterThan(16.4);
    expect(Number(ifUsual)).toBeLessThan(17);
    expect(ifContinues).toBe('3568.4');
    expect(confidence).toBe('low');
  });

  test('is critical with the first figure, before the limit is reached', () => {
    const first = on('19T15', {
      spend: '4.40',
      lastMonth: '0.60',
      seen: { '18T00': '0.36', '19T00': '0.36', '19T14': '0.36' },
    });
    expect(anomaly(first)).toMatchObject({
      kind: 'anomaly',
      level: 'limit-within-a-day',
      severity: 'critical',
      hoursLeft: expect.closeTo(0.6 / 4.04),
      reason: '4.04 in the last hour, usually 0.02 a day (last month): at that pace 5.00 is reached within a day',
    });
  });

  test.each([8, 9, 11, 13])(
    'is still unusual at midnight, when its first day is the last of %d whole days',
    (count) => {
      const days = [...Array<number>(count - 1).fill(0.02), 110];
      const midnight = on('20T02', {
        spend: '134.4',
        limit: '50',
        lastMonth: '0.60',
        days,
        seen: { '19T00': '0.36', '19T22': '86.4', '19T23': '98.4', '20T00': '110.4', '20T01': '122.4' },
      });
      expect(paceOf(midnight)).toMatchObject({ perHour: '12', usualPerDay: '0.02', isUnusual: true });
    },
  );

  test('is still unusual over the limit, where no hours are left', () => {
    expect(anomaly(thief)).toMatchObject({ level: 'unusual', severity: 'warning' });
    expect(anomaly(thief)).not.toHaveProperty('hoursLeft');
  });
});

describe('data that became dear', () => {
  // Usually 1.20 on a workday; 2.50 in the last day is less than 2.2 times as much.
  const days = WEEKDAYS.map((cost) => cost * 10);
  const seen = { '14T00': '8', '14T15': '10', '15T00': '10.9', '15T06': '11.5', '15T12': '12.2' };
  const abroad = on('15T15', { spend: '12.5', limit: '20', days, seen });

  test('makes twice the usual pace unusual, and is part of the reason', () => {
    expect(anomaly(abroad)).toMatchObject({ kind: 'none' });
    expect(anomaly({ ...abroad, isDataDear: true })).toMatchObject({
      kind: 'anomaly',
      level: 'unusual',
      reason: expect.stringMatching(/usually 1\.20 a day, and data is dearer than usual$/),
    });
  });

  test('is not unusual below the floor of an anomaly', () => {
    const little = { ...abroad, limit: '40' };
    expect(anomaly({ ...little, isDataDear: true })).toMatchObject({ kind: 'none' });
  });
});

test('four hours in a row are unusual, even if one of them is somewhat slower', () => {
  const days = Array.from({ length: 28 }, () => 0.1);
  const after = (...hours: number[]) => {
    const spends = hours.map((_, i) => 1 + hours.slice(0, i + 1).reduce((sum, cost) => sum + cost, 0));
    const seen = Object.fromEntries(spends.slice(0, -1).map((spend, i) => [`15T0${i + 1}`, spend.toFixed(3)]));
    return anomaly(
      on('15T05', { spend: (spends.at(-1) ?? 0).toFixed(3), days, seen: { ...seen, '14T00': '0.9', '15T00': '0.99' } }),
    ).kind;
  };
  // 2.6 times the largest day is 0.26 a day, 0.0108 an hour; the floor is 0.0208 an hour.
  expect(after(0, 0.03, 0.03, 0.008, 0.03)).toBe('anomaly');
  expect(after(0, 0.03, 0.03, 0.004, 0.03)).toBe('none');
});

describe('the pace', () => {
  test('8 in a day after 9 in the whole month before is 27 times the usual', () => {
    const pace = paceOf(
      on('15T00', { spend: '12', limit: '20', lastMonth: '9', seen: { '13T00': '4', '14T00': '4' } }),
    );
    expect(pace).toMatchObject({ overHours: 24, usualPerDay: '0.3', basis: 'last-month', isUnusual: true });
    expect(Math.round((Number(pace.perHour) * 24) / Number(pace.usualPerDay))).toBe(27);
  });

  test('is that of the last day with daily checks, and of the hours since the check before', () => {
    const daily = on('15T12', { spend: '9', seen: { '13T12': '3', '14T12': '6' } });
    expect(paceOf(daily)).toMatchObject({ perHour: '0.125', overHours: 24 });
    const sixHourly = on('15T12', {
      spend: '9',
      seen: { '15T06': '6' },
      previousCheck: new Date('2026-10-15T06:00:00Z'),
    });
    expect(paceOf(sixHourly)).toMatchObject({ perHour: '0.5', overHours: 6 });
  });

  test('of a device that reports every six hours is over those', () => {
    const seen = { '14T00': '1', '14T12': '1.1', '14T18': '1.2', '15T00': '1.3', '15T06': '1.4' };
    expect(paceOf(on('15T12', { spend: '2', seen }))).toMatchObject({ perHour: '0.1', overHours: 6 });
  });

  test('of the first hours is not spread over more than there were', () => {
    expect(paceOf(on('01T03', { spend: '3' }))).toMatchObject({ perHour: '3', overHours: 1 });
    expect(paceOf(on('01T00', {}))).toMatchObject({ perHour: '0', overHours: 1, isUnusual: false });
  });

  test('between two bursts is that of the hours that are unusual', () => {
    const seen = { '14T00': '1', '14T12': '1.01', '15T00': '1.02', '15T09': '1.03', '15T10': '3.03' };
    expect(paceOf(on('15T11', { spend: '3.03', days: WEEKDAYS, seen }))).toMatchObject({
      isUnusual: true,
      perHour: expect.not.stringMatching(/^0$/),
    });
  });

  test('needs seven days with a cost for a usual one, or last month', () => {
    const days = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    expect(paceOf(on('07T00', { spend: '0.6', days })).basis).toBe('limit');
    expect(paceOf(on('07T00', { spend: '0.6', days }))).not.toHaveProperty('usualPerDay', expect.anything());
    expect(paceOf(on('08T00', { spend: '0.7', days: [...days, 0.3] }))).toMatchObject({
      usualPerDay: '0.1',
      basis: 'days',
    });
    expect(paceOf(on('07T00', { spend: '0.6', days, lastMonth: '6' }))).toMatchObject({
      usualPerDay: '0.2',
      basis: 'last-month',
    });
  });

  test('is from before the jump: days of the last week that were unusual are no usual days', () => {
    const days = [...Array.from({ length: 24 }, () => 0.1), 5, 5, 5, 5];
    expect(paceOf(on('15T00', { spend: '21', days })).usualPerDay).toBe('0.1');
  });

  test('within the limit is not worth a sentence', () => {
    const days = Array.from({ length: 28 }, () => 0.001);
    const seen = { '14T00': '0.01', '14T12': '0.01', '15T00': '0.01' };
    expect(paceOf(on('15T12', { spend: '0.014', days, seen })).isUnusual).toBe(false);
  });
});

describe('the range', () => {
  test('of a steady device is narrow, and gets narrower as the month goes by', () => {
    const days = Array.from({ length: 28 }, () => 0.1);
    const at = (day: string, spend: string) => {
      const input = on(day, { spend, days, seen: {} });
      return rangeOf(input, paceOf(input));
    };
    expect(at('11T00', '1')).toEqual({ ifUsual: '2.575', ifContinues: '3.625', confidence: 'medium' });
    expect(at('29T00', '2.8')).toEqual({ ifUsual: '3.025', ifContinues: '3.175', confidence: 'high' });
  });

  test('goes by this month so far where nothing else is known, and is not sure', () => {
    const first = on('18T20', { spend: '900' });
    const { ifUsual, ifContinues, confidence } = rangeOf(first, paceOf(first));
    expect([Number(ifUsual) < 910, Number(ifContinues) > 1564, confidence]).toEqual([true, true, 'low']);
  });

  test('is the outcome once the month is over', () => {
    const over = { ...on('31T00', { spend: '3', days: WEEKDAYS }), now: new Date('2026-11-01T00:00:00Z') };
    expect(rangeOf(over, paceOf(over))).toEqual({ ifUsual: '3', ifContinues: '3', confidence: 'high' });
  });

  test.each(['16T00', '17T00', '18T00', '19T00', '20T00'])(
    'on %s of an incident, has the upper end that its pace gives',
    (day) => {
      const today = Number(day.slice(0, 2));
      const spend = (until: number): string => String(1 + Math.max(0, until - 15) * 4.8);
      const days = [...WEEKDAYS, ...Array.from({ length: today - 15 }, () => 4.8)].slice(-28);
      const before = String(today - 1).padStart(2, '0');
      const seen = Object.fromEntries(
        Array.from({ length: 24 }, (_, hour) => [
          `${before}T${String(hour).padStart(2, '0')}`,
          spend(today - 1 + hour / 24),
        ]),
      );
      const input = on(day, { spend: spend(today), limit: '50', days, seen });
      const range = rangeOf(input, paceOf(input));
      expect(Number(range.ifContinues)).toBeCloseTo(Number(spend(today)) + 4.8 * (32 - today), 6);
      expect(Number(range.ifUsual)).toBeLessThan(Number(range.ifContinues) / 2);
    },
  );
});

describe('an anomaly', () => {
  const hours = { '14T00': '1', '14T12': '1.06', '15T00': '1.12', '15T09': '1.12', '15T10': '1.13', '15T11': '1.14' };

  test('is nothing that the device does on other days', () => {
    expect(anomaly(on('15T12', { spend: '1.15', days: WEEKDAYS, seen: hours }))).toMatchObject({
      kind: 'none',
      reason: 'the last hours cost less than 0.50 a day, or no more than usual: up to 0.26 a day is',
    });
  });

  test('is silent below its floors, and speaks from there on', () => {
    const input = on('15T12', { spend: '1.84', limit: '7', days: WEEKDAYS, seen: hours });
    expect(anomaly(input)).toMatchObject({ kind: 'anomaly', level: 'limit-within-a-day' });
    expect(judgeAnomaly(input, { fromPct: 500, fromAmount: '0' }).kind).toBe('none');
    expect(judgeAnomaly(input, { fromPct: 0, fromAmount: '50' }).kind).toBe('none');
  });

  test('tells of a camera with a limit of 50, long before 40', () => {
    const seen = { ...hours, '15T10': '1.42', '15T11': '1.72' };
    expect(anomaly(on('15T12', { spend: '2.02', limit: '50', days: WEEKDAYS, seen }))).toMatchObject({
      level: 'unusual',
      severity: 'warning',
      reason: '0.90 in the last 3 hours, usually 0.12 a day',
    });
  });

  test('says what stands in where there is no history', () => {
    const seen = { '14T12': '0', '15T00': '0', '15T11': '0' };
    expect(anomaly(on('15T12', { spend: '2', limit: '6.20', seen }))).toMatchObject({
      reason: '2.00 in the last hour, and the limit is 0.20 for each day: at that pace 6.20 is reached within a day',
    });
  });
});
