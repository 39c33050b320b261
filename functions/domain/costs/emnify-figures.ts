import type { Decimal, Money } from '../values/money.ts';
import type { Period } from '../values/month.ts';

/** emnify's figures of one kind of traffic of one endpoint in one month. */
export interface TrafficFigures {
  /** emnify's own key: `data`, `sms`, or a newer one such as `sat_geo_data`. */
  trafficType: string;
  period: Period;
  /** The month as emnify writes it, where it is in another time zone than UTC. */
  localMonth?: string;
  /** MB for data, messages for SMS. */
  volume: Decimal;
  /** Absent where emnify gives none: multi-inclusive tariffs have volume without cost. */
  cost?: Money;
  /** When emnify last added up these figures, ISO 8601. */
  lastUpdated?: string;
}

/** The answer of `GET /api/v1/endpoint/{id}/stats`: its `current_month` and `last_month`, each empty without traffic. */
export interface EndpointStats {
  currentMonth: TrafficFigures[];
  lastMonth: TrafficFigures[];
  /** Whether `last_hour` shows any traffic. Its unit is not documented, so it only says that the device is active. */
  activeLastHour: boolean;
}

/** The result of a request for an endpoint's stats. */
export type StatsAnswer = { kind: 'stats'; stats: EndpointStats } | NoEndpoint;

/**
 * Why emnify shows no figures of an endpoint.
 * - `gone`: it is deleted (404, 422).
 * - `refused`: this token may not read it (403, or 401 while the token works for other endpoints).
 */
export type NoEndpoint = { kind: 'gone'; reason: string } | { kind: 'refused'; reason: string };

/** emnify's figures of the whole organisation: `GET /organisation/my/stats` and `GET /organisation/my`. */
export interface OrganisationFigures {
  /** Sums of this organisation and its children. emnify does not separate them. */
  stats: Omit<EndpointStats, 'activeLastHour'>;
  /**
   * `monthly_cost_limit`: at this cost emnify closes all sessions of the fleet. Absent where emnify shows none. Its
   * currency is absent where emnify does not give it.
   */
  limit?: { amount: Decimal; currency?: string };
}
