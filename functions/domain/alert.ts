import { createHash } from 'node:crypto';
import type { Budget } from './budget.ts';
import type { Decision, Severity } from './crossing.ts';
import { displayName, type Endpoint } from './endpoint.ts';
import type { Decimal, Money } from './money.ts';
import { type Period, periodOf } from './period.ts';
import { amountOn, hiddenOn, type Meter, otherCurrencies, type Spend } from './spend.ts';

/** A threshold that somebody was told of, or is about to be. */
export interface Claim {
  budget: string;
  meter: Meter;
  limit: Decimal;
  thresholdPct: number;
  /** When it was told, ISO 8601; absent while it waits. */
  toldAt?: string;
}

/** A crossing worth telling, with all that its message says: nothing is looked up again when it is told. JSON-plain. */
export interface Alert {
  /** One per endpoint, budget, meter, threshold, period and limit value; PagerDuty's meaning of the word. */
  dedupKey: string;
  /** The first characters of the key's hash, for people to quote. */
  ref: string;
  kind: 'crossed';
  severity: Severity;
  period: Period;
  endpoint: { id: string; name: string; iccid?: string };
  budget: string;
  meter: Meter;
  currency: string;
  spend: Decimal;
  limit: Decimal;
  ratioPct: number;
  reachedPct: number;
  passedPct: number[];
  nextPct: number;
  /** What was told of this budget before, under the same limit. */
  told: { thresholdPct: number; at: string }[];
  /** Where the spend comes from, in the budget's currency. */
  parts: { data: Decimal; sms: Decimal; total: Decimal };
  /** What the month before came to; absent in an alert about that month. */
  lastMonth?: Decimal;
  /** Traffic types of the meter with volume and no cost: the spend is at least what is said. */
  costUnavailable: string[];
  /** What the meter holds in other currencies than the budget's, where it holds any: never added, never left unsaid. */
  otherCurrencies?: Money[];
  figures: { lastUpdated?: string; fetchedAt: string };
}

/** What an alert is made of, besides the decision. */
export interface AlertContext {
  endpoint: Endpoint;
  budget: Budget;
  spend: Spend;
  lastMonth?: Spend;
  claims: Claim[];
  fetchedAt: Date;
}

export function makeAlert(decision: Extract<Decision, { kind: 'crossed' }>, context: AlertContext): Alert {
  const { endpoint, spend, lastMonth, fetchedAt } = context;
  const { kind, severity, budget, meter, currency, limit, ratioPct, reachedPct, passedPct, nextPct } = decision;
  const foreign = otherCurrencies(spend, meter, currency);
  const dedupKey = ['endpoint', endpoint.id, spend.period, budget, meter, reachedPct, limit].join('/');
  return {
    dedupKey,
    ref: shortHash(dedupKey),
    kind,
    severity,
    period: spend.period,
    endpoint: { id: endpoint.id, name: displayName(endpoint), ...(endpoint.iccid && { iccid: endpoint.iccid }) },
    budget,
    meter,
    currency,
    spend: decision.spend,
    limit,
    ratioPct,
    reachedPct,
    passedPct,
    nextPct,
    told: claimsUnder(context.budget, context.claims).flatMap(({ thresholdPct, toldAt }) =>
      toldAt ? { thresholdPct, at: toldAt } : [],
    ),
    parts: {
      data: amountOn(spend, 'data', currency),
      sms: amountOn(spend, 'sms', currency),
      total: amountOn(spend, 'total', currency),
    },
    ...(lastMonth && { lastMonth: amountOn(lastMonth, meter, currency) }),
    costUnavailable: hiddenOn(spend, meter),
    ...(foreign.length > 0 && { otherCurrencies: foreign }),
    figures: { ...(spend.lastUpdated && { lastUpdated: spend.lastUpdated }), fetchedAt: fetchedAt.toISOString() },
  };
}

/** Whether the month of an alert was over when its figures came in: emnify charges some traffic late. */
export function isLate({ period, figures }: Alert): boolean {
  return periodOf(new Date(figures.fetchedAt)) !== period;
}

/** The claims that still hold for a budget: a raised or lowered limit re-arms every threshold. */
export function claimsUnder(budget: Budget, claims: Claim[]): Claim[] {
  return claims
    .filter((claim) => claim.budget === budget.name && claim.meter === budget.meter && claim.limit === budget.limit)
    .sort((a, b) => a.thresholdPct - b.thresholdPct);
}

/** Short enough to be read out on the phone, long enough to be found again. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
