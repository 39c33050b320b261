import { type Html, html } from './html.ts';
import { toneOf } from './parts.ts';

/** The limit stands at this share of the width in every bar, so that bars below each other can be compared. */
const LIMIT_AT = 75;

interface Shares {
  /** In percent of the limit. */
  ratioPct: number;
  expectedPct?: number;
}

/** A share of a limit as a bar: the limit is a line, and the expected end of the month a mark. @param words the same in words */
export function budgetBar({ ratioPct, expectedPct }: Shares, words: string): Html {
  return html`<svg class="bar ${toneOf(ratioPct)}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${words}"><title>${words}</title><rect class="track" width="100" height="10"/>${
    expectedPct === undefined || expectedPct <= ratioPct
      ? undefined
      : html`<rect class="expected" width="${widthOf(expectedPct)}" height="10"/>`
  }<rect class="spent" width="${widthOf(ratioPct)}" height="10"/><rect class="limit" x="${LIMIT_AT}" width="0.8" height="10"/></svg>`;
}

/** Far beyond the limit, a bar is full. */
function widthOf(pct: number): number {
  const width = (Math.max(0, pct) * LIMIT_AT) / 100;
  return Math.round(Math.min(100, width) * 10) / 10;
}
