import { explain } from '../answers/explain.ts';
import { explainPolling } from '../answers/explain-polling.ts';
import { type EffectiveBudget, type Mute, matches } from '../budgets/budget.ts';
import { levelAfter } from '../budgets/levels.ts';
import { limitsFor } from '../budgets/limit-from-tag.ts';
import { scopeOf } from '../costs/scope.ts';
import type { Spend } from '../costs/spend.ts';
import { amountsAt, type SpendPoint } from '../costs/spend-points.ts';
import type { PlanInForce } from '../judging/acknowledgement.ts';
import { type Claim, claimOf, type Figures, isSpendAlert } from '../judging/alert.ts';
import { type Judgement, judgeBudget } from '../judging/judge-budget.ts';
import { partMuted } from '../judging/muted-alerts.ts';
import type { PollingState } from '../polling/polling-state.ts';
import { concerns, type Press } from '../presses/press.ts';
import { dearPrice } from '../records/data-price.ts';
import type { EndpointMonth } from '../records/endpoint-month.ts';
import { DAY_MS } from '../values/duration.ts';
import { type Period, periodOf, previousPeriod } from '../values/month.ts';
import type { DeviceBudget, DevicePage, SentAlert } from './views.ts';

/** All that is stored of one endpoint. */
export interface DeviceRecord {
  month: EndpointMonth;
  /** Snapshots of its month, oldest first. */
  points: SpendPoint[];
  /** Alerts of its month, in any order. */
  alerts: SentAlert[];
  /** Presses of the last two months, about any endpoint. */
  presses: Press[];
  /** Absent before the first run of `discover` in its month. */
  polling?: PollingState;
}

/** A budget that applies, and what it says of the last check. */
interface Judged {
  budget: EffectiveBudget;
  judgement: Judgement;
}

/** Judges an endpoint by what is stored of it: the figures of its last check, by the budgets of now. */
export function devicePage(record: DeviceRecord, plan: PlanInForce, now: Date): DevicePage {
  const { month } = record;
  const claims = record.alerts.map(({ alert, sentAt }) => claimOf(alert, sentAt));
  const limits = limitsFor(month.endpoint, plan, month.period);
  const judged = limits.map(({ effectiveBudget: budget }) => ({
    budget,
    judgement: judgeBudget(budget, historyFor(budget, record, { claims, currency: plan.currency, now })),
  }));
  const names = judged.map(({ budget }) => budget.name);
  const faults = limits.flatMap((limit) => limit.faults);
  return {
    view: 'device',
    now,
    currency: plan.currency,
    month,
    budgets: judged.map((each) => deviceBudget(each, record, plan.currency)).sort((a, b) => b.ratioPct - a.ratioPct),
    alerts: record.alerts.toSorted((a, b) => (foundAt(a) < foundAt(b) ? 1 : -1)),
    ...whereOf(record.alerts),
    mutes: plan.mutes.filter((mute) => mute.by === undefined && isMuting(mute, month, names, now)),
    presses: record.presses
      .filter((press) => concerns(press, scopeOf(month.endpoint)) || isOfBudget(press, names))
      .sort((a, b) => (a.at < b.at ? 1 : -1)),
    words: [...wordsOf(record, { plan, claims, judged, faults, now }), ...unjudgedWords(month)],
  };
}

/** What the last check was judged by, as far as it is stored. */
function historyFor(
  { meter }: EffectiveBudget,
  { month, points }: DeviceRecord,
  { claims, currency, now }: { claims: Claim[]; currency: string; now: Date },
): Parameters<typeof judgeBudget>[1] {
  const fetchedAt = new Date(month.fetchedAt);
  const isOver = month.period !== periodOf(now);
  const figures: Figures = {
    scope: scopeOf(month.endpoint),
    tags: month.endpoint.tags,
    spend: month.spend ?? nothingSpent(month.period),
    // Of the month before, only the cost on all meters is stored.
    ...(meter === 'total' && month.lastMonth && { lastMonth: spendOfLastMonth(month, month.lastMonth) }),
    usualSince: month.unusual?.until,
    price: month.dataPrice && dearPrice(month.dataPrice),
    fetchedAt,
  };
  return {
    currency,
    figures,
    claims,
    ...(isOver ? {} : { points: lastDayOf(points, fetchedAt) }),
    days: month.dayCosts?.before,
  };
}

/** From the last point at or before the day before a check: older ones were not read for it, and later ones not there. */
function lastDayOf(points: SpendPoint[], fetchedAt: Date): SpendPoint[] {
  const before = points.filter(({ at }) => Date.parse(at) < fetchedAt.getTime());
  const first = before.findLastIndex(({ at }) => Date.parse(at) <= fetchedAt.getTime() - DAY_MS);
  return before.slice(Math.max(0, first));
}

function nothingSpent(period: Period): Spend {
  return { period, meters: { total: [], data: [], sms: [] }, costUnavailable: [] };
}

function spendOfLastMonth({ period }: EndpointMonth, total: Spend['meters']['total']): Spend {
  return { ...nothingSpent(previousPeriod(period)), meters: { total, data: [], sms: [] } };
}

function deviceBudget({ budget, judgement }: Judged, { month, points }: DeviceRecord, currency: string): DeviceBudget {
  const { decision, forecastVerdict, pace, range } = judgement;
  const { meter, thresholds } = budget;
  return {
    effective: budget,
    spend: decision.spend,
    ratioPct: decision.ratioPct,
    curve: curveOf(
      amountsAt(points, meter, currency).filter(({ at }) => at < month.fetchedAt),
      { at: month.fetchedAt, amount: decision.spend },
    ),
    ...(forecastVerdict && { forecast: forecastVerdict.forecast }),
    ...(pace && { pace }),
    ...(range && { range }),
    nextPct: levelAfter(thresholds, decision.ratioPct),
    ...(budget.raised && { raisedFrom: budget.raised.from }),
  };
}

/** Points that a curve shows: a month has some thousand checks, and a screen some hundred columns. */
const MOST_POINTS = 300;

/** One point at most of each three hundredth of the time, the last one of it; always the first and the last of all. */
function curveOf(points: DeviceBudget['curve'], last: DeviceBudget['curve'][number]): DeviceBudget['curve'] {
  const [first = last] = points;
  const start = Date.parse(first.at);
  const width = Math.max(1, (Date.parse(last.at) - start) / MOST_POINTS);
  const columns = new Map(points.map((point) => [Math.floor((Date.parse(point.at) - start) / width), point]));
  const thinned = [...columns.values()];
  return points.length === 0 ? [last] : [...(thinned[0] === first ? [] : [first]), ...thinned, last];
}

function foundAt({ alert }: SentAlert): string {
  return alert.figures.fetchedAt;
}

function whereOf(alerts: SentAlert[]): Pick<DevicePage, 'where'> {
  const newest = alerts
    .map(({ alert }) => alert)
    .filter(isSpendAlert)
    .sort((a, b) => (a.figures.fetchedAt < b.figures.fetchedAt ? 1 : -1))
    .find(({ where }) => where !== undefined);
  return newest?.where ? { where: { ...newest.where, at: newest.figures.fetchedAt } } : {};
}

function isMuting({ match, budget, until }: Mute, { endpoint }: EndpointMonth, names: string[], now: Date): boolean {
  const isOfItsBudget = budget === undefined || names.includes(budget);
  return Date.parse(until) > now.getTime() && isOfItsBudget && matches(endpoint, match);
}

function isOfBudget(press: Press, names: string[]): boolean {
  return press.kind === 'mute' && press.budget !== undefined && names.includes(press.budget);
}

function wordsOf(
  { month, polling }: DeviceRecord,
  {
    plan,
    claims,
    judged,
    faults,
    now,
  }: {
    plan: PlanInForce;
    claims: Claim[];
    judged: Judged[];
    faults: Parameters<typeof explain>[0]['faults'];
    now: Date;
  },
): string[] {
  const { endpoint, period, spend, reason, keptBack } = month;
  const fetchedAt = new Date(month.fetchedAt);
  const found = spend ? judged : [];
  const alerts = found.flatMap(({ judgement }) => judgement.alerts);
  const isThisMonth = period === periodOf(now);
  const { words } = explain({
    endpoint,
    period,
    fetchedAt,
    reason,
    ...(spend && { spend }),
    polling: isThisMonth ? explainPolling({ last: month, fleet: polling, currency: plan.currency, now }) : [],
    plan,
    claims,
    decisions: found.map(({ judgement }) => judgement.decision),
    forecasts: found.flatMap(({ judgement: { decision, forecastVerdict: verdict, anomaly } }) =>
      verdict ? [{ budget: decision.budget, verdict, ...(anomaly && { anomaly }) }] : [],
    ),
    faults,
    ...partMuted(alerts, { ...plan, now: fetchedAt, endpoint, ...(keptBack && { keptBack }) }),
    isStored: true,
  });
  return words;
}

function unjudgedWords({ unjudged, skippedSince, reason }: EndpointMonth): string[] {
  if (!unjudged && skippedSince === undefined) return [];
  return [`The last answer of emnify could not be judged: ${reason}. The cost is that of the last one that could.`];
}
