import { formatMoney } from './money.ts';
import { formatMoment } from './period.ts';
import { hiddenOn, type Meter, otherCurrencies, type Spend } from './spend.ts';

/**
 * What keeps a spend from being judged as its owner thinks it is.
 * - `cost-unavailable`: volume without cost, as multi-inclusive tariffs have it.
 * - `currency-mismatch`: a cost in another currency than the budget's.
 * - `stale`: emnify shows traffic of the last hour and has added nothing up for more than a day.
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

/** Figures that have not moved since we first saw the device alive beside them. */
export interface Standstill {
  /** emnify's newest time stamp, empty where it shows none. */
  asOf: string;
  /** ISO 8601. */
  since: string;
}

/** How far emnify's figures may lag behind what the last hour shows; the delay is not documented. */
const LAG_MS = 2 * 3_600_000;

/** What to remember of figures that may be standing still. Only traffic that they lack begins it, only new ones end it. */
export function standstill(
  before: Standstill | undefined,
  { asOf = '', activeLastHour }: { asOf?: string; activeLastHour: boolean },
  now: Date,
): Standstill | undefined {
  if (before?.asOf === asOf) return before;
  const isBehind = asOf === '' || now.getTime() - Date.parse(asOf) >= LAG_MS;
  return activeLastHour && isBehind ? { asOf, since: now.toISOString() } : undefined;
}

const STALE_MS = 86_400_000;

/** Figures that stand still for more than a day while the device shows traffic. */
export function staleness(standing: Standstill | undefined, activeLastHour: boolean, now: Date): Fault[] {
  if (!standing || !activeLastHour || now.getTime() - Date.parse(standing.since) <= STALE_MS) return [];
  const since = standing.asOf === '' ? 'this month' : `since ${formatMoment(new Date(standing.asOf))}`;
  return [{ kind: 'stale', reason: `emnify shows traffic of the last hour and has added nothing up ${since}` }];
}
