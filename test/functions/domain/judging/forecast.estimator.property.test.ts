import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { estimator, forecast } from '../../../../functions/domain/judging/forecast.ts';

const amount = fc.integer({ min: 0, max: 10 ** 9 }).map((cents) => cents / 1000);
const moments = fc.date({
  min: new Date('2026-10-01T00:00:00.000Z'),
  max: new Date('2026-11-01T00:00:00.000Z'),
  noInvalidDate: true,
});

test('an estimate is the forecast, but for what no person sees', () => {
  fc.assert(
    fc.property(amount, fc.option(amount, { nil: undefined }), moments, (spend, lastMonth, now) => {
      const { expectedAtEnd } = forecast({
        period: '2026-10',
        now,
        spend: String(spend),
        limit: '1',
        points: [],
        ...(lastMonth !== undefined && { lastMonth: String(lastMonth) }),
      });
      const estimate = estimator('2026-10', now)(spend, lastMonth);
      expect(Math.abs(estimate - Number(expectedAtEnd))).toBeLessThanOrEqual(1e-9 * (1 + estimate));
    }),
  );
});
