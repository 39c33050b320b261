import { isZero, type Money } from '../values/money.ts';
import { shortMonth } from '../values/month.ts';
import { hasTraffic, type Reading, type Spend } from './spend.ts';

/**
 * Why emnify's answer does not give the cost of an endpoint.
 * - `other-month`: its figures carry another month.
 * - `nothing`: it shows no figures, but has shown a cost before.
 * - `refused`: this token may not read the figures (403, or 401 for this endpoint alone).
 */
export type UnjudgedKind = 'other-month' | 'nothing' | 'refused';

export interface Unjudged {
  kind: UnjudgedKind;
  /** One sentence without full stop. */
  reason: string;
}

/** Why an answer cannot be judged; undefined where it can. @param before the stored figures of the previous check */
export function unjudgedBy(
  reading: Reading,
  before: { spend?: Pick<Spend, 'meters'>; lastMonth?: Money[] } | undefined,
): Unjudged | undefined {
  if (reading.kind === 'stale') return { kind: 'other-month', reason: reading.reason };
  const { spend, lastMonth } = reading;
  if (hasTraffic(spend) || hasTraffic(lastMonth)) {
    const hasVanished = !hasTraffic(spend) && before?.spend !== undefined && hasCost(before.spend);
    return hasVanished ? vanished(spend) : undefined;
  }
  const hadCost =
    (before?.spend && hasCost(before.spend)) || (before?.lastMonth ?? []).some(({ amount }) => !isZero(amount));
  return hadCost ? vanished(spend) : undefined;
}

function vanished({ period }: Spend): Unjudged {
  return { kind: 'nothing', reason: `emnify shows no figures for ${shortMonth(period)}, but has shown a cost before` };
}

function hasCost({ meters }: Pick<Spend, 'meters'>): boolean {
  return meters.total.some(({ amount }) => !isZero(amount));
}
