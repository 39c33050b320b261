import type { Decimal, Money } from '../values/money.ts';
import type { Period } from '../values/month.ts';

/** What emnify says of one kind of traffic of one endpoint in one month. */
export interface TrafficFigures {
  /** emnify's own key: `data`, `sms`, or one that we do not know yet, such as `sat_geo_data`. */
  trafficType: string;
  period: Period;
  /** The month in emnify's own words, where it is given in another time zone than UTC. */
  localMonth?: string;
  /** MB for data, messages for SMS. */
  volume: Decimal;
  /** Absent where emnify gives none: multi-inclusive tariffs have volume without cost. */
  cost?: Money;
  /** When emnify last added up these figures, ISO 8601. */
  lastUpdated?: string;
}

/** The answer of `GET /api/v1/endpoint/{id}/stats`: what it calls `current_month` and `last_month`, each empty without traffic. */
export interface EndpointStats {
  currentMonth: TrafficFigures[];
  lastMonth: TrafficFigures[];
  /** Whether `last_hour` shows any traffic. Its unit is not documented, so it only says that the device is alive. */
  activeLastHour: boolean;
}

/** What asking for an endpoint's stats led to. */
export type StatsAnswer = { kind: 'stats'; stats: EndpointStats } | NoEndpoint;

/**
 * Why emnify shows nothing of an endpoint.
 * - `gone`: it is deleted (404, 422).
 * - `refused`: it is there, and this token may not see it (403, or 401 where the token is good elsewhere).
 */
export type NoEndpoint = { kind: 'gone'; reason: string } | { kind: 'refused'; reason: string };

/** What emnify says of the whole organisation: `GET /organisation/my/stats` and `GET /organisation/my`. */
export interface OrganisationFigures {
  /** Of this organisation and its children, which emnify does not tell apart. */
  stats: Omit<EndpointStats, 'activeLastHour'>;
  /**
   * `monthly_cost_limit`: at this cost emnify closes all sessions of the fleet. Absent where emnify shows none. Its
   * currency is absent where emnify does not say it.
   */
  limit?: { amount: Decimal; currency?: string };
}
