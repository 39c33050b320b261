import { isDeepStrictEqual } from 'node:util';
import type { Decision } from './crossing.ts';
import type { Endpoint } from './endpoint.ts';
import type { Period } from './period.ts';
import type { Spend } from './spend.ts';

/** What we know of one endpoint in one period: the last look at it, and what was decided. */
export interface EndpointMonth {
  endpoint: Endpoint;
  period: Period;
  outcome: 'evaluated' | 'skipped';
  reason: string;
  /** When emnify was asked, ISO 8601. */
  fetchedAt: string;
  /** As last seen; absent until emnify has shown figures of this period. */
  spend?: Spend;
  decisions: Decision[];
}

/** Whether a look at an endpoint has to be kept as one more point in time: when the spend changed, and once a day. */
export function needsSnapshot(before: EndpointMonth | undefined, spend: Spend, fetchedAt: string): boolean {
  return !isDeepStrictEqual(before?.spend, spend) || before?.fetchedAt.slice(0, 10) !== fetchedAt.slice(0, 10);
}

/** Whether a look says anything that the one before did not. Writing less is most of what this product costs. */
export function isNews(before: EndpointMonth | undefined, month: EndpointMonth): boolean {
  return !isDeepStrictEqual({ ...before, fetchedAt: '' }, { ...month, fetchedAt: '' });
}
