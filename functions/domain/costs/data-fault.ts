import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DAY_MS, HOUR_MS } from '../values/duration.ts';
import { formatMoney, type Money } from '../values/money.ts';
import { formatMoment } from '../values/month.ts';
import type { EndpointStats } from './emnify-figures.ts';
import { hiddenOn, type Meter, otherCurrencies, type Spend } from './spend.ts';

/**
 * Reasons why a spend cannot be checked completely.
 * - `cost-unavailable`: volume without cost, as with multi-inclusive tariffs.
 * - `currency-mismatch`: a cost in another currency than the budget's.
 * - `stale`: emnify shows traffic of the last hour, and cost and volume have not changed for more than a day.
 * - `limit-unreadable`: the device's own limit tag is not an amount; the budget's limit applies.
 * - `limit-unavailable`: emnify shows no monthly cost limit of the organisation.
 * - `unjudged`: too many endpoints of the fleet have answers that cannot be judged.
 */
export const FAULT_KINDS = [
  'cost-unavailable',
  'currency-mismatch',
  'stale',
  'limit-unreadable',
  'limit-unavailable',
  'unjudged',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** One sentence without full stop. */
  reason: string;
  /** Costs in other currencies, for `currency-mismatch`. */
  otherCurrencies?: Money[];
}

/** Finds costs on a meter that are unknown, or in another currency than the limits. */
export function hiddenCosts(spend: Spend, meter: Meter, currency: string): Fault[] {
  const foreign = otherCurrencies(spend, meter, currency);
  const hidden = hiddenOn(spend, meter);
  return [
    ...(foreign.length > 0
      ? [
          {
            kind: 'currency-mismatch' as const,
            reason: `${foreign.map(formatMoney).join(' and ')} cannot be compared with a limit in ${currency}`,
            otherCurrencies: foreign,
          },
        ]
      : []),
    ...(hidden.length > 0
      ? [{ kind: 'cost-unavailable' as const, reason: `emnify reports ${hidden.join(' and ')} volume without a cost` }]
      : []),
  ];
}

/**
 * Figures of an active device that have stopped updating. Only cost and volume count: emnify's time stamps may stop while
 * the figures change, and change while the figures stop.
 */
export interface Standstill {
  /** A short hash of all costs and volumes. */
  figures: string;
  /** When these figures were first read together with traffic, ISO 8601. */
  from: string;
  /** Start of the first hour whose traffic they cannot include, because it came after they were read. ISO 8601. */
  since?: string;
}

/**
 * Follows figures that may have stopped updating. Traffic that they lack begins a followStandstill, and new figures end it.
 * Costs that have just changed need no record: the next check compares with the stored spend.
 */
export function followStandstill(
  before: { standstill?: Partial<Standstill>; spend?: Pick<Spend, 'meters'> } | undefined,
  { currentMonth, activeLastHour, spend }: Pick<EndpointStats, 'currentMonth' | 'activeLastHour'> & { spend?: Spend },
  now: Date,
): Standstill | undefined {
  const figures = markOf(currentMonth);
  const { from, since } = before?.standstill ?? {};
  if (before?.standstill?.figures !== figures || from === undefined) {
    const haveMoved = before?.spend && spend && !isDeepStrictEqual(before.spend.meters, spend.meters);
    return activeLastHour && !haveMoved ? { figures, from: now.toISOString() } : undefined;
  }
  if (since !== undefined) return { figures, from, since };
  const lastHour = new Date(now.getTime() - HOUR_MS);
  const isLacking = activeLastHour && lastHour.getTime() >= Date.parse(from);
  return { figures, from, ...(isLacking && { since: lastHour.toISOString() }) };
}

/** A hash of 48 bits: two different sets of figures share one with a chance of 1 in 280 trillion. */
function markOf(figures: EndpointStats['currentMonth']): string {
  const lines = figures.map(({ trafficType, period, volume, cost }) =>
    JSON.stringify([trafficType, period, volume, cost?.amount, cost?.currency]),
  );
  return createHash('sha256').update(lines.sort().join()).digest('base64').slice(0, 8);
}

const STALE_MS = DAY_MS;

/** Finds figures that have not changed for more than a day while the device shows traffic. */
export function staleness(standstill: Standstill | undefined, activeLastHour: boolean, now: Date): Fault[] {
  if (!standstill?.since || !activeLastHour || now.getTime() - Date.parse(standstill.since) <= STALE_MS) return [];
  const from = formatMoment(new Date(standstill.from));
  return [
    {
      kind: 'stale',
      reason: `emnify shows traffic in the last hour, but cost and volume have not changed since ${from}`,
    },
  ];
}
