import type { EffectiveBudget } from '../budgets/budget.ts';
import { levelAfter, levelsOf } from '../budgets/levels.ts';
import { hiddenCosts } from '../costs/data-fault.ts';
import { amountOn, hasTraffic, type Meter, type Spend } from '../costs/spend.ts';
import { beside, type Decimal, isZero, reaches, subtract, wholePercent } from '../values/money.ts';
import { shortMonth } from '../values/month.ts';

/** What both a person and a machine want to know of a budget's verdict, whatever the verdict is. */
interface Judged {
  budget: string;
  meter: Meter;
  limit: Decimal;
  currency: string;
  spend: Decimal;
  /** Whole percent, rounded down. */
  ratioPct: number;
  /** One sentence: log, table and hand tools show this very text. */
  reason: string;
}

/**
 * The verdict of one budget on one spend.
 * - `crossed`: a threshold was reached that was not told before in this period under this limit.
 * - `told`: nothing above what was told already.
 * - `below`: under the first threshold.
 * - `no-traffic`: emnify has no figures for the period, so the spend is zero.
 * - `cost-unavailable`, `currency-mismatch`: below the first threshold as far as can be seen, and not all can be seen.
 */
export type Decision =
  | (Judged & {
      kind: 'crossed';
      severity: Severity;
      reachedPct: number;
      /** Thresholds that the same jump went past, ascending, and that nobody was told of. */
      passedPct: number[];
      nextPct: number;
    })
  | (Judged & { kind: 'told' | 'below' | 'no-traffic' | 'cost-unavailable' | 'currency-mismatch' });

export const SEVERITIES = ['warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Critical from the budget's own share of its limit on, whichever level is reached; a warning before. */
export function severityOf({ criticalFrom }: Pick<EffectiveBudget, 'criticalFrom'>, ratioPct: number): Severity {
  return ratioPct >= criticalFrom ? 'critical' : 'warning';
}

/**
 * Judges one spend by one budget.
 *
 * @param sentPct thresholds told before for this budget, period and limit value. Only the highest matters: a spend
 * that falls and crosses again is not news, and neither is a threshold below one that was told.
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
    return { kind: 'told', ...judged, reason: `${share}: ${highestSentPct} % was told already` };
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

/** What is missing to the next level, as a number: for planning, not for alerts. */
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

/** The levels strictly between two, ascending; the first ten where a jump goes past more. */
function levelsBetween({ thresholds }: EffectiveBudget, abovePct: number, belowPct: number): number[] {
  const passed: number[] = [];
  for (const level of levelsOf(thresholds)) {
    if (level >= belowPct || passed.length === 10) break;
    if (level > abovePct) passed.push(level);
  }
  return passed;
}
