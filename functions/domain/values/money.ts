import { Big } from 'big.js';
import { oneLine } from './text.ts';

/** An exact amount in plain decimal notation, for example `"6.10483935"`. Never a float, never exponential. */
export type Decimal = string;

/** An amount and the ISO 4217 code it is counted in. Two currencies are never added. */
export interface Money {
  amount: Decimal;
  currency: string;
}

export const ZERO: Decimal = '0';

/** Divides to whole numbers and never rounds up, whatever the number of digits. */
const Whole = Big();
Whole.DP = 0;
Whole.RM = Big.roundDown;

/** Reads a number or a numeric string exactly. Throws `RangeError` for anything else. */
export function decimal(value: string | number): Decimal {
  try {
    return new Big(value).toFixed();
  } catch {
    throw new RangeError(`not a decimal number: ${JSON.stringify(value)}`);
  }
}

const TWO_READINGS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * The two amounts that a text such as `1.250` can mean: 1250 with a thousands separator, 1.25 with a decimal separator.
 * Undefined for a text with only one meaning.
 */
export function twoReadings(written: string): [string, string] | undefined {
  if (!TWO_READINGS.test(written)) return undefined;
  const [thousands, decimals] = ['', '.'].map((by) => decimal(written.replace(/[.,]/, by)));
  return [thousands ?? '', unmistakable(decimals ?? '')];
}

/** Writes an amount so that its decimals cannot be read as thousands: 1.125 as `1.1250`. */
export function unmistakable(amount: Decimal): string {
  return TWO_READINGS.test(amount) ? `${amount}0` : amount;
}

export function sum(...amounts: Decimal[]): Decimal {
  return amounts.reduce((total, next) => total.plus(next), new Big(0)).toFixed();
}

/** A sum that grows amount by amount. */
export class Sum {
  #total = new Big(0);

  add(amount: Decimal): void {
    this.#total = this.#total.plus(amount);
  }

  total(): Decimal {
    return this.#total.toFixed();
  }
}

export function subtract(from: Decimal, amount: Decimal): Decimal {
  return new Big(from).minus(amount).toFixed();
}

export function isZero(amount: Decimal): boolean {
  return new Big(amount).eq(0);
}

/** Negative, zero or positive, as `Array.prototype.sort` wants it. */
export function compare(a: Decimal, b: Decimal): number {
  return new Big(a).cmp(b);
}

/** Whether `amount` is at least `pct` percent of `limit`, decided without rounding. */
export function reaches(amount: Decimal, limit: Decimal, pct: number): boolean {
  return new Big(amount).times(100).gte(new Big(limit).times(pct));
}

/**
 * `amount` in whole percent of `limit`, rounded down, so that 100 means that the limit was reached. It is
 * bounded by the exact integers, because no table takes a larger number.
 */
export function wholePercent(amount: Decimal, limit: Decimal): number {
  const pct = new Whole(amount).times(100).div(limit).toNumber();
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, pct));
}

/** `wholePercent` of many amounts: a number decides where it is sure, and exact decimals where it is near a whole percent. */
export function wholePercentFast(amount: Decimal, limit: Decimal): number {
  const pct = (Number(amount) * 100) / Number(limit);
  const isSure = Math.abs(pct) < 1e9 && Math.abs(pct - Math.round(pct)) > 1e-5;
  return isSure && pct > 0 ? Math.floor(pct) : wholePercent(amount, limit);
}

export function times(amount: Decimal, factor: Decimal): Decimal {
  return new Big(amount).times(factor).toFixed();
}

/** Rounds up to two significant digits, for limits that are easy to remember: 4.13 becomes 4.2, 287 becomes 290. */
export function roundUpTo(amount: Decimal): Decimal {
  const exact = new Big(amount);
  return exact.eq(0) ? ZERO : exact.prec(2, Big.roundUp).toFixed();
}

/** `"4 times"`, `"half"`: an amount compared with the average per unit of a total; undefined for a total of zero. */
export function timesAsMuch(amount: Decimal, total: Decimal, units: number): string | undefined {
  if (isZero(total)) return undefined;
  const times = new Big(amount).times(units).div(total);
  if (times.lt(0.75)) return times.lt(0.25) ? 'a fraction of' : 'half';
  return times.lt(1.25) ? 'about' : `${times.toFixed(times.lt(3) ? 1 : 0)} times`;
}

/** Two decimals, for people: `"6.10"`. */
export function twoPlaces(amount: Decimal): string {
  return new Big(amount).toFixed(2);
}

/**
 * Writes an amount with the decimals of its limit, at least two. It rounds half up, but never up to a limit that was not
 * reached.
 */
export function beside(limit: Decimal, amount: Decimal): string {
  const places = Math.max(2, limit.split('.')[1]?.length ?? 0);
  const exact = new Big(amount);
  const rounded = exact.round(places);
  return (exact.lt(limit) && rounded.gte(limit) ? exact.round(places, Big.roundDown) : rounded).toFixed(places);
}

/** `"EUR 6.10"`: the code, because a currency sign is neither ASCII nor GSM-7. */
export function formatMoney(money: Money): string {
  return oneLine(`${money.currency} ${twoPlaces(money.amount)}`);
}
