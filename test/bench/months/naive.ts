import { EMNIFY_REQUESTS_PER_FIVE_MINUTES } from '../../../infra/constructs/parts/emnify-pace.ts';
import { MONTH_HOURS } from './calendar.ts';
import type { Month } from './month.ts';

const ENDPOINTS_PER_PAGE = 1000;
/** All that emnify answers, but for a few that two sweeps side by side would be refused. */
const REQUESTS_PER_HOUR = (EMNIFY_REQUESTS_PER_FIVE_MINUTES - 10) * 12;

/**
 * The obvious way to check costs: a Lambda that lists all endpoints, asks for the costs of each, compares, and publishes.
 * On the virtual clock, it checks the whole fleet again and again, as often as the same share of the quota and emnify's
 * limits allow.
 *
 * What is fair: it has the same number of requests, may use all of emnify's rate where the product leaves some of it
 * free, never sends one that is refused, runs on where a Lambda would be ended after 15 minutes, remembers what it
 * alerted, and its messages take as long as the product's from the check to the reader.
 */
export function playNaive(month: Month, { requestsPerMonth }: { requestsPerMonth: number }): { periodHours: number } {
  const { size } = month.fleet;
  const pages = Math.ceil(size / ENDPOINTS_PER_PAGE);
  const requests = size + pages;
  const periodHours = Math.max(requests / (requestsPerMonth / MONTH_HOURS), requests / REQUESTS_PER_HOUR);
  for (let sweep = 0; sweep * periodHours < month.hours; sweep++) {
    const from = sweep * periodHours;
    for (let page = 0; page < pages; page++) month.emnify.ask(from + page / REQUESTS_PER_HOUR);
    for (let index = 0; index < size; index++) {
      const at = from + (pages + index) / REQUESTS_PER_HOUR;
      if (at >= month.hours) break;
      month.check(index, at);
    }
  }
  month.end();
  return { periodHours };
}
