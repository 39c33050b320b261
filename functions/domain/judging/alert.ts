import { createHash } from 'node:crypto';
import type { CheckMe, EffectiveBudget } from '../budgets/budget.ts';
import type { Fault, FaultKind } from '../costs/data-fault.ts';
import { type Scope, scopeKey } from '../costs/scope.ts';
import { amountOn, hiddenOn, type Meter, otherCurrencies, type Spend } from '../costs/spend.ts';
import type { Decimal, Money } from '../values/money.ts';
import { type Period, periodOf } from '../values/month.ts';
import type { Forecast, ForecastVerdict } from './forecast.ts';
import { type Decision, type Severity, severityOf } from './thresholds.ts';

export type AlertKind = 'crossed' | 'forecast' | 'time-to-limit' | FaultKind;

/** The sweep that an alert comes from. */
export interface Run {
  sweepId: string;
  /** Endpoints in the whole fleet, where emnify said. */
  fleetSize?: number;
  /** From so many crossing endpoints in one sweep on, one cause for all is likelier than so many devices. */
  checkFrom?: number;
}

/** What an alert keeps of its sweep; nothing where a person asked. */
export function runOf({ sweepId, fleetSize }: Partial<Run>, { sharePct, atLeast }: CheckMe): Run | undefined {
  if (sweepId === undefined) return undefined;
  if (fleetSize === undefined) return { sweepId };
  return { sweepId, fleetSize, checkFrom: Math.max(atLeast, Math.floor((fleetSize * sharePct) / 100) + 1) };
}

/** What every alert says, whatever it is about. JSON-plain: nothing is looked up again when it is told. */
interface AnyAlert {
  /** One per scope, budget, meter, level, period and limit value; PagerDuty's meaning of the word. */
  dedupKey: string;
  /** The first characters of the key's hash, for people to quote. */
  ref: string;
  severity: Severity;
  period: Period;
  scope: Scope;
  /** Of an endpoint, as emnify had them; absent in alerts that a version before 0.2 has stored. */
  tags?: string[];
  budget: string;
  meter: Meter;
  currency: string;
  /** One sentence: why it is told. */
  reason: string;
  figures: { lastUpdated?: string; fetchedAt: string };
  run?: Run;
  /** Found when its budget was looked at for the first time: it may have been so for long. */
  baseline?: true;
}

/** An alert about an amount beside a limit. */
interface AnySpendAlert extends AnyAlert {
  spend: Decimal;
  limit: Decimal;
  ratioPct: number;
  /** What was told of this budget before, under the same limit. */
  told: { thresholdPct: number; at: string }[];
  /** Where the spend comes from, in the budget's currency. */
  parts: { data: Decimal; sms: Decimal; total: Decimal };
  /** What the month before came to; absent in an alert about that month, and where it is not known. */
  lastMonth?: Decimal;
  /** Traffic types of the meter with volume and no cost: the spend is at least what is said. */
  costUnavailable: string[];
  /** What the meter holds in other currencies than the budget's, where it holds any: never added, never left unsaid. */
  otherCurrencies?: Money[];
  /** What the month will come to; absent in an alert about a month that is over. */
  outlook?: Forecast;
  /** Whether emnify shows traffic of the last hour. */
  activeLastHour?: boolean;
  /** Of a group: how many endpoints are counted, and what of it could not be seen, in words. */
  coverage?: Coverage;
}

/** How much of a group its sum has in it. */
export interface Coverage {
  endpoints: number;
  /** One sentence each, without full stop; empty where all was seen. */
  unseen: string[];
}

/** A threshold that was reached. */
export type CrossedAlert = AnySpendAlert & {
  kind: 'crossed';
  reachedPct: number;
  passedPct: number[];
  nextPct: number;
};

/** A limit that is not reached yet and will be. `method` is the rule's name and version. */
export type OutlookAlert = AnySpendAlert &
  ({ kind: 'forecast'; method: string } | { kind: 'time-to-limit'; method: string; hoursLeft: number });

/** Something that keeps a spend from being judged as its owner thinks it is. */
export type FaultAlert = AnyAlert & { kind: FaultKind };

export type SpendAlert = CrossedAlert | OutlookAlert;
export type Alert = SpendAlert | FaultAlert;

/** Something that somebody was told of, or is about to be. */
export interface Claim {
  kind: AlertKind;
  budget: string;
  meter: Meter;
  limit?: Decimal;
  /** Of a crossing. */
  thresholdPct?: number;
  /** When it was told, ISO 8601; absent while it waits. */
  toldAt?: string;
}

/** What was seen of one scope in one period: what its alerts are made of, besides the decision. */
export interface Figures {
  scope: Scope;
  /** Of an endpoint. */
  tags?: string[];
  spend: Spend;
  lastMonth?: Spend;
  activeLastHour?: boolean;
  fetchedAt: Date;
  run?: Run;
  coverage?: Coverage;
}

export function crossedAlert(
  { severity, reachedPct, passedPct, nextPct, ...decision }: Extract<Decision, { kind: 'crossed' }>,
  effectiveBudget: EffectiveBudget,
  claims: Claim[],
  figures: Figures,
  outlook?: Forecast,
): CrossedAlert {
  const alert = { ...spendParts(decision, effectiveBudget, claims, figures, outlook), severity };
  return withKey({ ...alert, kind: 'crossed', reachedPct, passedPct, nextPct });
}

export function outlookAlert(
  verdict: Exclude<ForecastVerdict, { kind: 'none' }>,
  decision: Decision,
  effectiveBudget: EffectiveBudget,
  claims: Claim[],
  figures: Figures,
): OutlookAlert {
  const { method, reason, forecast } = verdict;
  const parts = spendParts(decision, effectiveBudget, claims, figures, forecast);
  const alert = { ...parts, severity: severityOf(effectiveBudget, decision.ratioPct), method, reason };
  return verdict.kind === 'forecast'
    ? withKey({ ...alert, kind: verdict.kind })
    : withKey({ ...alert, kind: verdict.kind, hoursLeft: verdict.hoursLeft });
}

/** @param about the budget that is judged less well than its owner thinks */
export function faultAlert(
  { kind, reason }: Fault,
  about: { budget: string; meter: Meter; currency: string },
  figures: Omit<Figures, 'spend'> & { spend: Pick<Spend, 'period' | 'lastUpdated'> },
): FaultAlert {
  // Where the costs of a fleet are not seen, every other alert may be missing.
  const severity = kind === 'unjudged' ? 'critical' : 'warning';
  return withKey({ ...commonParts(figures), ...about, kind, reason, severity });
}

/** The parts of an alert that make it another one than those before. */
type Claimable = Pick<Alert, 'period' | 'kind'> & {
  [part in 'budget' | 'meter' | 'limit']?: string;
} & { reachedPct?: number };

/** What an alert is claimed under: its period, and within it what makes it another alert than those before. */
export function claimKey({ period, kind, budget, meter, limit, reachedPct }: Claimable): string {
  // A fault is told once per period, whichever budget came upon it.
  if (limit === undefined) return [period, kind].join('#');
  return [period, budget, meter, kind === 'crossed' ? reachedPct : kind, limit].join('#');
}

/** Of faults, or alerts about them, those that were not told yet: each kind is told once per period. */
export function notYetSent<Found extends { kind: AlertKind }>(found: Found[], claims: Claim[]): Found[] {
  return found.filter(({ kind }) => !claims.some((claim) => claim.kind === kind));
}

/** Where an alert is kept: under its scope, and there under what it is claimed by. */
export interface AlertKey {
  scopeId: string;
  claim: string;
}

export function alertKey(alert: Alert): AlertKey {
  return { scopeId: scopeKey(alert.scope), claim: claimKey(alert) };
}

/** Where a muted alert is noted: beside the claims and not among them, as it is not sent and must not pass for sent. */
export function mutedKey(alert: Alert): AlertKey {
  return { scopeId: scopeKey(alert.scope), claim: `muted#${claimKey(alert)}` };
}

/** What is left of an alert once it is told, or waits to be. */
export function claimOf(alert: Alert, toldAt: string | undefined): Claim {
  const { kind, budget, meter } = alert;
  return {
    kind,
    budget,
    meter,
    ...(isSpendAlert(alert) && { limit: alert.limit }),
    ...(alert.kind === 'crossed' && { thresholdPct: alert.reachedPct }),
    ...(toldAt && { toldAt }),
  };
}

/** Whether the month of an alert was over when its figures came in: emnify charges some traffic late. */
export function isLate({ period, figures }: Pick<Alert, 'period' | 'figures'>): boolean {
  return periodOf(new Date(figures.fetchedAt)) !== period;
}

export function isSpendAlert(alert: Alert): alert is SpendAlert {
  return 'limit' in alert;
}

/** The claims that still hold for a budget: a raised or lowered limit re-arms every threshold. */
export function claimsUnder({ name, meter, limit }: EffectiveBudget, claims: Claim[]): Claim[] {
  return claims
    .filter((claim) => claim.budget === name && claim.meter === meter && claim.limit === limit)
    .sort((a, b) => (a.thresholdPct ?? 0) - (b.thresholdPct ?? 0));
}

/** The thresholds among some claims. */
export function thresholdsIn(claims: Claim[]): number[] {
  return claims.flatMap(({ thresholdPct }) => thresholdPct ?? []);
}

/** Short enough to be read out on the phone, long enough to be found again. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

function commonParts({ scope, tags, spend, fetchedAt, run }: Parameters<typeof faultAlert>[2]) {
  return {
    period: spend.period,
    scope,
    ...(tags && { tags }),
    ...(run && { run }),
    figures: { ...(spend.lastUpdated && { lastUpdated: spend.lastUpdated }), fetchedAt: fetchedAt.toISOString() },
  };
}

function spendParts(
  { budget, meter, currency, spend: amount, limit, ratioPct, reason }: Omit<Decision, 'kind'>,
  effectiveBudget: EffectiveBudget,
  claims: Claim[],
  figures: Figures,
  outlook: Forecast | undefined,
) {
  const { spend, lastMonth, activeLastHour, coverage } = figures;
  const foreign = otherCurrencies(spend, meter, currency);
  return {
    ...commonParts(figures),
    budget,
    meter,
    currency,
    reason,
    spend: amount,
    limit,
    ratioPct,
    told: claimsUnder(effectiveBudget, claims).flatMap(({ thresholdPct, toldAt }) =>
      toldAt && thresholdPct !== undefined ? { thresholdPct, at: toldAt } : [],
    ),
    parts: {
      data: amountOn(spend, 'data', currency),
      sms: amountOn(spend, 'sms', currency),
      total: amountOn(spend, 'total', currency),
    },
    ...(lastMonth && { lastMonth: amountOn(lastMonth, meter, currency) }),
    costUnavailable: hiddenOn(spend, meter),
    ...(foreign.length > 0 && { otherCurrencies: foreign }),
    ...(outlook && { outlook }),
    ...(activeLastHour !== undefined && { activeLastHour }),
    ...(coverage && { coverage }),
  };
}

function withKey<Body extends Claimable & Pick<Alert, 'scope'>>(body: Body): Body & { dedupKey: string; ref: string } {
  const dedupKey = [body.scope.kind, body.scope.id, ...claimKey(body).split('#')].join('/');
  return { dedupKey, ref: shortHash(dedupKey), ...body };
}
