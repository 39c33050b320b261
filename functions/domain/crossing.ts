import { type Allowance, STEP_PCT } from './budget.ts';
import { hiddenCosts } from './fault.ts';
import { beside, type Decimal, isZero, reaches, subtract, wholePercent } from './money.ts';
import { shortMonth } from './period.ts';
import { amountOn, hasTraffic, type Meter, type Spend } from './spend.ts';

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

/** A spend that has reached the limit is critical, whichever threshold tells of it; one that comes near is a warning. */
export function severityOf(ratioPct: number): Severity {
  return ratioPct >= 100 ? 'critical' : 'warning';
}

/**
 * Judges one spend by one budget.
 *
 * @param toldPct thresholds told before for this budget, period and limit value. Only the highest matters: a spend
 * that falls and crosses again is not news, and neither is a threshold below one that was told.
 */
export function judge(budget: Allowance, currency: string, spend: Spend, toldPct: number[]): Decision {
  const { meter, limit } = budget;
  const amount = amountOn(spend, meter, currency);
  const ratioPct = wholePercent(amount, limit);
  const judged = { budget: budget.name, meter, limit, currency, spend: amount, ratioPct };
  const money = (value: Decimal): string => `${currency} ${beside(limit, value)}`;
  const share = `${money(amount)} is ${ratioPct} % of ${money(limit)}`;

  const reachedPct = highestReached(budget, amount, ratioPct);
  const highestToldPct = Math.max(0, ...toldPct);
  if (reachedPct !== undefined && reachedPct > highestToldPct) {
    return {
      kind: 'crossed',
      ...judged,
      severity: severityOf(ratioPct),
      reachedPct,
      passedPct: thresholdsBetween(budget, highestToldPct, reachedPct),
      nextPct: nextThreshold(budget, reachedPct),
      reason: `${share}: ${reachedPct} % was reached`,
    };
  }
  if (reachedPct !== undefined) {
    return { kind: 'told', ...judged, reason: `${share}: ${highestToldPct} % was told already` };
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

/** The threshold that comes after `pct`. */
export function nextThreshold(budget: Allowance, pct: number): number {
  return budget.thresholds.find((threshold) => threshold > pct) ?? stepAfter(lastOf(budget), pct);
}

/** What is missing to the next threshold, as a number: for planning, not for telling. */
export function headroomOf(budget: Allowance, amount: Decimal): number {
  const nextPct = nextThreshold(budget, wholePercent(amount, budget.limit));
  return (Number(budget.limit) * nextPct) / 100 - Number(amount);
}

function highestReached(budget: Allowance, amount: Decimal, ratioPct: number): number | undefined {
  const last = lastOf(budget);
  if (!reaches(amount, budget.limit, last)) {
    return budget.thresholds.findLast((threshold) => reaches(amount, budget.limit, threshold));
  }
  return last + Math.floor((ratioPct - last) / STEP_PCT) * STEP_PCT;
}

/** The thresholds strictly between two, ascending; the first ten where a jump goes past more. */
function thresholdsBetween(budget: Allowance, abovePct: number, belowPct: number): number[] {
  const passed: number[] = [];
  for (
    let pct = nextThreshold(budget, abovePct);
    pct < belowPct && passed.length < 10;
    pct = nextThreshold(budget, pct)
  ) {
    passed.push(pct);
  }
  return passed;
}

function stepAfter(last: number, pct: number): number {
  return last + (Math.floor((pct - last) / STEP_PCT) + 1) * STEP_PCT;
}

function lastOf(budget: Allowance): number {
  return budget.thresholds.at(-1) ?? 100;
}
