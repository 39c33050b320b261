import { describe, expect, test } from '@jest/globals';
import {
  FORECAST_METHOD,
  type ForecastInput,
  type ForecastVerdict,
  forecast,
  judgeForecast,
  type Point,
  TIME_TO_LIMIT_METHOD,
} from '../../../../functions/domain/judging/forecast.ts';

const NEW_SIM = undefined;

/** October 2026 has 31 days, and September 30; `15T12` is noon of the 15th. */
function on(day: string, input: Partial<Omit<ForecastInput, 'now' | 'points'>> & { seen?: Record<string, string> }) {
  const { period = '2026-10', seen = {}, ...rest } = input;
  const moment = (text: string): string => `${period}-${text}:00:00.000Z`;
  const points: Point[] = Object.entries(seen).map(([at, amount]) => ({ at: moment(at), amount }));
  return { period, now: new Date(moment(day)), spend: '0', limit: '100', points, ...rest };
}

function judged(input: ForecastInput, options: Partial<Parameters<typeof judgeForecast>[1]> = {}): ForecastVerdict {
  return judgeForecast(input, { sent100: false, ...options });
}

describe('the expected amount', () => {
  test('is this month alone for a new SIM', () => {
    expect(forecast(on('11T00', { spend: '10', lastMonth: NEW_SIM }))).toMatchObject({
      method: FORECAST_METHOD,
      expectedAtEnd: '31.00',
      perDay: '1.00',
      elapsedDays: 10,
    });
  });

  test('blends last month in as seven days at its own pace', () => {
    // r = (10 + 7 · 60/30) / (10 + 7) = 24/17; F = 10 + 21 · r
    expect(forecast(on('11T00', { spend: '10', lastMonth: '60' }))).toMatchObject({
      expectedAtEnd: '39.6470588235',
      perDay: '1.4117647059',
    });
  });

  test('divides last month by the days that it had', () => {
    // r = (10 + 7 · 29/29) / 17 = 1
    const march = on('11T00', { period: '2028-03', spend: '10', lastMonth: '29' });
    expect(forecast(march)).toMatchObject({ perDay: '1.00', expectedAtEnd: '31.00' });
  });

  test.each([
    ['2028-02', '29.00'],
    ['2027-02', '28.00'],
  ])('goes to the end of February %s', (period, expectedAtEnd) => {
    expect(forecast(on('11T00', { period, spend: '10' })).expectedAtEnd).toBe(expectedAtEnd);
  });

  test('takes a last month of zero for knowledge, not for a new SIM', () => {
    // r = 10/17; F = 10 + 21 · r
    expect(forecast(on('11T00', { spend: '10', lastMonth: '0' })).expectedAtEnd).toBe('22.3529411765');
  });

  test('counts parts of days', () => {
    expect(forecast(on('01T12', { spend: '1' }))).toMatchObject({ elapsedDays: 0.5, expectedAtEnd: '62.00' });
  });

  test('is exact beyond what a float holds', () => {
    const spend = '12345678901234.1234567891';
    expect(forecast({ ...on('11T00', { spend }), now: new Date('2026-11-01T00:00:00Z') }).expectedAtEnd).toBe(spend);
  });

  test.each([
    ['nothing is known', NEW_SIM, '0.00', '0.00'],
    ['last month is known', '30', '31.00', '1.00'],
  ])('in the first instant, where %s', (_, lastMonth, expectedAtEnd, perDay) => {
    expect(forecast(on('01T00', { lastMonth }))).toMatchObject({ expectedAtEnd, perDay, elapsedDays: 0 });
  });

  test('is what was spent once the month is over, and never runs before it began', () => {
    const input = on('11T00', { spend: '10', lastMonth: '60' });
    const over = forecast({ ...input, now: new Date('2026-11-02T06:00:00Z') });
    expect(over).toMatchObject({ expectedAtEnd: '10.00', elapsedDays: 31 });
    expect(forecast({ ...input, now: new Date('2026-09-30T06:00:00Z') }).elapsedDays).toBe(0);
  });

  test.each([
    ['03T23', '30', 'low'],
    ['04T00', '30', 'medium'],
    ['14T23', '30', 'medium'],
    ['15T00', '30', 'high'],
    ['10T23', NEW_SIM, 'low'],
    ['11T00', NEW_SIM, 'medium'],
    ['21T23', NEW_SIM, 'medium'],
    ['22T00', NEW_SIM, 'high'],
    ['04T00', '0', 'medium'],
  ])('on %s, with %s last month, has a confidence in words: %s', (day, lastMonth, confidence) => {
    expect(forecast(on(day, { lastMonth })).confidence).toBe(confidence);
  });
});

describe('the last 24 and 6 hours', () => {
  const recent = (day: string, spend: string, seen: Record<string, string>) => {
    const { last24h, last6h } = forecast(on(day, { spend, seen }));
    return { last24h, last6h };
  };

  test('are counted from the newest point at or before them, in whatever order points come', () => {
    const seen = { '15T06': '6', '14T12': '3', '14T00': '1', '15T09': '7', '15T00': '5' };
    expect(recent('15T12', '9', seen)).toEqual({ last24h: '6', last6h: '3' });
  });

  test('what stood still between two points stood at the older one', () => {
    expect(recent('15T12', '9', { '14T00': '1', '14T13': '5', '15T00': '5' })).toEqual({ last24h: '8', last6h: '4' });
  });

  test('are read off the line where points are a day or more apart', () => {
    expect(recent('15T12', '9', { '14T00': '1', '15T00': '5' })).toEqual({ last24h: '6', last6h: '4' });
    expect(recent('15T12', '9', { '13T12': '1' })).toEqual({ last24h: '4', last6h: '1' });
    expect(recent('15T12', '7', { '13T11': '0', '15T11': '4' })).toEqual({
      last24h: '4.9166666666666664',
      last6h: '3.4166666666666664',
    });
  });

  test('are unknown where history does not reach back', () => {
    expect(recent('15T12', '9', {})).toEqual({ last24h: undefined, last6h: undefined });
    expect(recent('15T12', '9', { '15T03': '5' })).toEqual({ last24h: undefined, last6h: '4' });
  });

  test('are all of the month where it is younger', () => {
    expect(recent('01T05', '9', {})).toEqual({ last24h: '9', last6h: '9' });
    expect(recent('01T06', '9', { '01T01': '2' })).toEqual({ last24h: '9', last6h: '9' });
    expect(recent('02T00', '9', { '01T01': '2' })).toMatchObject({ last24h: '9' });
  });

  test('begin at zero with the month where the figures set in soon after', () => {
    expect(recent('02T00', '9', { '01T20': '2' })).toEqual({ last24h: '9', last6h: '9' });
    expect(recent('02T12', '9', { '01T20': '2', '02T06': '4' })).toEqual({ last24h: '9', last6h: '5' });
    expect(recent('03T06', '9', { '02T12': '2' })).toEqual({ last24h: undefined, last6h: '7' });
  });

  test('are never less than nothing', () => {
    expect(recent('15T12', '3', { '14T12': '9', '15T06': '5' })).toEqual({ last24h: '0', last6h: '0' });
  });

  test('ignore points of other months, and of the time to come', () => {
    const input = on('15T12', { spend: '9', seen: { '14T12': '3', '15T06': '6', '15T12': '8', '15T13': '70' } });
    const points = [...input.points, { at: '2026-09-30T23:00:00Z', amount: '80' }];
    expect(forecast({ ...input, points })).toMatchObject({ last24h: '6', last6h: '3' });
    expect(forecast({ ...on('15T12', { spend: '9' }), points: points.slice(-1) }).last24h).toBeUndefined();
  });
});

describe('the pace of the last days', () => {
  const expected = (days?: number[]) => forecast({ ...on('16T12', { spend: '15.5', lastMonth: '30' }), days });

  test('counts where each of the last four days cost more than the pace so far', () => {
    expect(expected().perDay).toBe('1.00');
    expect(expected([1, 3, 2, 2.5, 4])).toMatchObject({ perDay: '2.00', expectedAtEnd: '46.50' });
  });

  test('does not count where one of them cost less, or fewer are known', () => {
    expect(expected([3, 2, 0.5, 4]).perDay).toBe('1.00');
    expect(expected([3, 2, 4]).perDay).toBe('1.00');
  });
});

describe('the forecast is alerted', () => {
  /** At h = 15.5 of 31 days, the margin is 20 %: a new SIM that has spent s is expected to spend 2 s. */
  const half = (spend: string, limit: string) => judged(on('16T12', { spend, limit, currency: 'EUR' }));

  test('from exactly the limit and its margin on', () => {
    expect(half('60.00', '100')).toEqual({
      kind: 'forecast',
      method: FORECAST_METHOD,
      reason: 'about EUR 120.00 expected at the end of October 2026, with a limit of EUR 100.00',
      forecast: expect.objectContaining({ expectedAtEnd: '120.00' }),
    });
    expect(half('59.99', '100')).toMatchObject({
      kind: 'none',
      reason:
        'the stored figures do not reach back 24 hours; about EUR 119.98 expected at the end of October 2026; today a forecast is sent from EUR 120.00 on',
    });
  });

  test('with a margin that is nearly gone at the end', () => {
    expect(judged(on('31T23', { spend: '99.90' })).kind).toBe('none');
    expect(judged(on('31T00', { spend: '98.1' }))).toMatchObject({ kind: 'forecast' });
    expect(judged(on('31T00', { spend: '98.0' }))).toMatchObject({ kind: 'none' });
  });

  test('from three days on', () => {
    expect(judged(on('04T00', { spend: '60' })).kind).toBe('forecast');
    const early = judged(on('03T23', { spend: '60' }));
    expect(early.kind).toBe('none');
    expect(early.reason).toContain('October 2026 is 2.9 days old, and forecasts are sent after 3 days');
  });

  test('from 50 % of the limit on', () => {
    expect(judged(on('04T00', { spend: '50' })).kind).toBe('forecast');
    const little = judged(on('04T00', { spend: '49.99' }));
    expect(little.kind).toBe('none');
    expect(little.reason).toContain('49.99 is less than 50 % of 100.00, where forecasts begin');
  });

  test('or not, as last month says: a new SIM is judged by this month alone', () => {
    const input = on('04T00', { spend: '50' });
    expect(judged({ ...input, lastMonth: '0' }).kind).toBe('forecast');
    // r = (50 + 7 · 60/30) / 10; F = 50 + 28 · 6.4 = 229.2; without it 50 · 31/3 = 517
    expect(judged({ ...input, lastMonth: '60' }).forecast.expectedAtEnd).toBe('229.20');
    const quiet = on('15T00', { spend: '57', limit: '100' });
    expect([judged(quiet).kind, judged({ ...quiet, lastMonth: '0' }).kind]).toEqual(['forecast', 'none']);
  });
});

describe('the limit within a day is alerted', () => {
  const forecastOf = (spend: string, seen: Record<string, string>, limit = '100') =>
    judged(on('15T12', { spend, limit, seen, lastMonth: '0', currency: 'EUR' }), { kinds: ['time-to-limit'] });

  test('from exactly what is left on', () => {
    expect(forecastOf('60', { '14T12': '20', '15T06': '50' })).toEqual({
      kind: 'time-to-limit',
      method: TIME_TO_LIMIT_METHOD,
      hoursLeft: 24,
      reason: 'EUR 40.00 in the last 24 hours, and EUR 40.00 left: at that pace EUR 100.00 is reached within a day',
      forecast: expect.objectContaining({ method: FORECAST_METHOD, last24h: '40', last6h: '10' }),
    });
    const slower = forecastOf('60', { '14T12': '20.01', '15T06': '50' });
    expect(slower.kind).toBe('none');
    expect(slower.reason).toContain('EUR 39.99 in the last 24 hours, and EUR 40.00 left');
  });

  test('with the hours that are left at that pace', () => {
    expect(forecastOf('80', { '14T12': '20', '15T06': '50' })).toMatchObject({ kind: 'time-to-limit', hoursLeft: 8 });
  });

  test('while at least 15 % of it came in the last 6 hours', () => {
    expect(forecastOf('80', { '14T12': '20', '15T06': '71' }).kind).toBe('time-to-limit');
    const quiet = forecastOf('80', { '14T12': '20', '15T06': '71.01' });
    expect(quiet.kind).toBe('none');
    expect(quiet.reason).toContain('but only EUR 8.99 came in the last 6 hours');
  });

  test('from 30 % of the limit on', () => {
    const first = (spend: string) => judged(on('01T05', { spend, limit: '50' }));
    expect(first('25').kind).toBe('time-to-limit');
    expect(forecastOf('30', { '14T12': '0', '15T06': '0' }, '100').reason).toContain('70.00 left');
    expect(forecastOf('29.99', { '14T12': '0', '15T06': '0' }, '100').reason).toContain(
      'is less than 30 % of EUR 100.00',
    );
  });

  test('on the first day, too, and not where history does not reach back', () => {
    expect(judged(on('01T03', { spend: '60' }))).toMatchObject({ kind: 'time-to-limit', hoursLeft: 16 });
    const blind = forecastOf('90', { '15T06': '50' });
    expect(blind.kind).toBe('none');
    expect(blind.reason).toContain('do not reach back 24 hours');
  });

  test('not of a spend that only fell', () => {
    expect(forecastOf('60', { '14T12': '90', '15T06': '90' }).kind).toBe('none');
  });
});

describe('of the two', () => {
  const both = on('15T12', { spend: '80', seen: { '14T12': '20', '15T06': '50' } });

  test('the more urgent is alerted where both hold', () => {
    expect(judged(both).kind).toBe('time-to-limit');
  });

  test('each is alerted alone where the other is not wanted', () => {
    expect(judged(both, { kinds: ['forecast'] }).kind).toBe('forecast');
    expect(judged(both, { kinds: ['time-to-limit'] }).kind).toBe('time-to-limit');
    expect(judged(both, { kinds: [] })).toMatchObject({
      kind: 'none',
      reason: 'time-to-limit is off or was sent already; forecast is off or was sent already',
    });
  });

  test('none is alerted once 100 % was, even where the spend has fallen since', () => {
    expect(judged(both, { sent100: true })).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('was sent already'),
    });
  });

  test.each(['100', '100.0000000001', '250'])('none is alerted for a limit that is reached: %s of 100', (spend) => {
    expect(judged({ ...both, spend })).toMatchObject({ kind: 'none', reason: 'the limit is reached already' });
  });

  test('none is alerted for a month that is over, though it may still grow', () => {
    const late = {
      ...both,
      now: new Date('2026-11-01T00:00:00Z'),
      points: [{ at: '2026-10-30T23:00:00Z', amount: '1' }],
    };
    expect(judged(late)).toMatchObject({ kind: 'none', reason: 'October 2026 is over' });
    expect(judged({ ...late, now: new Date('2026-10-31T23:00:00Z') }).kind).toBe('time-to-limit');
  });

  test('a device that costs nothing is quiet from first to last', () => {
    for (const day of ['01T00', '01T01', '04T00', '31T23']) {
      expect(judged(on(day, { lastMonth: '0', seen: { '01T00': '0' } })).kind).toBe('none');
    }
  });

  test('amounts in sentences have the decimals of the limit, and no sign where no currency is said', () => {
    const small = on('16T12', { spend: '0.03', limit: '0.050' });
    expect(judged(small).reason).toBe('about 0.060 expected at the end of October 2026, with a limit of 0.050');
  });
});
