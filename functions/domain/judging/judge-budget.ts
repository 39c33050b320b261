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
  notYetSent,
  outlookAlert,
  thresholdsIn,
} from './alert.ts';
import { type ForecastKind, type ForecastVerdict, judgeForecast, TIME_TO_LIMIT_FROM_PCT } from './forecast.ts';
import { type Decision, judge } from './thresholds.ts';

/** What one effectiveBudget comes to, and what is worth telling of it. */
export interface Judgement {
  decision: Decision;
  /** What the month will come to by the rules of forecasts; absent of a month that is over. */
  outlook?: ForecastVerdict;
  alerts: Alert[];
}

/**
 * Judges one scope by one effectiveBudget: thresholds, forecasts, and costs that hide from both.
 *
 * @param points snapshots of this period for the last 24 and 6 hours; none of a month that is over
 */
export function judgeBudget(
  effectiveBudget: EffectiveBudget,
  { currency, figures, claims, points }: { currency: string; figures: Figures; claims: Claim[]; points?: SpendPoint[] },
): Judgement {
  const { spend, lastMonth, fetchedAt } = figures;
  const { name: budget, meter, limit } = effectiveBudget;
  const held = claimsUnder(effectiveBudget, claims);
  const told = thresholdsIn(held);
  const decision = judge(effectiveBudget, currency, spend, told);
  const outlook =
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
      { sent100: told.some((pct) => pct >= 100), kinds: kindsToSend(effectiveBudget, held) },
    );
  return {
    decision,
    ...(outlook && { outlook }),
    alerts: [
      ...(decision.kind === 'crossed'
        ? [crossedAlert(decision, effectiveBudget, claims, figures, outlook?.forecast)]
        : []),
      ...(outlook && outlook.kind !== 'none'
        ? [outlookAlert(outlook, decision, effectiveBudget, claims, figures)]
        : []),
      ...notYetSent(hiddenCosts(spend, meter, currency), claims).map((fault) =>
        faultAlert(fault, { budget, meter, currency }, figures),
      ),
    ],
  };
}

/** Whether a spend is near enough to a limit for the last hours to matter: below, no rule of forecasts looks at them. */
export function needsPoints({ meter, limit }: EffectiveBudget, currency: string, spend: Spend): boolean {
  return reaches(amountOn(spend, meter, currency), limit, TIME_TO_LIMIT_FROM_PCT);
}

/** Each is told once, and after "within a day" a forecast for the month's end is no news. */
function kindsToSend({ forecast }: EffectiveBudget, held: Claim[]): ForecastKind[] {
  const told = new Set(held.map(({ kind }) => kind));
  if (!forecast || told.has('time-to-limit')) return [];
  return told.has('forecast') ? ['time-to-limit'] : ['time-to-limit', 'forecast'];
}
