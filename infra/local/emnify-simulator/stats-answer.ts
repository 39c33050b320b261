import { Big } from 'big.js';
import { endOf, periodOf, previousPeriod, startOf } from '../../../functions/domain/values/month.ts';
import { type Answer, apiError, empty, htmlError, json, unknownEndpoint } from './answer.ts';
import type { SimulatedEndpoint, SimulatedTraffic, TrafficFigures } from './fleet.ts';

const LAST_HOUR_ENTRIES = 59;
const ACTIVE_ENTRIES = 5;
const AGGREGATION_LAG_MS = 15 * 60_000;

const TRAFFIC_TYPES: Record<string, { description: string; unit: string; id: number }> = {
  data: { description: 'Data', unit: 'MB', id: 5 },
  sms: { description: 'SMS', unit: 'SMS', id: 6 },
};

const CURRENCIES: Record<string, { code: string; symbol: string; id: number }> = {
  EUR: { code: 'EUR', symbol: '€', id: 1 },
  USD: { code: 'USD', symbol: '$', id: 2 },
};

/** Answers `GET /api/v1/endpoint/{id}/stats` at `now`, or with the endpoint's `statsStatus`. */
export function endpointStats(endpoint: SimulatedEndpoint, now: Date): Answer {
  if (endpoint.statsStatus !== undefined && endpoint.statsStatus !== 200) {
    return refusal(endpoint.statsStatus, endpoint.id);
  }
  const thisMonth = periodOf(now);
  const lastMonth = previousPeriod(thisMonth);
  return json(200, {
    ...(hasTraffic(endpoint.months[lastMonth]) && { last_month: monthOf(endpoint, lastMonth, now) }),
    ...(hasTraffic(endpoint.months[thisMonth]) && { current_month: monthOf(endpoint, thisMonth, now) }),
    last_hour: { data: lastHour(now, endpoint.activeLastHour), sms: lastHour(now) },
  });
}

/** `data` and `sms` are emnify's; the numbers of the satellite types are not documented. */
export function trafficType(key: string) {
  return TRAFFIC_TYPES[key] ?? { description: key, unit: key.endsWith('sms') ? 'SMS' : 'MB', id: 9 };
}

export function currency(code = 'EUR') {
  return CURRENCIES[code] ?? { code, symbol: code, id: 9 };
}

function refusal(status: number, id: number): Answer {
  if (status === 404) return unknownEndpoint(id);
  if (status === 403) return apiError(403, 1104, 'Forbidden', 'Access denied.');
  return status >= 500 ? htmlError(status) : empty(status);
}

function hasTraffic(traffic: SimulatedTraffic | undefined): boolean {
  return Object.values(traffic ?? {}).some((figures) => figures !== undefined);
}

function monthOf(endpoint: SimulatedEndpoint, month: string, now: Date) {
  const lines = Object.entries(endpoint.months[month] ?? {});
  return Object.fromEntries(
    lines.flatMap(([key, figures]) => (figures ? [[key, line(endpoint.id, key, figures, month, now)]] : [])),
  );
}

function line(endpointId: number, key: string, figures: TrafficFigures, reportedUnder: string, now: Date) {
  const type = trafficType(key);
  const money = currency(figures.currency);
  const month = figures.month ?? reportedUnder;
  const volume = new Big(figures.volume);
  const sent = new Big(figures.volumeTx ?? volume.div(5).round(type.unit === 'SMS' ? 0 : 6, Big.roundDown));
  const cost = costOf(figures);
  return {
    endpoint_id: endpointId,
    month: startOf(month).toISOString(),
    volume: volume.toFixed(6),
    volume_tx: sent.toFixed(6),
    volume_rx: volume.minus(sent).toFixed(6),
    traffic_type_id: type.id,
    last_updated: figures.lastUpdated ?? lastUpdated(month, now),
    ...(cost !== undefined && { cost }),
    currency_id: money.id,
    id: Number(`${endpointId}${month.replace('-', '')}${type.id}`),
    traffic_type: type,
    currency: money,
  };
}

function costOf({ cost, costAs }: TrafficFigures): number | string | null | undefined {
  if (cost === null || cost === undefined) return cost;
  return costAs === 'string' ? new Big(cost).toFixed(10) : Number(cost);
}

function lastUpdated(month: string, now: Date): string {
  const newest = Math.min(now.getTime() - AGGREGATION_LAG_MS, endOf(month).getTime() - 1000);
  const seconds = Math.floor(Math.max(newest, startOf(month).getTime()) / 1000);
  return new Date(seconds * 1000).toISOString();
}

/** Makes zero figures, as in every published example of emnify, or small ones, in an unknown unit. */
function lastHour(now: Date, active = false) {
  const minutes = Array.from({ length: LAST_HOUR_ENTRIES }, (_, index): [string, number] => {
    const minute = new Date(now.getTime() - (LAST_HOUR_ENTRIES - 1 - index) * 60_000);
    const busy = active && index >= LAST_HOUR_ENTRIES - ACTIVE_ENTRIES;
    return [minute.toISOString().slice(11, 16), busy ? 0.012 : 0];
  });
  return { rx: minutes, tx: minutes };
}
