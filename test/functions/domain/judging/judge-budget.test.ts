import { describe, expect, test } from '@jest/globals';
import type { TrafficFigures } from '../../../../functions/domain/costs/emnify-figures.ts';
import type { SpendPoint } from '../../../../functions/domain/costs/spend-points.ts';
import { type Claim, claimOf } from '../../../../functions/domain/judging/alert.ts';
import { isNearLimit, judgeBudget, type SpendHistory } from '../../../../functions/domain/judging/judge-budget.ts';
import { aScope, minutesOn, NOW, traffic } from '../../../fakes/samples.ts';
import { aBudget, aSpend } from '../../../fixtures/crossed.ts';

const claim = (more: Partial<Claim> = {}): Claim => ({
  kind: 'crossed',
  budget: 'every-device',
  meter: 'total',
  limit: '5',
  ...more,
});
const hoursAgo = (hours: number, data: string): SpendPoint => ({
  at: minutesOn(-hours * 60).toISOString(),
  meters: aSpend(traffic('data', data)).meters,
});

interface Case {
  lines?: TrafficFigures[];
  lastMonth?: string;
  points?: SpendPoint[];
  days?: SpendHistory['days'];
  claims?: Claim[];
  budget?: object;
  /** Of a month that is over there are no points. */
  isLate?: true;
}

/** The judgement on 14 Oct 14:00 on EUR 1.00 of 5.00, by default. */
function judged({
  lines = [traffic('data', '1')],
  lastMonth,
  points = [],
  claims = [],
  budget = {},
  isLate,
  days,
}: Case) {
  const figures = {
    scope: aScope('166'),
    spend: aSpend(...lines),
    fetchedAt: NOW,
    ...(lastMonth !== undefined && { lastMonth: aSpend(traffic('data', lastMonth)) }),
  };
  return judgeBudget(aBudget(budget), { currency: 'EUR', figures, claims, days, ...(!isLate && { points }) });
}

const kinds = (which: Case): string[] => judged(which).alerts.map(({ kind }) => kind);

/** EUR 2.60 of 5.00, of which 2.50 came in the last day and 1.00 in the last hours. */
const RUNNING: Case = { lines: [traffic('data', '2.6')], points: [hoursAgo(24, '0.1'), hoursAgo(6, '1.6')] };
/** EUR 3.50 of 5.00 in mid-month, spent evenly. */
const STEADY: Case = { lines: [traffic('data', '3.5')], points: [hoursAgo(24, '3.25'), hoursAgo(6, '3.45')] };

describe('thresholds', () => {
  test('are alerted once per level', () => {
    const over = [traffic('data', '6.1')];
    const [crossing] = judged({ lines: over }).alerts;
    expect(crossing).toMatchObject({ kind: 'crossed', reachedPct: 100, passedPct: [80] });
    if (!crossing) throw new Error('EUR 6.10 of 5.00 is a crossing');
    expect(kinds({ lines: over, claims: [claimOf(crossing, undefined)] })).toEqual([]);
    expect(kinds({ lines: [traffic('data', '7.5')], claims: [claimOf(crossing, undefined)] })).toEqual(['crossed']);
  });

  test('hold for their own budget, meter and limit', () => {
    const lines = [traffic('data', '6.1')];
    for (const other of [{ budget: 'b' }, { meter: 'data' as const }, { limit: '4' }]) {
      expect(kinds({ lines, claims: [claim({ thresholdPct: 100, ...other })] })).toEqual(['crossed']);
    }
  });

  test('of a month that is over are judged without any forecast', () => {
    expect(judged({ lines: [traffic('data', '6.1')], isLate: true })).not.toHaveProperty('forecastVerdict');
    expect(kinds({ ...RUNNING, isLate: true })).toEqual([]);
    expect(judged({ lines: [traffic('data', '6.1')], isLate: true }).alerts[0]).not.toHaveProperty('forecast');
  });

  test('bring along what the month will come to', () => {
    const [alert] = judged({ lines: [traffic('data', '6.1')], lastMonth: '3.9' }).alerts;
    expect(alert).toMatchObject({ lastMonth: '3.9', forecast: { method: 'blended-rate/2', confidence: 'medium' } });
  });
});

describe('a threshold on the way to a limit within a day', () => {
  const thief: Case = {
    lines: [traffic('data', '4.2')],
    lastMonth: '0.6',
    budget: { anomaly: true, forecast: false },
    points: [hoursAgo(24, '0.3'), hoursAgo(2, '0.3'), hoursAgo(1, '2.2')],
  };

  test('is as critical as the alert about the unusual spend', () => {
    expect(judged(thief).alerts).toMatchObject([
      { kind: 'crossed', reachedPct: 80, severity: 'critical' },
      { kind: 'anomaly', level: 'limit-within-a-day', severity: 'critical' },
    ]);
  });

  test('is a warning where the budget wants no alerts about unusual spend', () => {
    expect(judged({ ...thief, budget: { anomaly: false, forecast: false } }).alerts).toMatchObject([
      { kind: 'crossed', reachedPct: 80, severity: 'warning' },
    ]);
  });
});

test('a forecast beyond the two ends of the month is not sure', () => {
  const days = { total: [0.01, 0.01, 0.02, 0.01, 0.01, 0.02, 0.01, 0.01] };
  const rangeAt = (data: string) => {
    const points = [hoursAgo(24, data), hoursAgo(6, data)];
    const [alert] = judged({ lines: [traffic('data', data)], points, days }).alerts;
    return alert && 'range' in alert ? alert.range : undefined;
  };
  const { ifContinues, confidence } = rangeAt('6') ?? {};
  expect([Number(ifContinues) < 7, confidence]).toEqual([true, 'low']);
});

describe('an unusual spend', () => {
  const budget = { anomaly: true, limit: 20, forecast: false };
  const lastMonth = '0.9';
  const sent = (hours: number): Claim => ({
    kind: 'anomaly',
    budget: 'every-device',
    meter: 'total',
    level: 'unusual',
    day: minutesOn(-hours * 60)
      .toISOString()
      .slice(0, 10),
    sentAt: minutesOn(-hours * 60).toISOString(),
  });
  const spent = [traffic('data', '3')];

  test('is alerted again a day later, if it goes on', () => {
    const points = [hoursAgo(25, '1'), hoursAgo(18, '1.5'), hoursAgo(12, '2'), hoursAgo(2, '2.9')];
    expect(kinds({ lines: spent, lastMonth, points, budget, claims: [sent(24)] })).toEqual(['anomaly']);
    expect(kinds({ lines: spent, lastMonth, points, budget, claims: [sent(23)] })).toEqual([]);
  });

  test('is not alerted again a day later, if it ended soon after its alert', () => {
    const points = [hoursAgo(25, '1'), hoursAgo(23, '2'), hoursAgo(22, '2.9'), hoursAgo(2, '2.95')];
    expect(kinds({ lines: spent, lastMonth, points, budget, claims: [sent(24)] })).toEqual([]);
  });
});

describe('forecasts', () => {
  test('of the end of the month carry method, amount and reason', () => {
    const { alerts, forecastVerdict } = judged(STEADY);
    expect(alerts).toMatchObject([
      {
        kind: 'forecast',
        severity: 'warning',
        method: 'blended-rate/2',
        spend: '3.5',
        forecast: { expectedAtEnd: forecastVerdict?.forecast.expectedAtEnd },
        dedupKey: 'endpoint/166/2026-10/every-device/total/forecast/5',
      },
    ]);
    expect(alerts[0]?.reason).toMatch(
      /^about EUR 7\.99 expected at the end of October 2026, with a limit of EUR 5.00$/,
    );
  });

  test('of a limit within a day are the more urgent news, alone', () => {
    const { alerts } = judged(RUNNING);
    expect(alerts).toMatchObject([{ kind: 'time-to-limit', method: 'recent-rate/1', severity: 'warning' }]);
    expect(alerts[0]).toHaveProperty('hoursLeft', 23.04);
  });

  test('are alerted once, with or without having been sent', () => {
    expect(kinds({ ...STEADY, claims: [claim({ kind: 'forecast' })] })).toEqual([]);
    expect(kinds({ ...STEADY, claims: [claim({ kind: 'forecast', sentAt: NOW.toISOString() })] })).toEqual([]);
    expect(kinds({ ...RUNNING, claims: [claim({ kind: 'time-to-limit' })] })).toEqual([]);
  });

  test('for the end of the month are no news after a limit within a day; the other way round they are', () => {
    expect(kinds({ ...STEADY, claims: [claim({ kind: 'time-to-limit' })] })).toEqual([]);
    expect(kinds({ ...RUNNING, claims: [claim({ kind: 'forecast' })] })).toEqual(['time-to-limit']);
  });

  test.each([100, 150])('are silent once %d %% was alerted, even where the spend fell since', (thresholdPct) => {
    const claims = [claim({ thresholdPct })];
    expect([kinds({ ...STEADY, claims }), kinds({ ...RUNNING, claims })]).toEqual([[], []]);
    expect(judged({ ...STEADY, claims }).forecastVerdict?.reason).toContain(
      'an alert about the reached limit was sent already',
    );
  });

  test('are alerted after 80 % was', () => {
    expect(kinds({ ...STEADY, claims: [claim({ thresholdPct: 80 })] })).toEqual(['forecast']);
  });

  test('speak again under another limit, and of another budget', () => {
    expect(kinds({ ...STEADY, claims: [claim({ kind: 'forecast', limit: '6' })] })).toEqual(['forecast']);
    expect(kinds({ ...STEADY, claims: [claim({ kind: 'forecast', budget: 'b' })] })).toEqual(['forecast']);
    expect(kinds({ ...STEADY, claims: [claim({ thresholdPct: 100, limit: '3' })] })).toEqual(['forecast']);
  });

  test('are not alerted where a budget wants none, and still known', () => {
    const without = { budget: { forecast: false } };
    expect([kinds({ ...STEADY, ...without }), kinds({ ...RUNNING, ...without })]).toEqual([[], []]);
    expect(judged({ ...STEADY, ...without }).forecastVerdict?.forecast.expectedAtEnd).toBe('7.9877300613');
  });

  test('go by the meter of their budget', () => {
    const lines = [traffic('data', '3.5'), traffic('sms', '0.1')];
    expect(kinds({ lines, budget: { meter: 'sms' } })).toEqual([]);
    expect(kinds({ lines, budget: { meter: 'data' } })).toEqual(['forecast']);
  });
});

describe('faults', () => {
  const dollars = traffic('sms', undefined, { cost: { amount: '9', currency: 'USD' } });

  test('are alerts of their own beside whatever can be judged', () => {
    expect(kinds({ lines: [traffic('data', undefined)] })).toEqual(['cost-unavailable']);
    expect(kinds({ lines: [traffic('data', '6'), dollars] })).toEqual(['crossed', 'currency-mismatch']);
    expect(kinds({ lines: [traffic('data', undefined), dollars] })).toEqual(['currency-mismatch', 'cost-unavailable']);
    expect(judged({ lines: [dollars] }).alerts).toMatchObject([
      {
        severity: 'warning',
        reason: 'USD 9.00 cannot be compared with a limit in EUR',
        dedupKey: 'endpoint/166/2026-10/currency-mismatch',
        figures: { lastUpdated: '2026-10-14T13:40:00.000Z', fetchedAt: NOW.toISOString() },
      },
    ]);
  });

  test('are alerted once per period, whatever the budget, the meter and the limit', () => {
    const lines = [traffic('data', undefined)];
    const earlier: Claim = { kind: 'cost-unavailable', budget: 'other', meter: 'data' };
    expect(kinds({ lines, claims: [earlier] })).toEqual([]);
    expect(kinds({ lines: [...lines, dollars], claims: [earlier] })).toEqual(['currency-mismatch']);
  });

  test('stay on the meter that they are about', () => {
    expect(kinds({ lines: [traffic('data', '1'), dollars], budget: { meter: 'data' } })).toEqual([]);
  });
});

test.each([
  ['1.4999999999', false],
  ['1.5', true],
  ['9', true],
])('at EUR %s of 5.00 the last hours matter: %p', (data, matter) => {
  expect(isNearLimit(aBudget(), 'EUR', aSpend(traffic('data', data)))).toBe(matter);
  expect(isNearLimit(aBudget({ meter: 'sms' }), 'EUR', aSpend(traffic('data', data)))).toBe(false);
});
