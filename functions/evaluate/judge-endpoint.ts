import type { EffectiveBudget } from '../domain/budgets/budget.ts';
import type { EndpointLimit } from '../domain/budgets/limit-from-tag.ts';
import { followStandstill, type Standstill, staleness } from '../domain/costs/data-fault.ts';
import { scopeOf } from '../domain/costs/scope.ts';
import { amountOn, hasTraffic, type Meter, type Spend } from '../domain/costs/spend.ts';
import { unjudgedBy } from '../domain/costs/unjudged.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { type Claim, type Figures, faultAlert, notYetSent, runOf } from '../domain/judging/alert.ts';
import { errorPct } from '../domain/judging/forecast.ts';
import { judgeBudget, type SpendHistory } from '../domain/judging/judge-budget.ts';
import { type KeptBack, partMuted } from '../domain/judging/muted-alerts.ts';
import { headroomOf } from '../domain/judging/thresholds.ts';
import { type SpendRate, spendRateAfter } from '../domain/polling/spend-rate.ts';
import { type DataPrice, dataPriceAfter, dearPrice, inNewMonth } from '../domain/records/data-price.ts';
import type { UnusualPace, UnusualSpan } from '../domain/records/endpoint-month.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { ZERO } from '../domain/values/money.ts';
import { periodOf, startOf } from '../domain/values/month.ts';
import type { CheckContext, Evaluation, FiguresContext, LateMonth, NoFiguresContext } from './evaluation.ts';
import { isLastMonthFinal } from './late-month.ts';

type Findings = Pick<Evaluation, 'decisions' | 'forecasts' | 'faults' | 'alerts'>;

const NOTHING: Findings & Pick<Evaluation, 'muted'> = {
  decisions: [],
  forecasts: [],
  faults: [],
  alerts: [],
  muted: [],
};

/** Judges one endpoint by all that was read about it: figures, decisions, and the alerts that follow. */
export function judgeEndpoint(context: CheckContext): Evaluation {
  return context.kind === 'stats' ? judgeFigures(context) : withoutFigures(context);
}

function withoutFigures(context: NoFiguresContext): Evaluation {
  const { kind, reason } = context;
  return kind === 'gone'
    ? { ...commonParts(context), ...NOTHING, outcome: 'skipped', reason }
    : {
        ...commonParts(context),
        ...NOTHING,
        outcome: 'unjudged',
        unjudged: 'refused',
        reason,
        unusual: context.before?.unusual,
      };
}

function judgeFigures(context: FiguresContext): Evaluation {
  const { input, fetchedAt, before, stats, reading, plan } = context;
  const common = commonParts(context);
  const unjudged = unjudgedBy(reading, before);
  const spend = reading.kind === 'spend' && !unjudged ? reading.spend : undefined;
  const standstill = followStandstill(before, { ...stats, spend }, fetchedAt);
  const late = judgeLate(context);
  const dataPrice = spend ? dataPriceOf(context) : before?.dataPrice;
  const judged = spend ? judgeThisMonth(context, spend, dataPrice) : NOTHING;
  const stale = judgeStandstill(context, standstill);
  const found = [...judged.alerts, ...stale.alerts, ...(late?.kind === 'judged' ? late.alerts : [])];
  const { alerts, muted } = partMuted(
    uniqueBy(found, ({ dedupKey }) => dedupKey),
    {
      mutes: plan.mutes,
      acknowledged: plan.acknowledged,
      now: fetchedAt,
      endpoint: input.endpoint,
      keptBack: keptBackBefore(context),
    },
  );
  const { lastMonth } = reading;
  return {
    ...common,
    outcome: unjudged ? 'unjudged' : 'evaluated',
    unjudged: unjudged?.kind,
    reason: unjudged?.reason ?? reasonOf(context, judged),
    spend,
    lastMonth,
    late,
    // What a mute keeps back of it is sent when the mute ends, even if it came late.
    isLastMonthClosed: late ? !muted.some(({ alert }) => alert.period === lastMonth.period) : common.isLastMonthClosed,
    decisions: judged.decisions,
    forecasts: judged.forecasts,
    faults: uniqueBy([...judged.faults, ...stale.faults], ({ kind, reason }) => `${kind} ${reason}`),
    standstill,
    // Where figures vanish for an hour, the cost of that day must not count from zero.
    dayCosts: spend && context.dayCosts,
    dataPrice,
    // Without figures it is not known whether it goes on.
    unusual: spend ? unusualSpan(context, judged) : before?.unusual,
    spendRate: spendRateOf(context, spend ?? before?.spend),
    alerts,
    muted,
    budgetsKept: plan.kept,
  };
}

function keptBackBefore({ before, late }: FiguresContext): KeptBack[] {
  const record = late.kind === 'to-judge' ? late.record : undefined;
  return [...(before?.keptBack ?? []), ...(record?.keptBack ?? [])];
}

function commonParts({ input, fetchedAt, before }: CheckContext) {
  return {
    endpoint: input.endpoint,
    period: periodOf(fetchedAt),
    fetchedAt: fetchedAt.toISOString(),
    isLastMonthClosed: before?.isLastMonthClosed === true,
  };
}

function reasonOf({ reading }: FiguresContext, { decisions }: Findings): string {
  const reasons = decisions.map(({ reason }) => reason).join('; ') || 'no budget matches this endpoint';
  return reading.localMonth
    ? `${reasons}; emnify gives the month as ${reading.localMonth}, in another time zone`
    : reasons;
}

/** This month by every budget that applies, and the limits in tags that cannot be read. */
function judgeThisMonth(context: FiguresContext, spend: Spend, dataPrice: DataPrice | undefined): Findings {
  const { reading, plan, limits, claims, points, dayCosts, before } = context;
  const figures: Figures = {
    ...figuresOf(context, spend),
    // Without any traffic, emnify does not distinguish a silent month from one before the SIM was there.
    lastMonth: hasTraffic(reading.lastMonth) ? reading.lastMonth : undefined,
    usualSince: before?.unusual?.until,
    price: dataPrice && dearPrice(dataPrice),
  };
  const { alerts, ...findings } = judgeSpend(plan, figures, {
    limits,
    claims,
    points,
    days: dayCosts?.before,
    previousCheck: before && new Date(before.fetchedAt),
  });
  const tagAlerts = limits.flatMap(({ effectiveBudget, faults }) =>
    notYetSent(faults, claims).map((fault) => faultAlert(fault, about(effectiveBudget, plan), figures)),
  );
  return { ...findings, alerts: [...alerts, ...tagAlerts] };
}

/** One spend by every budget that applies, against what was claimed in that spend's period. */
function judgeSpend(
  plan: PlanInForce,
  figures: Figures,
  { limits, claims, ...history }: { limits: EndpointLimit[]; claims: Claim[] } & SpendHistory,
): Findings {
  const judgements = limits.map(({ effectiveBudget }) =>
    judgeBudget(effectiveBudget, { currency: plan.currency, figures, claims, ...history }),
  );
  return {
    decisions: judgements.map(({ decision }) => decision),
    forecasts: judgements.flatMap(({ decision: { budget }, forecastVerdict, anomaly, pace }) =>
      forecastVerdict ? { budget, verdict: forecastVerdict, anomaly, pace } : [],
    ),
    faults: limits.flatMap(({ faults }) => faults),
    alerts: judgements.flatMap(({ alerts }) => alerts),
  };
}

function figuresOf({ input, plan, fetchedAt, stats }: FiguresContext, spend: Spend): Figures {
  return {
    scope: scopeOf(input.endpoint),
    tags: input.endpoint.tags,
    spend,
    activeLastHour: stats.activeLastHour,
    fetchedAt,
    run: runOf(input, plan.checkMe),
  };
}

/** Last month, if it may still grow or was not yet judged with good figures after its end. */
function judgeLate(context: FiguresContext): LateMonth | undefined {
  const { late, reading, fetchedAt, plan } = context;
  if (late.kind === 'unchanged') return undefined;
  if (late.kind === 'nothing-to-judge') return { kind: 'nothing-to-judge' };
  const spend = reading.lastMonth;
  const { decisions, alerts } = judgeSpend(plan, figuresOf(context, spend), {
    limits: late.limits,
    claims: late.claims,
  });
  const { midMonth } = late.record;
  const forecastErrorPct =
    isLastMonthFinal(fetchedAt) && midMonth && !midMonth.compared
      ? errorPct(midMonth.expectedAtEnd, amountOn(spend, midMonth.meter, midMonth.currency))
      : undefined;
  return { kind: 'judged', spend, decisions, alerts, forecastErrorPct };
}

/** Figures that stand still, and the alert about them if it was not sent yet. */
function judgeStandstill(
  context: FiguresContext,
  standstill: Standstill | undefined,
): Pick<Findings, 'faults' | 'alerts'> {
  const { input, plan, fetchedAt, stats, reading, limits, claims } = context;
  const faults = staleness(standstill, stats.activeLastHour, fetchedAt);
  const [limit] = limits;
  if (!limit) return { faults, alerts: [] };
  const { tags } = input.endpoint;
  const spend = { period: periodOf(fetchedAt), lastUpdated: reading.asOf };
  return {
    faults,
    alerts: notYetSent(faults, claims).map((fault) =>
      faultAlert(fault, about(limit.effectiveBudget, plan), { scope: scopeOf(input.endpoint), tags, spend, fetchedAt }),
    ),
  };
}

/** How fast an endpoint spends, for planning its next check. Without a budget it has no headroom. */
function spendRateOf({ fetchedAt, before, plan, limits }: FiguresContext, spend: Spend | undefined): SpendRate {
  const amount = (meter: Meter) => (spend ? amountOn(spend, meter, plan.currency) : ZERO);
  const headrooms = limits.map(({ effectiveBudget }) => headroomOf(effectiveBudget, amount(effectiveBudget.meter)));
  return spendRateAfter(
    before?.spendRate && { spendRate: before.spendRate, checkedAt: Date.parse(before.fetchedAt) },
    {
      spend: Number(amount('total')),
      headroom: headrooms.length > 0 ? Math.min(...headrooms) : undefined,
      checkedAt: fetchedAt.getTime(),
    },
    startOf(periodOf(fetchedAt)).getTime(),
  );
}

function about({ name, meter }: EffectiveBudget, { currency }: FiguresContext['plan']) {
  return { budget: name, meter, currency };
}

function dataPriceOf({ input, fetchedAt, before, late, stats, plan }: FiguresContext): DataPrice | undefined {
  const known = before ? before.dataPrice : inNewMonth(late.record?.dataPrice);
  return dataPriceAfter(known, stats, {
    period: periodOf(fetchedAt),
    currency: plan.currency,
    now: fetchedAt,
    fleetPerMb: input.fleetPricePerMb,
  });
}

/** Follows a time of unusual pace. It is kept for a day after its end, for the next message and the report. */
function unusualSpan({ fetchedAt, before, late }: FiguresContext, findings: Findings): UnusualSpan | undefined {
  const known = before ? before.unusual : late.record?.unusual;
  const now = fetchedAt.toISOString();
  const pace = unusualPace(findings);
  if (pace) return { since: known && known.until === undefined ? known.since : now, pace };
  if (known && known.until === undefined) return { since: known.since, until: now };
  return known?.until && fetchedAt.getTime() - Date.parse(known.until) < DAY_MS ? known : undefined;
}

function unusualPace({ forecasts, decisions }: Findings): UnusualPace | undefined {
  const fast = forecasts.find(({ pace }) => pace?.isUnusual);
  const decision = decisions.find(({ budget }) => budget === fast?.budget);
  if (!fast?.pace || !decision) return undefined;
  const { isUnusual: _, ...pace } = fast.pace;
  const { meter, currency, limit } = decision;
  return { ...pace, meter, currency, limit };
}

/** Drops duplicates: two budgets may find the same fault. */
function uniqueBy<Item>(items: Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}
