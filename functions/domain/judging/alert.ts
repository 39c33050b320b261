import { createHash } from 'node:crypto';
import type { CheckMe, EffectiveBudget, MuteTerms } from '../budgets/budget.ts';
import type { Fault, FaultKind } from '../costs/data-fault.ts';
import type { EndpointLocation } from '../costs/endpoint-location.ts';
import { type Scope, scopeKey } from '../costs/scope.ts';
import { amountOn, hiddenOn, type Meter, otherCurrencies, type Spend } from '../costs/spend.ts';
import type { Decimal, Money } from '../values/money.ts';
import { type Period, periodOf } from '../values/month.ts';
import type { AnomalyVerdict } from './anomaly.ts';
import type { Forecast, ForecastVerdict } from './forecast.ts';
import type { Pace, Range } from './pace.ts';
import { type Decision, type Severity, severityOf } from './thresholds.ts';

export type AlertKind = 'crossed' | 'anomaly' | 'forecast' | 'time-to-limit' | FaultKind;

/** The sweep that an alert comes from. */
export interface Run {
  sweepId: string;
  /** Endpoints in the whole fleet, where emnify said. */
  fleetSize?: number;
  /** Number of crossing endpoints within some hours from which one common cause is likely. */
  checkFrom?: number;
}

/** The part of a sweep that an alert keeps; undefined for a check by hand. */
export function runOf({ sweepId, fleetSize }: Partial<Run>, { sharePct, atLeast }: CheckMe): Run | undefined {
  if (sweepId === undefined) return undefined;
  if (fleetSize === undefined) return { sweepId };
  return { sweepId, fleetSize, checkFrom: Math.max(atLeast, Math.floor((fleetSize * sharePct) / 100) + 1) };
}

/**
 * The mute that has to do with an alert that is sent.
 * - `ended`: it has kept the alert back until now.
 * - `passed`: it is in force, and the spend has reached its ceiling.
 */
export type AlertMute = MuteTerms & { cause: 'ended' | 'passed' };

/** The common part of all alerts. It is plain JSON and complete: nothing is looked up again when it is sent. */
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
  /** One sentence: why it is sent. */
  reason: string;
  figures: { lastUpdated?: string; fetchedAt: string };
  run?: Run;
  /** Found when its budget was first checked: it may have been at this level for long. */
  baseline?: true;
  mute?: AlertMute;
}

/** An alert about an amount beside a limit. */
interface AnySpendAlert extends AnyAlert {
  spend: Decimal;
  limit: Decimal;
  ratioPct: number;
  /** Alerts sent before for this budget and limit. */
  alreadySent: { thresholdPct: number; at: string }[];
  /** Where the spend comes from, in the budget's currency. */
  parts: { data: Decimal; sms: Decimal; total: Decimal };
  /** Cost of the month before; absent in an alert about that month, and where it is not known. */
  lastMonth?: Decimal;
  /** Traffic types of the meter with volume and no cost: the real spend is at least this high. */
  costUnavailable: string[];
  /** Costs of the meter in other currencies than the budget's: shown, but never added. */
  otherCurrencies?: Money[];
  /** Forecast of the month; absent in an alert about a month that is over. */
  forecast?: Forecast;
  /** How fast the cost grows; absent in an alert about a month that is over, and where the stored history is too short. */
  pace?: Pace;
  /** The two ends of the forecast. Absent as the pace is. */
  range?: Range;
  /** What a MB of data costs now, where that is much more than usual, in the alert's currency. */
  price?: DearPrice;
  /** When it went back to its usual pace in the last day, ISO 8601. */
  usualSince?: string;
  /** Whether emnify shows traffic of the last hour. */
  activeLastHour?: boolean;
  /** Where the endpoint was when the alert was found; only in a critical one, and where emnify has said so. */
  where?: EndpointLocation;
  /** The limit is the one at which emnify takes the fleet offline. */
  isEmnifysLimit?: true;
  /** The limit is from a tag of the endpoint. */
  isLimitFromTag?: true;
  /** A person has raised the limit for this month. */
  raised?: { from: Decimal; who: string };
  /** Only for a group: the number of endpoints counted, and what is missing, in words. */
  coverage?: Coverage;
}

/** A cost of a MB of data that is much more than usual. */
export interface DearPrice {
  perMb: number;
  usualPerMb: number;
  /** Whose usual price it is compared with: the fleet's stands in where the endpoint has none of its own. */
  usualOf: 'endpoint' | 'fleet';
}

/** How complete the sum of a group is. */
export interface Coverage {
  endpoints: number;
  /** One sentence each, without full stop; empty where the sum is complete. */
  unseen: string[];
}

/** A threshold that was reached. */
export type CrossedAlert = AnySpendAlert & {
  kind: 'crossed';
  reachedPct: number;
  passedPct: number[];
  nextPct: number;
};

/** An alert about a limit that is not reached yet but is expected to be. `method` is the rule's name and version. */
export type ForecastAlert = AnySpendAlert &
  ({ kind: 'forecast'; method: string } | { kind: 'time-to-limit'; method: string; hoursLeft: number });

export type AnomalyLevel = Extract<AnomalyVerdict, { kind: 'anomaly' }>['level'];

/** An endpoint spends at an unusual pace. It is sent once a day and level. */
export type AnomalyAlert = AnySpendAlert & {
  kind: 'anomaly';
  method: string;
  level: AnomalyLevel;
  /** The day on which it was found, ISO 8601 date. */
  day: string;
  /** Until the limit at this pace; absent where that is more than a day away, or the limit is reached. */
  hoursLeft?: number;
};

/** An alert about figures that cannot be checked completely. */
export type FaultAlert = AnyAlert & {
  kind: FaultKind;
  /** Costs of the meter in other currencies, for `currency-mismatch`; absent in alerts that an earlier version has stored. */
  otherCurrencies?: Money[];
};

export type SpendAlert = CrossedAlert | ForecastAlert | AnomalyAlert;
export type Alert = SpendAlert | FaultAlert;

/** A record that an alert was sent, or waits to be sent. */
export interface Claim {
  kind: AlertKind;
  budget: string;
  meter: Meter;
  limit?: Decimal;
  /** Only for a crossing. */
  thresholdPct?: number;
  /** Only for an anomaly: its day and level. */
  day?: string;
  level?: AnomalyLevel;
  /** When it was sent, ISO 8601; absent while it waits. */
  sentAt?: string;
}

/** What a month is expected to come to, and why. All are absent for a month that is over. */
export interface Expectation {
  forecast?: Forecast;
  pace?: Pace;
  range?: Range;
}

/** Figures of one scope in one period, for its alerts. */
export interface Figures {
  scope: Scope;
  /** Only for an endpoint. */
  tags?: string[];
  spend: Spend;
  lastMonth?: Spend;
  /** Where data is much dearer than usual. */
  price?: DearPrice;
  /** When it went back to its usual pace, ISO 8601. */
  usualSince?: string;
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
  expectation: Expectation = {},
): CrossedAlert {
  const alert = { ...spendParts(decision, effectiveBudget, claims, figures, expectation), severity };
  return withKey({ ...alert, kind: 'crossed', reachedPct, passedPct, nextPct });
}

export function anomalyAlert(
  { kind, severity, method, level, reason, hoursLeft }: Extract<AnomalyVerdict, { kind: 'anomaly' }>,
  decision: Decision,
  effectiveBudget: EffectiveBudget,
  claims: Claim[],
  figures: Figures,
  expectation: Expectation,
): AnomalyAlert {
  const parts = spendParts(decision, effectiveBudget, claims, figures, expectation);
  const day = figures.fetchedAt.toISOString().slice(0, 10);
  return withKey({
    ...parts,
    kind,
    severity,
    method,
    level,
    day,
    reason,
    ...(hoursLeft !== undefined && { hoursLeft }),
  });
}

export function forecastAlert(
  verdict: Exclude<ForecastVerdict, { kind: 'none' }>,
  decision: Decision,
  effectiveBudget: EffectiveBudget,
  claims: Claim[],
  figures: Figures,
  expectation: Expectation,
): ForecastAlert {
  const { method, reason } = verdict;
  const parts = spendParts(decision, effectiveBudget, claims, figures, expectation);
  const alert = { ...parts, severity: severityOf(effectiveBudget, decision.ratioPct), method, reason };
  return verdict.kind === 'forecast'
    ? withKey({ ...alert, kind: verdict.kind })
    : withKey({ ...alert, kind: verdict.kind, hoursLeft: verdict.hoursLeft });
}

/** @param about the budget that cannot be checked completely */
export function faultAlert(
  { kind, reason, otherCurrencies }: Fault,
  about: { budget: string; meter: Meter; currency: string },
  figures: Omit<Figures, 'spend'> & { spend: Pick<Spend, 'period' | 'lastUpdated'> },
): FaultAlert {
  // Where the costs of a fleet are unknown, every other alert may be missing.
  const severity = kind === 'unjudged' ? 'critical' : 'warning';
  const foreign = otherCurrencies && { otherCurrencies };
  return withKey({ ...commonParts(figures), ...about, kind, reason, severity, ...foreign });
}

/** The parts of an alert that set it apart from earlier ones. */
type Claimable = Pick<Alert, 'period' | 'kind'> & {
  [part in 'budget' | 'meter' | 'limit']?: string;
} & { reachedPct?: number; day?: string; level?: AnomalyLevel };

/** The key of an alert among those of its scope: its period, and the parts that set it apart from earlier ones. */
export function claimKey({ period, kind, budget, meter, limit, reachedPct, day, level }: Claimable): string {
  // An anomaly is sent once a day and level, whatever the limit.
  if (kind === 'anomaly') return [period, budget, meter, kind, day, level].join('#');
  // A fault is sent once per period, whichever budget found it.
  if (limit === undefined) return [period, kind].join('#');
  return [period, budget, meter, kind === 'crossed' ? reachedPct : kind, limit].join('#');
}

/** Keeps faults, or alerts about them, that were not sent yet: each kind is sent once per period. */
export function notYetSent<Found extends { kind: AlertKind }>(found: Found[], claims: Claim[]): Found[] {
  return found.filter(({ kind }) => !claims.some((claim) => claim.kind === kind));
}

/** The key of a stored alert: its scope, and its claim within the scope. */
export interface AlertKey {
  scopeId: string;
  claim: string;
}

export function alertKey(alert: Alert): AlertKey {
  return { scopeId: scopeKey(alert.scope), claim: claimKey(alert) };
}

/** The key of a muted alert's note. It is not a claim, because a muted alert was not sent. */
export function mutedKey(alert: Alert): AlertKey {
  return { scopeId: scopeKey(alert.scope), claim: `muted#${claimKey(alert)}` };
}

/** The claim of an alert. @param sentAt when it was sent; undefined while it waits */
export function claimOf(alert: Alert, sentAt: string | undefined): Claim {
  const { kind, budget, meter } = alert;
  return {
    kind,
    budget,
    meter,
    ...(isSpendAlert(alert) && { limit: alert.limit }),
    ...(alert.kind === 'crossed' && { thresholdPct: alert.reachedPct }),
    ...(alert.kind === 'anomaly' && { day: alert.day, level: alert.level }),
    ...(sentAt && { sentAt }),
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

/** A hash that is short enough to read out on the phone and long enough to search for. */
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
  { forecast, pace, range }: Expectation,
) {
  const { spend, lastMonth, usualSince, price, activeLastHour, coverage } = figures;
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
    alreadySent: claimsUnder(effectiveBudget, claims).flatMap(({ thresholdPct, sentAt }) =>
      sentAt && thresholdPct !== undefined ? { thresholdPct, at: sentAt } : [],
    ),
    parts: {
      data: amountOn(spend, 'data', currency),
      sms: amountOn(spend, 'sms', currency),
      total: amountOn(spend, 'total', currency),
    },
    ...(lastMonth && { lastMonth: amountOn(lastMonth, meter, currency) }),
    costUnavailable: hiddenOn(spend, meter),
    ...(foreign.length > 0 && { otherCurrencies: foreign }),
    ...(forecast && { forecast }),
    ...(pace && { pace }),
    ...(range && { range }),
    ...(usualSince && { usualSince }),
    ...(price && meter !== 'sms' && { price }),
    ...(activeLastHour !== undefined && { activeLastHour }),
    ...(effectiveBudget.isEmnifysLimit && { isEmnifysLimit: true as const }),
    ...(effectiveBudget.isLimitFromTag && { isLimitFromTag: true as const }),
    ...(effectiveBudget.raised && { raised: effectiveBudget.raised }),
    ...(coverage && { coverage }),
  };
}

function withKey<Body extends Claimable & Pick<Alert, 'scope'>>(body: Body): Body & { dedupKey: string; ref: string } {
  const dedupKey = [body.scope.kind, body.scope.id, ...claimKey(body).split('#')].join('/');
  return { dedupKey, ref: shortHash(dedupKey), ...body };
}
