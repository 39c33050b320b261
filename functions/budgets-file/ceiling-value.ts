import { type Ceiling, DEFAULT_UP_TO_PCT } from '../domain/budgets/budget.ts';
import { decimal, isZero, twoReadings, unmistakable } from '../domain/values/money.ts';
import { partsOf } from './budget-values.ts';
import { leaf, Refusal } from './leaf.ts';

const LEAST_PCT = 100;
const MOST_PCT = 100_000;
const AMOUNT = /^([A-Z]{3}) (\d+(?:\.\d{1,10})?)$/;
const PERCENT = /^\+?(\d{1,6})\s*%?$/;

/** The ceiling of a mute: whole percent of the limit, or an amount with its currency before it. */
export const ceiling = leaf(
  {
    description:
      'The spend from which alerts are sent all the same: whole percent of the limit, or an amount in the currency of this file, such as EUR 50. If left out: 300.',
    remedy: `Write whole percent of the limit from ${LEAST_PCT} to ${MOST_PCT}, such as 500, or an amount with its currency, such as EUR 50.`,
    shape: {
      anyOf: [
        { type: 'integer', minimum: LEAST_PCT, maximum: MOST_PCT },
        { type: 'string', pattern: AMOUNT.source },
      ],
    },
  },
  (written, remedy): Ceiling | Refusal => {
    if (typeof written === 'number') return percentOf(written, remedy);
    if (typeof written !== 'string') return new Refusal('neither percent nor an amount', remedy);
    const [, currency = '', number = ''] = AMOUNT.exec(written) ?? [];
    if (twoReadings(number) || number === '') return new Refusal(...whyNone(written, remedy));
    return isZero(number) ? new Refusal('not above 0', remedy) : { amount: decimal(number), currency };
  },
).prefault(DEFAULT_UP_TO_PCT);

/** Writes a ceiling as a file has it; nothing for the default. */
export function writtenCeiling(upTo: Ceiling): { upTo?: number | string } {
  if ('pct' in upTo) return upTo.pct === DEFAULT_UP_TO_PCT ? {} : { upTo: upTo.pct };
  return { upTo: `${upTo.currency} ${unmistakable(upTo.amount)}` };
}

/** The currency of an amount as written; undefined for percent, and for what is no ceiling. */
export function currencyOf(written: unknown): string | undefined {
  return typeof written === 'string' ? AMOUNT.exec(written)?.[1] : undefined;
}

/** Below 100 percent a mute would keep back next to nothing: an amount is likely meant. */
function percentOf(written: number, remedy: string): Ceiling | Refusal {
  if (!(written >= LEAST_PCT && written <= MOST_PCT)) {
    return new Refusal(`not within ${LEAST_PCT} to ${MOST_PCT} percent`, remedy);
  }
  return Number.isInteger(written) ? { pct: written } : new Refusal('not whole percent', remedy);
}

/** Gives the reason and the remedy. */
function whyNone(written: string, remedy: string): [string, string] {
  const [, percent] = PERCENT.exec(written.trim()) ?? [];
  if (percent !== undefined && !(percentOf(Number(percent), remedy) instanceof Refusal)) {
    return ['text, not percent', `Write ${Number(percent)}.`];
  }
  const { currencies, readings, amount } = partsOf(written.replace(/\b[a-z]{3}\b/g, (code) => code.toUpperCase()));
  const [currency, ...more] = currencies;
  if (currency === undefined || more.length > 0 || !/^([A-Z]{3}|€)$/.test(currency)) {
    return ['neither percent nor an amount with its currency', remedy];
  }
  const code = currency === '€' ? 'EUR' : currency;
  if (readings) {
    const both = readings.map((reading) => `${code} ${reading}`);
    return [`it can mean ${both.join(' or ')}`, `Write ${both.join(' or ')}, whichever is meant.`];
  }
  if (amount === undefined || isZero(amount)) return ['not an amount', remedy];
  return ['not an amount with its currency before it', `Write ${code} ${amount}.`];
}
