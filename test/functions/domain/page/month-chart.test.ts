import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { chartInWords, monthChart } from '../../../../functions/domain/page/month-chart.ts';
import type { DeviceBudget } from '../../../../functions/domain/page/views.ts';
import { aDevicePage } from '../../../fakes/page-views.ts';
import { scanHtml } from '../../../fixtures/html-scanner.ts';

const PAGE = aDevicePage();
const ABOUT = { period: '2026-10', currency: 'EUR', now: PAGE.now };
const CAMERA = PAGE.budgets[0] as DeviceBudget;

function ofClass(budget: DeviceBudget, name: string, about = ABOUT) {
  const elements = scanHtml(String(monthChart(budget, about)));
  return elements.filter(({ attributes }) => attributes.class === name);
}

/** The heights of the points of a line: the smaller, the higher. */
const heightsIn = (points = ''): number[] => points.split(' ').map((point) => Number(point.split(',')[1]));

describe('the chart of a month', () => {
  test('says in words what it shows', () => {
    expect(chartInWords(CAMERA, ABOUT)).toBe(
      'Cost in October 2026: EUR 52.22 by 18 Oct, 104 % of the limit of EUR 50.00. Alerts at 80 %, 100 %. Expected at the end of the month: EUR 173.55 if it goes on, EUR 70.16 at its usual pace.',
    );
  });

  test('is a picture with these words, once for a phone and once for more room', () => {
    const pictures = scanHtml(String(monthChart(CAMERA, ABOUT))).filter(({ name }) => name === 'svg');
    expect(pictures.map(({ attributes }) => [attributes.role, attributes['aria-label']])).toEqual([
      ['img', chartInWords(CAMERA, ABOUT)],
      ['img', chartInWords(CAMERA, ABOUT)],
    ]);
  });

  test('has both ends of the forecast, from the last check on', () => {
    const [curve] = ofClass(CAMERA, 'curve');
    const last = curve?.attributes.points?.split(' ').at(-1) ?? '';
    const [toHigh, toLow] = ofClass(CAMERA, 'expected');
    expect([toHigh, toLow].map((line) => line?.attributes.points?.startsWith(`${last} `))).toEqual([true, true]);
    expect(ofClass(CAMERA, 'end').map(({ text }) => text)).toEqual(['173.55', '70.16', '173.55', '70.16']);
  });

  test('has one line where there is one figure', () => {
    const { range: _, ...one } = CAMERA;
    expect(ofClass(one, 'expected')).toHaveLength(2);
    expect(ofClass(one, 'end').map(({ text }) => text)).toEqual(['88.40', '88.40']);
  });

  test('has no forecast after the month, and no mark of today', () => {
    const { range: _, forecast: __, ...over } = CAMERA;
    const about = { ...ABOUT, now: new Date('2026-11-02T00:00:00.000Z') };
    expect([ofClass(over, 'fan', about), ofClass(over, 'end', about), ofClass(over, 'today', about)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(ofClass(CAMERA, 'today')).toHaveLength(2);
  });

  test('rises where the cost does, and stays above the limit once it is passed', () => {
    const heights = heightsIn(ofClass(CAMERA, 'curve')[0]?.attributes.points);
    expect(heights).toEqual(heights.toSorted((a, b) => b - a));
    expect(heights.at(-1)).toBeLessThan(Number(ofClass(CAMERA, 'limit')[0]?.attributes.y1));
  });

  test('keeps the last point of a curve with more points than it draws', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => ({
      at: new Date(Date.UTC(2026, 9, 1, 0, 12 * index)).toISOString(),
      amount: String(index / 100),
    }));
    const [curve] = ofClass({ ...CAMERA, curve: many }, 'curve');
    const points = curve?.attributes.points?.split(' ') ?? [];
    expect(points.length).toBeLessThan(100);
    const [dot] = ofClass({ ...CAMERA, curve: many }, 'now');
    expect(points.at(-1)).toBe(`${dot?.attributes.cx},${dot?.attributes.cy}`);
  });

  test('stays within its frame, whatever the amounts are', () => {
    const amount = fc.oneof(
      fc.constant('0'),
      fc.integer({ min: 0, max: 10 ** 9 }).map((cents) => String(cents / 10_000)),
      fc.constant('99999999999999999.5'),
    );
    const limit = fc.oneof(fc.constant('0.0001'), fc.constant('5'), fc.constant('1000000000000'));
    fc.assert(
      fc.property(limit, fc.array(amount, { maxLength: 5 }), amount, amount, (limitOf, amounts, low, high) => {
        const budget: DeviceBudget = {
          ...CAMERA,
          effective: { ...CAMERA.effective, limit: limitOf },
          spend: amounts.at(-1) ?? '0',
          curve: amounts.map((each, index) => ({
            at: new Date(Date.UTC(2026, 9, 1 + 3 * index)).toISOString(),
            amount: each,
          })),
          range: { ifUsual: low, ifContinues: high, confidence: 'low' },
        };
        for (const { name, attributes } of scanHtml(String(monthChart(budget, ABOUT)))) {
          const numbers = [
            attributes.points,
            attributes.x,
            attributes.y,
            attributes.x1,
            attributes.y1,
            attributes.cx,
            attributes.cy,
          ]
            .flatMap((text) => text?.split(/[ ,]/) ?? [])
            .map(Number);
          expect([name, numbers.filter((number) => !(number >= 0 && number <= 900))]).toEqual([name, []]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
