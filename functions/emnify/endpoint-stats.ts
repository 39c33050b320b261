import * as z from 'zod/mini';
import { type Decimal, decimal, type Money, sum, ZERO } from '../domain/money.ts';
import type { Period } from '../domain/period.ts';
import type { EndpointStats, TrafficFigures } from '../domain/stats.ts';
import { UnexpectedResponseError } from './errors.ts';

/** A cost or volume: emnify writes numbers and numeric strings side by side. */
const figure = z.nullish(z.union([z.number(), z.string().check(z.regex(/^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/))]));

const traffic = z.object({
  month: z.nullish(z.string()),
  cost: figure,
  volume: figure,
  volume_rx: figure,
  volume_tx: figure,
  last_updated: z.nullish(z.string()),
  currency_id: z.nullish(z.union([z.number(), z.string()])),
  currency: z.nullish(z.object({ code: z.nullish(z.string()) })),
});
type Traffic = z.output<typeof traffic>;

const month = z.nullish(z.record(z.string(), z.unknown()));
const stats = z.object({ current_month: month, last_month: month });

/** emnify's currency ids, for figures that come without the currency object. */
const CURRENCY_BY_ID: Record<string, string> = { 1: 'EUR', 2: 'USD' };

/**
 * Reads the answer of `GET /api/v1/endpoint/{id}/stats`. Absent, null and empty months are no traffic. Every object in
 * a month counts, whatever its key: `data` and `sms` today, `sat_geo_data` tomorrow.
 *
 * @throws {UnexpectedResponseError} naming the field that makes no sense; a cost is never guessed
 */
export function parseStats(body: unknown, endpointId: string): EndpointStats {
  const parsed = stats.safeParse(body);
  if (!parsed.success) throw unexpected(endpointId, parsed.error.issues[0]?.path.join('.') || 'the answer', body);
  return {
    currentMonth: parseMonth(parsed.data.current_month, endpointId, 'current_month'),
    lastMonth: parseMonth(parsed.data.last_month, endpointId, 'last_month'),
  };
}

function parseMonth(figures: z.output<typeof month>, endpointId: string, name: string): TrafficFigures[] {
  return Object.entries(figures ?? {}).flatMap(([trafficType, value]) => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [];
    const field = `${name}.${trafficType}`;
    const parsed = traffic.safeParse(value);
    if (!parsed.success) {
      const path = [field, ...(parsed.error.issues[0]?.path ?? [])].join('.');
      throw unexpected(endpointId, path, valueAt(value, parsed.error.issues[0]?.path[0]));
    }
    return [parseTraffic(parsed.data, trafficType, endpointId, field)];
  });
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

function costOf({ cost, currency, currency_id: currencyId }: Traffic): Money | undefined {
  if (cost == null) return undefined;
  return { amount: read(cost), currency: currency?.code || CURRENCY_BY_ID[String(currencyId)] || 'unknown currency' };
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

function valueAt(value: object, key: PropertyKey | undefined): unknown {
  return key === undefined ? value : Reflect.get(value, key);
}

function unexpected(endpointId: string, field: string, value: unknown): UnexpectedResponseError {
  const shown = (JSON.stringify(value) ?? 'missing').slice(0, 80);
  return new UnexpectedResponseError(`The stats of endpoint ${endpointId} make no sense: ${field} is ${shown}`);
}
