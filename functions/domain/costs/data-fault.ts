import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DAY_MS, HOUR_MS } from '../values/duration.ts';
import { formatMoney } from '../values/money.ts';
import { formatMoment } from '../values/month.ts';
import type { EndpointStats } from './emnify-figures.ts';
import { hiddenOn, type Meter, otherCurrencies, type Spend } from './spend.ts';

/**
 * What keeps a spend from being judged as its owner thinks it is.
 * - `cost-unavailable`: volume without cost, as multi-inclusive tariffs have it.
 * - `currency-mismatch`: a cost in another currency than the budget's.
 * - `stale`: emnify shows traffic of the last hour, and cost and volume have not changed for more than a day.
 * - `limit-unreadable`: the device's own limit tag is no amount; the budget's limit holds.
 * - `limit-unavailable`: emnify shows no monthly cost limit of the organisation.
 * - `unjudged`: too much of the fleet answers and cannot be judged.
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
}

/** Costs on a meter that are unknown, or in a currency that no limit is in. */
export function hiddenCosts(spend: Spend, meter: Meter, currency: string): Fault[] {
  const foreign = otherCurrencies(spend, meter, currency).map(formatMoney);
  const hidden = hiddenOn(spend, meter);
  return [
    ...(foreign.length > 0
      ? [
          {
            kind: 'currency-mismatch' as const,
            reason: `${foreign.join(' and ')} cannot be compared with a limit in ${currency}`,
          },
        ]
      : []),
    ...(hidden.length > 0
      ? [{ kind: 'cost-unavailable' as const, reason: `emnify reports ${hidden.join(' and ')} volume without a cost` }]
      : []),
  ];
}

/**
 * Figures of a device that is alive, and how long they have been the same. Judged by cost and volume alone: emnify's
 * time stamps may stand still while figures move, and move while figures stand still.
 */
export interface Standstill {
  /** A mark of all costs and volumes. */
  figures: string;
  /** When they were first seen beside traffic, ISO 8601. */
  from: string;
  /** When the hour began whose traffic they cannot have in them, as it came after they were seen. ISO 8601. */
  since?: string;
}

/**
 * What to remember of figures that may be standing still. Only traffic that they lack begins it, only new ones end it.
 * Of costs that have just moved there is nothing to remember: the next check compares with the stored spend.
 */
export function standstill(
  before: { standing?: Partial<Standstill>; spend?: Pick<Spend, 'meters'> } | undefined,
  { currentMonth, activeLastHour, spend }: Pick<EndpointStats, 'currentMonth' | 'activeLastHour'> & { spend?: Spend },
  now: Date,
): Standstill | undefined {
  const figures = markOf(currentMonth);
  const { from, since } = before?.standing ?? {};
  if (before?.standing?.figures !== figures || from === undefined) {
    const haveMoved = before?.spend && spend && !isDeepStrictEqual(before.spend.meters, spend.meters);
    return activeLastHour && !haveMoved ? { figures, from: now.toISOString() } : undefined;
  }
  if (since !== undefined) return { figures, from, since };
  const lastHour = new Date(now.getTime() - HOUR_MS);
  const isLacking = activeLastHour && lastHour.getTime() >= Date.parse(from);
  return { figures, from, ...(isLacking && { since: lastHour.toISOString() }) };
}

/** 48 bits: of two different figures, one in 280 trillion passes for the other. */
function markOf(figures: EndpointStats['currentMonth']): string {
  const lines = figures.map(({ trafficType, period, volume, cost }) =>
    JSON.stringify([trafficType, period, volume, cost?.amount, cost?.currency]),
  );
  return createHash('sha256').update(lines.sort().join()).digest('base64').slice(0, 8);
}

const STALE_MS = DAY_MS;

/** Figures that stand still for more than a day while the device shows traffic. */
export function staleness(standing: Standstill | undefined, activeLastHour: boolean, now: Date): Fault[] {
  if (!standing?.since || !activeLastHour || now.getTime() - Date.parse(standing.since) <= STALE_MS) return [];
  const from = formatMoment(new Date(standing.from));
  return [
    {
      kind: 'stale',
      reason: `emnify shows traffic of the last hour, but cost and volume have not changed since ${from}`,
    },
  ];
}
