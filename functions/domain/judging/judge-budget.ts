import type { EffectiveBudget } from '../budgets/budget.ts';
import { hiddenCosts } from '../costs/data-fault.ts';
import { amountOn, type Spend } from '../costs/spend.ts';
import { amountsAt, type SpendPoint } from '../costs/spend-points.ts';
import { reaches } from '../values/money.ts';
import {
  type Alert,
  type Claim,
  claimsUnder,
  crossedAlert,
  type Figures,
  faultAlert,
  forecastAlert,
  notYetSent,
  thresholdsIn,
} from './alert.ts';
import { type ForecastKind, type ForecastVerdict, judgeForecast, TIME_TO_LIMIT_FROM_PCT } from './forecast.ts';
import { type Decision, judge } from './thresholds.ts';

/** The verdict of one budget, and the alerts to send. */
export interface Judgement {
  decision: Decision;
  /** Verdict of the forecast rules; absent for a month that is over. */
  forecastVerdict?: ForecastVerdict;
  alerts: Alert[];
}

/**
 * Judges one scope by one budget: thresholds, forecasts, and missing costs.
 *
 * @param points snapshots of this period for the last 24 and 6 hours; none for a month that is over
 */
export function judgeBudget(
  effectiveBudget: EffectiveBudget,
  { currency, figures, claims, points }: { currency: string; figures: Figures; claims: Claim[]; points?: SpendPoint[] },
): Judgement {
  const { spend, lastMonth, fetchedAt } = figures;
  const { name: budget, meter, limit } = effectiveBudget;
  const held = claimsUnder(effectiveBudget, claims);
  const sentPct = thresholdsIn(held);
  const decision = judge(effectiveBudget, currency, spend, sentPct);
  const forecastVerdict =
    points &&
    judgeForecast(
      {
        period: spend.period,
        now: fetchedAt,
        spend: decision.spend,
        limit,
        currency,
        points: amountsAt(points, meter, currency),
        ...(lastMonth && { lastMonth: amountOn(lastMonth, meter, currency) }),
      },
      { sent100: sentPct.some((pct) => pct >= 100), kinds: kindsToSend(effectiveBudget, held) },
    );
  return {
    decision,
    ...(forecastVerdict && { forecastVerdict }),
    alerts: [
      ...(decision.kind === 'crossed'
        ? [crossedAlert(decision, effectiveBudget, claims, figures, forecastVerdict?.forecast)]
        : []),
      ...(forecastVerdict && forecastVerdict.kind !== 'none'
        ? [forecastAlert(forecastVerdict, decision, effectiveBudget, claims, figures)]
        : []),
      ...notYetSent(hiddenCosts(spend, meter, currency), claims).map((fault) =>
        faultAlert(fault, { budget, meter, currency }, figures),
      ),
    ],
  };
}

/** Whether a spend is near enough to a limit for the last hours to matter: below, no forecast rule uses them. */
export function needsPoints({ meter, limit }: EffectiveBudget, currency: string, spend: Spend): boolean {
  return reaches(amountOn(spend, meter, currency), limit, TIME_TO_LIMIT_FROM_PCT);
}

/** Warnings that may still be sent. Each is sent once, and after "within a day" a forecast is no news. */
function kindsToSend({ forecast }: EffectiveBudget, held: Claim[]): ForecastKind[] {
  const sent = new Set(held.map(({ kind }) => kind));
  if (!forecast || sent.has('time-to-limit')) return [];
  return sent.has('forecast') ? ['time-to-limit'] : ['time-to-limit', 'forecast'];
}
