import type { EffectiveBudget } from '../budgets/budget.ts';
import { hiddenCosts } from '../costs/data-fault.ts';
import { amountOn, type Meter, type Spend } from '../costs/spend.ts';
import { amountsAt, type SpendPoint, spentSince } from '../costs/spend-points.ts';
import { DAY_MS } from '../values/duration.ts';
import { compare, reaches } from '../values/money.ts';
import {
  type Alert,
  type AnomalyLevel,
  anomalyAlert,
  type Claim,
  claimsUnder,
  crossedAlert,
  type Expectation,
  type Figures,
  faultAlert,
  forecastAlert,
  notYetSent,
  thresholdsIn,
} from './alert.ts';
import { ANOMALY_DEFAULT, type AnomalyVerdict, judgeAnomaly } from './anomaly.ts';
import {
  type Forecast,
  type ForecastKind,
  type ForecastVerdict,
  judgeForecast,
  TIME_TO_LIMIT_FROM_PCT,
} from './forecast.ts';
import { type Pace, type PaceInput, paceOf, type Range, rangeOf } from './pace.ts';
import { type Decision, judge } from './thresholds.ts';

/** The verdict of one budget, and the alerts to send. */
export interface Judgement {
  decision: Decision;
  /** Verdict of the forecast rules; absent for a month that is over. */
  forecastVerdict?: ForecastVerdict;
  /** Verdict on the pace; absent for a month that is over, and where the budget does not want it. */
  anomaly?: AnomalyVerdict;
  /** Absent for a month that is over. */
  pace?: Pace;
  /** The two ends of the forecast. Absent as the pace is. */
  range?: Range;
  alerts: Alert[];
}

/** What was stored of a scope before the check. */
export interface SpendHistory {
  /** Snapshots of this period for the last 24 and 6 hours; absent for a month that is over. */
  points?: SpendPoint[];
  /** Cost of the days before today, by meter, the newest last. */
  days?: Partial<Record<Meter, number[]>>;
  /** Time of the check before. */
  previousCheck?: Date;
}

/** Judges one scope by one budget: thresholds, pace, forecasts, and missing costs. */
export function judgeBudget(
  effectiveBudget: EffectiveBudget,
  {
    currency,
    figures,
    claims,
    points,
    days = {},
    previousCheck,
  }: { currency: string; figures: Figures; claims: Claim[] } & SpendHistory,
): Judgement {
  const { spend, lastMonth, fetchedAt } = figures;
  const { name: budget, meter, limit } = effectiveBudget;
  const held = claimsUnder(effectiveBudget, claims);
  const sentPct = thresholdsIn(held);
  const decision = judge(effectiveBudget, currency, spend, sentPct);
  const faults = notYetSent(hiddenCosts(spend, meter, currency), claims).map((fault) =>
    faultAlert(fault, { budget, meter, currency }, figures),
  );
  const crossed = (expectation: Expectation): Alert[] =>
    decision.kind === 'crossed' ? [crossedAlert(decision, effectiveBudget, claims, figures, expectation)] : [];
  if (!points) return { decision, alerts: [...crossed({}), ...faults] };

  const input: PaceInput = {
    period: spend.period,
    now: fetchedAt,
    spend: decision.spend,
    limit,
    currency,
    points: amountsAt(points, meter, currency),
    days: days[meter] ?? [],
    previousCheck,
    lastMonth: lastMonth && amountOn(lastMonth, meter, currency),
    isDataDear: figures.price !== undefined && meter !== 'sms',
  };
  const pace = paceOf(input);
  const range = rangeOf(input, pace);
  const anomaly = effectiveBudget.anomaly ? judgeAnomaly(input, ANOMALY_DEFAULT) : undefined;
  const sentLately = anomaliesSince(fetchedAt, effectiveBudget, claims);
  // From the limit on, thresholds send alerts, and say the pace.
  const isBelowLimit = sentPct.every((pct) => pct < 100) && compare(decision.spend, limit) < 0;
  const isReported = decision.kind === 'crossed' || crossedLately(fetchedAt, held);
  const unusual =
    anomaly?.kind === 'anomaly' && isBelowLimit && goesOn(input) && isNews(anomaly.level, sentLately, isReported)
      ? anomaly
      : undefined;
  const isLimitNear = [...sentLately, ...(unusual ? [unusual.level] : [])].some(isHigher);
  const forecastVerdict = judgeForecast(input, {
    sent100: sentPct.some((pct) => pct >= 100),
    kinds: isLimitNear ? [] : kindsToSend(effectiveBudget, held),
  });
  const { forecast } = forecastVerdict;
  const expectation: Expectation = { forecast, pace, range: pace.isUnusual ? range : sureOf(range, forecast) };
  const isUrgent = anomaly?.kind === 'anomaly' && isHigher(anomaly.level);
  return {
    decision,
    forecastVerdict,
    anomaly,
    pace,
    range: expectation.range,
    alerts: [
      // A threshold on the way is no calmer than the alert before it.
      ...crossed(expectation).map((alert) => (isUrgent ? { ...alert, severity: 'critical' as const } : alert)),
      ...(unusual ? [anomalyAlert(unusual, decision, effectiveBudget, claims, figures, expectation)] : []),
      ...(forecastVerdict.kind === 'none'
        ? []
        : [forecastAlert(forecastVerdict, decision, effectiveBudget, claims, figures, expectation)]),
      ...faults,
    ],
  };
}

/** Whether a spend is near enough to a limit for the last hours to matter: below, no forecast rule uses them. */
export function isNearLimit({ meter, limit }: EffectiveBudget, currency: string, spend: Spend): boolean {
  return reaches(amountOn(spend, meter, currency), limit, TIME_TO_LIMIT_FROM_PCT);
}

/** Warnings that may still be sent. Each is sent once, and after "within a day" a forecast is no news. */
function kindsToSend({ forecast }: EffectiveBudget, held: Claim[]): ForecastKind[] {
  const sent = new Set(held.map(({ kind }) => kind));
  if (!forecast || sent.has('time-to-limit')) return [];
  return sent.has('forecast') ? ['time-to-limit'] : ['time-to-limit', 'forecast'];
}

/** Whether a level still has to be sent. A threshold that reported the jump has said the pace, but not that it got worse. */
function isNews(level: AnomalyLevel, sentLately: AnomalyLevel[], isReported: boolean): boolean {
  if (sentLately.some((sent) => sent === level || isHigher(sent))) return false;
  return isHigher(level) || !isReported;
}

/** A forecast beyond the two ends is another opinion than theirs, so neither is sure. */
function sureOf(range: Range, { expectedAtEnd }: Forecast): Range {
  const isWithin = compare(range.ifUsual, expectedAtEnd) <= 0 && compare(expectedAtEnd, range.ifContinues) <= 0;
  return isWithin ? range : { ...range, confidence: 'low' };
}

/** A jump goes on where the last hours cost at least so much of the last 24. */
const GOES_ON = { hours: 12, share: 0.25 };

/** Whether a jump goes on. The last 24 hours may have one that is over, a day after the alert about it. */
function goesOn(input: PaceInput): boolean {
  const [lately, lastDay] = [spentSince(input, GOES_ON.hours), spentSince(input, 24)];
  return lately === undefined || lastDay === undefined || Number(lately) >= Number(lastDay) * GOES_ON.share;
}

/** The levels of anomalies in the last day, whatever the limit was. Later, the pace of then is no part of the pace of now. */
function anomaliesSince(now: Date, { name, meter }: EffectiveBudget, claims: Claim[]): AnomalyLevel[] {
  return claims.flatMap(({ budget, meter: of, level, sentAt }) =>
    budget === name && of === meter && level && isLately(now, sentAt) ? level : [],
  );
}

/** Whether it was sent in the last day; what waits to be sent counts, too. */
function isLately(now: Date, sentAt: string | undefined): boolean {
  return sentAt === undefined || now.getTime() - Date.parse(sentAt) < DAY_MS;
}

/** Whether a crossing of the last day has said the pace already. */
function crossedLately(now: Date, held: Claim[]): boolean {
  return held.some(({ thresholdPct, sentAt }) => thresholdPct !== undefined && isLately(now, sentAt));
}

function isHigher(level: AnomalyLevel): boolean {
  return level === 'limit-within-a-day';
}
