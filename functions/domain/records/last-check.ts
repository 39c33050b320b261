import { isDeepStrictEqual } from 'node:util';
import type { Standstill } from '../costs/data-fault.ts';
import { spendRateAfter } from '../polling/spend-rate.ts';
import { startOf } from '../values/month.ts';
import type { EndpointMonth } from './endpoint-month.ts';

/** What a check adds to the record of a month when it found nothing new: its time, and for how long figures stand still. */
export interface LastCheck {
  /** ISO 8601. */
  fetchedAt: string;
  standstill?: Standstill;
}

/** The record as a later check that found nothing new leaves it. An earlier check changes nothing. */
export function checkedAgain(month: EndpointMonth, check: LastCheck | undefined): EndpointMonth {
  if (!check || check.fetchedAt <= month.fetchedAt) return month;
  const { standstill: _, spendRate, ...rest } = month;
  const { fetchedAt, standstill } = check;
  return {
    ...rest,
    fetchedAt,
    ...(standstill && { standstill }),
    ...(spendRate && {
      spendRate: spendRateAfter(
        { spendRate, checkedAt: Date.parse(month.fetchedAt) },
        { ...spendRate, checkedAt: Date.parse(fetchedAt) },
        startOf(month.period).getTime(),
      ),
    }),
  };
}

/**
 * Whether a check found nothing new. The first one of a day counts as new, so that every record is written once a day.
 *
 * @param month the record as it would be written
 */
export function isUnchanged(before: EndpointMonth | undefined, month: EndpointMonth): boolean {
  if (!before || dateOf(before) !== dateOf(month)) return false;
  return isDeepStrictEqual(findingsOf(before), findingsOf(month));
}

function dateOf({ fetchedAt }: EndpointMonth): string {
  return fetchedAt.slice(0, 10);
}

/** What does not follow from the time of a check, as it is stored: without what is undefined. */
function findingsOf({ fetchedAt: _, standstill: __, spendRate, ...findings }: EndpointMonth): unknown {
  const rate = spendRate && { spend: spendRate.spend, headroom: spendRate.headroom };
  return JSON.parse(JSON.stringify({ ...findings, rate }));
}
