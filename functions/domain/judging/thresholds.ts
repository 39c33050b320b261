import type { EffectiveBudget } from '../budgets/budget.ts';
import { levelAfter, levelsOf } from '../budgets/levels.ts';
import { hiddenCosts } from '../costs/data-fault.ts';
import { amountOn, hasTraffic, type Meter, type Spend } from '../costs/spend.ts';
import { beside, type Decimal, isZero, reaches, subtract, wholePercent } from '../values/money.ts';
import { shortMonth } from '../values/month.ts';

/** The common part of all verdicts. */
interface Judged {
  budget: string;
  meter: Meter;
  limit: Decimal;
  currency: string;
  spend: Decimal;
  /** Whole percent, rounded down. */
  ratioPct: number;
  /** One sentence, the same in the log, the table and the answers. */
  reason: string;
}

/**
 * The verdict of one budget on one spend.
 * - `crossed`: a threshold was reached that had no alert in this period under this limit.
 * - `already-sent`: the alert of the highest reached threshold was sent already.
 * - `below`: under the first threshold.
 * - `no-traffic`: emnify has no figures for the period, so the spend is zero.
 * - `cost-unavailable`, `currency-mismatch`: below the first threshold, but some costs are missing.
 */
export type Decision =
  | (Judged & {
      kind: 'crossed';
      severity: Severity;
      reachedPct: number;
      /** Thresholds that the same jump passed, ascending. They get no alert of their own. */
      passedPct: number[];
      nextPct: number;
    })
  | (Judged & { kind: 'already-sent' | 'below' | 'no-traffic' | 'cost-unavailable' | 'currency-mismatch' });

export const SEVERITIES = ['warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Critical from the budget's `criticalFrom` on, whichever level is reached; a warning below it. */
export function severityOf({ criticalFrom }: Pick<EffectiveBudget, 'criticalFrom'>, ratioPct: number): Severity {
  return ratioPct >= criticalFrom ? 'critical' : 'warning';
}

/**
 * Judges one spend by one budget.
 *
 * @param sentPct thresholds that had an alert for this budget, period and limit value. Only the highest matters: a spend
 * that falls and crosses again is no news, and neither is a threshold below one that had an alert.
 */
export function judge(budget: EffectiveBudget, currency: string, spend: Spend, sentPct: number[]): Decision {
  const { meter, limit } = budget;
  const amount = amountOn(spend, meter, currency);
  const ratioPct = wholePercent(amount, limit);
  const judged = { budget: budget.name, meter, limit, currency, spend: amount, ratioPct };
  const money = (value: Decimal): string => `${currency} ${beside(limit, value)}`;
  const share = `${money(amount)} is ${ratioPct} % of ${money(limit)}`;

  const reachedPct = highestReached(budget, amount);
  const highestSentPct = Math.max(0, ...sentPct);
  if (reachedPct !== undefined && reachedPct > highestSentPct) {
    return {
      kind: 'crossed',
      ...judged,
      severity: severityOf(budget, ratioPct),
      reachedPct,
      passedPct: levelsBetween(budget, highestSentPct, reachedPct),
      nextPct: levelAfter(budget.thresholds, reachedPct),
      reason: `${share}: ${reachedPct} % was reached`,
    };
  }
  if (reachedPct !== undefined) {
    return { kind: 'already-sent', ...judged, reason: `${share}: the ${highestSentPct} % alert was sent already` };
  }
  const [hidden] = hiddenCosts(spend, meter, currency);
  if (hidden?.kind === 'currency-mismatch' || hidden?.kind === 'cost-unavailable') {
    return { kind: hidden.kind, ...judged, reason: hidden.reason };
  }
  if (!hasTraffic(spend)) {
    return { kind: 'no-traffic', ...judged, reason: `no traffic in ${shortMonth(spend.period)}` };
  }
  const missing = money(subtract(beside(limit, limit), beside(limit, amount)));
  return { kind: 'below', ...judged, reason: isZero(amount) ? share : `${share}, ${missing} below the limit` };
}

/** The amount left to the next level, as a number: for planning, not for alerts. */
export function headroomOf(budget: EffectiveBudget, amount: Decimal): number {
  const nextPct = levelAfter(budget.thresholds, wholePercent(amount, budget.limit));
  return (Number(budget.limit) * nextPct) / 100 - Number(amount);
}

function highestReached({ thresholds, limit }: EffectiveBudget, amount: Decimal): number | undefined {
  let highest: number | undefined;
  for (const level of levelsOf(thresholds)) {
    if (!reaches(amount, limit, level)) break;
    highest = level;
  }
  return highest;
}

/** The levels strictly between two, ascending; at most the first ten. */
function levelsBetween({ thresholds }: EffectiveBudget, abovePct: number, belowPct: number): number[] {
  const passed: number[] = [];
  for (const level of levelsOf(thresholds)) {
    if (level >= belowPct || passed.length === 10) break;
    if (level > abovePct) passed.push(level);
  }
  return passed;
}
