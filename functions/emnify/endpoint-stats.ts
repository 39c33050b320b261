import * as z from 'zod/mini';
import { type Decimal, decimal, type Money, sum, ZERO } from '../domain/money.ts';
import type { Period } from '../domain/period.ts';
import type { EndpointStats, TrafficFigures } from '../domain/stats.ts';
import { UnexpectedResponseError } from './errors.ts';

/**
 * A cost or volume: emnify writes numbers and numeric strings side by side. An exponent of three digits is no price,
 * and one of nine would fill the memory with zeros when written out.
 */
const figure = z.nullish(z.union([z.number(), z.string().check(z.regex(/^\s*-?\d+(\.\d+)?([eE][+-]?\d{1,2})?\s*$/))]));
const identifier = z.nullish(z.union([z.number(), z.string()]));

const traffic = z.object({
  month: z.nullish(z.string()),
  cost: figure,
  volume: figure,
  volume_rx: figure,
  volume_tx: figure,
  last_updated: z.catch(z.nullish(z.string()), undefined),
  currency_id: identifier,
  currency: z.nullish(z.object({ code: z.nullish(z.string()), id: identifier })),
});
type Traffic = z.output<typeof traffic>;

const month = z.nullish(z.record(z.string(), z.unknown()));
const stats = z.object({ current_month: month, last_month: month });

/** What an answer with anything in it has one of; an error that comes with HTTP 200 has none. */
const ANSWER_KEYS = ['current_month', 'last_month', 'last_hour'];

/** What counts whatever its shape: where it has another than we know, it must not pass for "no traffic". */
const MAIN_TRAFFIC = ['data', 'sms'];

/** emnify's currency ids, for figures that come without the currency's code. */
const CURRENCY_BY_ID = new Map([
  ['1', 'EUR'],
  ['2', 'USD'],
]);

/**
 * Reads the answer of `GET /api/v1/endpoint/{id}/stats`. Absent, null and empty months are no traffic. Everything in a
 * month that has a cost or a volume counts, whatever its key: `data` and `sms` today, `sat_geo_data` tomorrow.
 *
 * @throws {UnexpectedResponseError} naming the field that makes no sense; a cost is never guessed
 */
export function parseStats(body: unknown, endpointId: string): EndpointStats {
  const parsed = stats.safeParse(body);
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path[0];
    throw unexpected(endpointId, String(key ?? 'the answer'), valueAt(body, key));
  }
  const keys = Object.keys(Object(body));
  if (keys.length > 0 && !ANSWER_KEYS.some((key) => keys.includes(key)))
    throw unexpected(endpointId, 'the answer', body);
  return {
    currentMonth: parseMonth(parsed.data.current_month ?? {}, endpointId, 'current_month'),
    lastMonth: parseMonth(parsed.data.last_month ?? {}, endpointId, 'last_month'),
  };
}

function parseMonth(figures: Record<string, unknown>, endpointId: string, name: string): TrafficFigures[] {
  const lines = Object.entries(figures).filter(([key, value]) => !isEmpty(value) && isTraffic(key, value));
  if (lines.length === 0 && mentionsFigures(figures)) throw unexpected(endpointId, name, figures);
  return lines.map(([trafficType, value]) => {
    const field = `${name}.${trafficType}`;
    const parsed = traffic.safeParse(value);
    if (parsed.success) return parseTraffic(parsed.data, trafficType, endpointId, field);
    const key = parsed.error.issues[0]?.path[0];
    throw unexpected(endpointId, key === undefined ? field : `${field}.${String(key)}`, valueAt(value, key));
  });
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

function parseTraffic(figures: Traffic, trafficType: string, endpointId: string, field: string): TrafficFigures {
  const cost = costOf(figures);
  const lastUpdated = figures.last_updated ? Date.parse(figures.last_updated) : Number.NaN;
  return {
    trafficType,
    period: periodOf(figures.month, endpointId, field),
    volume: figures.volume == null ? sum(read(figures.volume_rx), read(figures.volume_tx)) : read(figures.volume),
    ...(cost && { cost }),
    ...(!Number.isNaN(lastUpdated) && { lastUpdated: new Date(lastUpdated).toISOString() }),
  };
}

/** Where the currency's own id and `currency_id` differ, emnify's examples have the right one in the object. */
function costOf({ cost, currency, currency_id: currencyId }: Traffic): Money | undefined {
  if (cost == null) return undefined;
  const known = currency?.code || CURRENCY_BY_ID.get(String(currency?.id ?? currencyId));
  return { amount: read(cost), currency: known ?? 'unknown currency' };
}

/** `"2020-03-01T00:00:00.000Z"` is March 2020. */
function periodOf(value: string | null | undefined, endpointId: string, field: string): Period {
  const [, period] = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:-|$)/.exec(value ?? '') ?? [];
  if (period === undefined) throw unexpected(endpointId, `${field}.month`, value);
  return period;
}

function read(value: string | number | null | undefined): Decimal {
  return value == null ? ZERO : decimal(typeof value === 'string' ? value.trim() : value);
}

function valueAt(value: unknown, key: PropertyKey | undefined): unknown {
  return key === undefined ? value : Reflect.get(Object(value), key);
}

function unexpected(endpointId: string, field: string, value: unknown): UnexpectedResponseError {
  const shown = (JSON.stringify(value) ?? 'missing').slice(0, 80);
  return new UnexpectedResponseError(`The stats of endpoint ${endpointId} make no sense: ${field} is ${shown}`);
}
