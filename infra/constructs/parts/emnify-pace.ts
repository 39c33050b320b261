import { LOCATIONS_PER_FIVE_MINUTES } from '../../../functions/contracts/location-share.ts';

/** One worker's share of the requests that emnify allows. */
export interface RequestRate {
  requestsPerSecond: number;
  /** Requests that may be sent at once before the pace applies. */
  burst: number;
}

/**
 * emnify answers 429 above 2,000 requests in 5 minutes from one IP address, and Lambdas outside a VPC may share one. So
 * all workers together stay below it: 2 × (3.17/s × 300 s + 3) = 1,908 for evaluation, 0.2/s × 300 s + 10 = 70 for
 * discovery, 0.05/s × 300 s + 5 = 20 for aggregation, which sends three requests a run: its burst is for those and
 * their retries. When `evaluate` asks where an endpoint is, that takes a turn of its pace like every other request: it is
 * in the 1,908, and `CHECKS_PER_RUN` leaves room for it. An `evaluate` or `aggregate` that an operator invokes is not
 * counted: it is one worker more while it runs.
 */
export const EMNIFY_REQUESTS_PER_FIVE_MINUTES = 2_000;

export const EVALUATE_WORKERS = 2;
export const EVALUATE_PACE: RequestRate = { requestsPerSecond: 3.17, burst: 3 };
export const DISCOVER_PACE: RequestRate = { requestsPerSecond: 0.2, burst: 10 };
export const AGGREGATE_PACE: RequestRate = { requestsPerSecond: 0.05, burst: 5 };

/** What emnify answers an organisation in a month, all its tools together (docs.emnify.com, rate limits). */
export const EMNIFY_REQUESTS_PER_MONTH = 10_000_000;

/** How often `discover` decides which endpoints are checked: as often as its plan assumes. */
export const POLLING_MINUTES = 5;
/** What all workers of `evaluate` together ask in five minutes about where endpoints are, at most. */
export const LOCATIONS_PER_POLL = EVALUATE_WORKERS * LOCATIONS_PER_FIVE_MINUTES;
/** The checks that all workers of `evaluate` can make between two scheduled runs of `discover`, beside those requests. */
export const CHECKS_PER_RUN =
  Math.floor(EVALUATE_WORKERS * EVALUATE_PACE.requestsPerSecond * POLLING_MINUTES * 60) - LOCATIONS_PER_POLL;

/** The variables of the functions that send requests to emnify. */
export function emnifyVariables(baseUrl: string, tokenSecretArn: string, pace: RequestRate) {
  return {
    EMNIFY_BASE_URL: baseUrl,
    EMNIFY_TOKEN_SECRET_ID: tokenSecretArn,
    EMNIFY_REQUESTS_PER_SECOND: String(pace.requestsPerSecond),
    EMNIFY_BURST: String(pace.burst),
  };
}

/** More than this of a day's share of the quota, by all tools that use the workspace's tokens, is too much. */
const QUOTA_SHARE = 0.9;
/** The limit stays 10 % above our own share, so that using all of it is no trouble. */
const OVER_PLAN = 1.1;

/** The most requests of a day before an operator has to know, by our share of the quota, from 0 to 1. */
export function requestsPerDay(requestShare: number): number {
  const ofOneDay = Math.floor(EMNIFY_REQUESTS_PER_MONTH / 31);
  return Math.floor(Math.max(QUOTA_SHARE, OVER_PLAN * requestShare) * ofOneDay);
}
