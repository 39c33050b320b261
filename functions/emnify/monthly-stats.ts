import * as z from 'zod';
import type { EndpointStats, TrafficFigures } from '../domain/costs/emnify-figures.ts';
import { HOUR_MS } from '../domain/values/duration.ts';
import { type Decimal, decimal, type Money, sum } from '../domain/values/money.ts';
import { endOf, type Period, startOf } from '../domain/values/month.ts';
import { boundedKey, fits } from './bounded.ts';
import { UnexpectedResponseError } from './errors.ts';
import { momentIn } from './moment.ts';

/**
 * A cost or volume: emnify writes numbers and numeric strings side by side. What is too large for a number is no price,
 * and a whole number that is too long is none, either, and is not cut: it would be another amount.
 */
export const figure = z.union([z.number(), z.string().refine(isFigure)]).nullish();
const identifier = z.union([z.number(), z.string()]).nullish();

/** emnify gives a currency's code, its own id of it, or both. */
export const currencyFields = {
  currency_id: identifier,
  currency: z.object({ code: z.string().nullish(), id: identifier }).nullish(),
};
const currencied = z.object(currencyFields);

const traffic = z.object({
  ...currencyFields,
  month: z.string().nullish(),
  cost: figure,
  volume: figure,
  volume_rx: figure,
  volume_tx: figure,
  last_updated: z.string().nullish().catch(undefined),
});
type Traffic = z.output<typeof traffic>;

const month = z.record(z.string(), z.unknown()).nullish();
const stats = z.object({ current_month: month, last_month: month });

/** What counts whatever its shape: where it has another than we know, it must not pass for "no traffic". */
const MAIN_TRAFFIC = ['data', 'sms'];

/** emnify's currency ids, for figures that come without the currency's code. */
const CURRENCY_BY_ID = new Map([
  ['1', 'EUR'],
  ['2', 'USD'],
]);

/** Characters that are invisible. */
const BLANKS = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}]+/gu;

/** More in one month are none: each has an amount of its own in all that is stored and sent. */
const MOST_CURRENCIES = 20;

/** How the answers about two months of one thing differ from those about another. */
export interface StatsKind {
  /** Whose stats they are, as errors name it: `endpoint 166`. */
  whose: string;
  /** What an answer with anything in it has one of; an error that comes with HTTP 200 has none. */
  answerKeys: string[];
  /** What is no traffic even where it has a cost or a volume. */
  notTraffic?: string[];
}

/**
 * Reads `current_month` and `last_month`. Absent, null and empty months are no traffic. Everything in a month that has
 * a cost or a volume counts, whatever its key: `data` and `sms` today, `sat_geo_data` tomorrow.
 *
 * @throws {UnexpectedResponseError} naming the field that makes no sense; a cost is never guessed
 */
export function parseMonths(body: unknown, kind: StatsKind): Pick<EndpointStats, 'currentMonth' | 'lastMonth'> {
  const parsed = stats.safeParse(body);
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path[0];
    throw unexpected(kind.whose, String(key ?? 'the answer'), valueAt(body, key));
  }
  if (!hasAnyOf(kind.answerKeys, body)) throw unexpected(kind.whose, 'the answer', body);
  return {
    currentMonth: parseMonth(parsed.data.current_month ?? {}, kind, 'current_month'),
    lastMonth: parseMonth(parsed.data.last_month ?? {}, kind, 'last_month'),
  };
}

/** Whether `body` is what it should be, or empty. */
export function hasAnyOf(keys: string[], body: unknown): boolean {
  const present = Object.keys(Object(body));
  return present.length === 0 || keys.some((key) => present.includes(key));
}

function parseMonth(everything: Record<string, unknown>, kind: StatsKind, name: string): TrafficFigures[] {
  const { whose, notTraffic = [] } = kind;
  const figures = Object.entries(everything).filter(([key]) => !notTraffic.includes(key));
  const lines = figures.filter(([key, value]) => !isEmpty(value) && isTraffic(key, value));
  if (lines.length === 0 && mentionsFigures(Object.fromEntries(figures))) throw unexpected(whose, name, everything);
  const figuresRead = lines.map(([type, value]) => {
    const trafficType = boundedKey(type);
    const field = `${name}.${trafficType}`;
    const parsed = traffic.safeParse(value);
    if (parsed.success) return parseTraffic(parsed.data, trafficType, whose, field);
    const key = parsed.error.issues[0]?.path[0];
    throw unexpected(whose, key === undefined ? field : `${field}.${String(key)}`, valueAt(value, key));
  });
  const { size } = new Set(figuresRead.flatMap(({ cost }) => cost?.currency ?? []));
  if (size <= MOST_CURRENCIES) return figuresRead;
  throw new UnexpectedResponseError(`The stats of ${whose} make no sense: ${name} is in ${size} currencies`);
}

function isEmpty(value: unknown): boolean {
  return value == null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isTraffic(key: string, value: unknown): boolean {
  return MAIN_TRAFFIC.includes(key) || (typeof value === 'object' && mentionsFigures(value));
}

function mentionsFigures(value: unknown): boolean {
  return /"(cost|volume)":/.test(JSON.stringify(value));
}

function parseTraffic(figures: Traffic, trafficType: string, whose: string, field: string): TrafficFigures {
  const cost = costOf(figures);
  const period = periodOf(figures.month, whose, field);
  const localMonth = localMonthIn(figures.month ?? '');
  const lastUpdated = stampOf(figures.last_updated, period);
  return {
    trafficType,
    period,
    ...(localMonth !== undefined && { localMonth }),
    volume: figures.volume == null ? sum(read(figures.volume_rx), read(figures.volume_tx)) : read(figures.volume),
    ...(cost && { cost }),
    ...(lastUpdated && { lastUpdated }),
  };
}

function costOf(figures: Traffic): Money | undefined {
  if (figures.cost == null) return undefined;
  return { amount: read(figures.cost), currency: currencyOf(figures) ?? 'unknown currency' };
}

/**
 * The currency's code, without regard to case, width and blanks; by its own id where that is none, and by `currency_id`
 * where it has neither: where the two ids differ, emnify's examples have the right one in the object.
 */
export function currencyOf({ currency, currency_id: currencyId }: z.output<typeof currencied>): string | undefined {
  const code = (currency?.code ?? '').normalize('NFKC').replace(BLANKS, '').toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  const byId = (id: unknown) => CURRENCY_BY_ID.get(String(id).trim());
  return code === '' ? byId(currency?.id ?? currencyId) : (byId(currency?.id) ?? boundedKey(code));
}

/** No place on earth is further from UTC. */
const FURTHEST_ZONE_MS = 14 * HOUR_MS;

/** When figures were added up, as `Date.toISOString()`; nothing where no clock can have said so before they began. */
function stampOf(written: string | null | undefined, period: Period): string | undefined {
  const moment = momentIn(written ?? '');
  if (moment === undefined || moment.getTime() < startOf(period).getTime() - FURTHEST_ZONE_MS) return undefined;
  return moment.toISOString();
}

/**
 * `"2020-03-01T00:00:00.000Z"` is March 2020, and so is `"2020-03-01"`. A month that begins at midnight of another time
 * zone is the month that begins then: `"2020-02-29T22:00:00.000Z"` is March, seen from UTC+2.
 */
function periodOf(written: string | null | undefined, whose: string, field: string): Period {
  const [, period, rest = ''] = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:-(.*))?$/.exec(written?.trim() ?? '') ?? [];
  if (period === undefined) throw unexpected(whose, `${field}.month`, written);
  const next = endOf(period);
  const moment = rest.includes('T') ? momentIn(written ?? '') : undefined;
  return moment && next.getTime() - moment.getTime() <= FURTHEST_ZONE_MS ? next.toISOString().slice(0, 7) : period;
}

/** The month as emnify gives it, where that is no beginning of a month in UTC. */
function localMonthIn(written: string): string | undefined {
  return /T(?!00:00(:00(\.0+)?)?(Z|[+-]00:?00)?\s*$)/.test(written) ? boundedKey(written) : undefined;
}

/** What passed as a `figure`, exactly but for the last of some hundred decimals; nothing is zero. */
export function read(value: z.output<typeof figure>): Decimal {
  if (typeof value !== 'string') return decimal(value ?? 0);
  return decimal(isExactFigure(value) ? value.trim() : Number(value));
}

function isFigure(text: string): boolean {
  if (isExactFigure(text)) return true;
  return /^\s*-?\d+(\.\d+([eE][+-]?\d+)?|[eE][+-]?\d+)\s*$/.test(text) && Number.isFinite(Number(text));
}

/** An exponent of nine digits would fill the memory with zeros when written out. */
function isExactFigure(text: string): boolean {
  return fits(text) && /^\s*-?\d+(\.\d+)?([eE][+-]?\d{1,2})?\s*$/.test(text);
}

function valueAt(value: unknown, key: PropertyKey | undefined): unknown {
  return key === undefined ? value : Reflect.get(Object(value), key);
}

function unexpected(whose: string, field: string, value: unknown): UnexpectedResponseError {
  return new UnexpectedResponseError(`The stats of ${whose} make no sense: ${field} is ${quoted(value)}`);
}

/** A value of emnify's as errors show it. */
export function quoted(value: unknown): string {
  // JSON has no word for a number that is too large for one.
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'missing').slice(0, 80);
}
