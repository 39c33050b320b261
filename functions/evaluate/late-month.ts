import { hasTraffic, type Spend } from '../domain/costs/spend.ts';
import type { EndpointMonth } from '../domain/records/endpoint-month.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { isLateSeason } from '../domain/values/month.ts';

/**
 * Whether the record of last month has to be read: the month may still grow, or it was not judged with good figures
 * after its end. An outage over the end of a month must lose nothing.
 */
export function mayHaveLateMonth(before: EndpointMonth | undefined, now: Date): boolean {
  return isLateSeason(now) || before?.isLastMonthClosed !== true;
}

/**
 * What to do about last month. Without a record there is nothing to judge: a first run sends nothing about the month
 * before it.
 *
 * @param spend what emnify's answer says of last month
 */
export function lateKindOf(
  record: EndpointMonth | undefined,
  spend: Spend,
  now: Date,
): 'unchanged' | 'nothing-to-judge' | 'to-judge' {
  if (!record || (!isLateSeason(now) && !record.isOpen)) return 'nothing-to-judge';
  if (hasTraffic(spend)) return 'to-judge';
  // An answer without last month is no reason to drop what it came to.
  return record.spend && hasTraffic(record.spend) ? 'unchanged' : 'nothing-to-judge';
}

/** From the last late day on, a month that is over is what it came to. */
export function isLastMonthFinal(now: Date): boolean {
  return !isLateSeason(new Date(now.getTime() + DAY_MS));
}
