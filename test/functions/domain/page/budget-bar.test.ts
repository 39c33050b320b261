import { expect, test } from '@jest/globals';
import { budgetBar } from '../../../../functions/domain/page/budget-bar.ts';
import { scanHtml } from '../../../fixtures/html-scanner.ts';

const widths = (ratioPct: number, expectedPct?: number): Record<string, string | undefined> =>
  Object.fromEntries(
    scanHtml(String(budgetBar({ ratioPct, expectedPct }, 'words'))).map(({ attributes }) => [
      attributes.class,
      attributes.width,
    ]),
  );

test('the limit stands at the same place in every bar', () => {
  const limits = [0, 50, 900].flatMap((pct) =>
    scanHtml(String(budgetBar({ ratioPct: pct }, 'words'))).filter(({ attributes }) => attributes.class === 'limit'),
  );
  expect(limits.map(({ attributes }) => attributes.x)).toEqual(['75', '75', '75']);
});

test('a bar is as long as its share, and full far beyond the limit', () => {
  expect([0, 50, 100, 900, -3].map((pct) => widths(pct).spent)).toEqual(['0', '37.5', '75', '100', '0']);
});

test('the end of the month is a part of its own, where it is beyond the cost', () => {
  expect(widths(50, 120).expected).toBe('90');
  expect(widths(50, 50).expected).toBeUndefined();
  expect(widths(50).expected).toBeUndefined();
});

test('its colour says how near the limit is, and its words say the figures', () => {
  const pictures = [10, 80, 100].map(
    (pct) => scanHtml(String(budgetBar({ ratioPct: pct }, `${pct} %`)))[0]?.attributes,
  );
  expect(pictures.map((picture) => picture?.class)).toEqual(['bar good', 'bar warning', 'bar critical']);
  expect(pictures.map((picture) => picture?.['aria-label'])).toEqual(['10 %', '80 %', '100 %']);
});
