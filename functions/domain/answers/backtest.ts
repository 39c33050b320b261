import { type BudgetPlan, budgetsFor, budgetsOf, type EffectiveBudget, matches } from '../budgets/budget.ts';
import { effectiveBudgetFor } from '../budgets/limit-from-tag.ts';
import type { Endpoint } from '../costs/endpoint.ts';
import { groupScope, type Scope, scopeOf } from '../costs/scope.ts';
import type { Meter, Spend } from '../costs/spend.ts';
import { amountsAt, type SpendPoint } from '../costs/spend-points.ts';
import { type Alert, type Claim, claimOf } from '../judging/alert.ts';
import { judgeBudget } from '../judging/judge-budget.ts';
import { type KeptBack, keptBackOf, type MutedAlert, partMuted } from '../judging/muted-alerts.ts';
import { makeDigest } from '../messages/digest.ts';
import { renderSubject } from '../messages/render-subject.ts';
import { type DayCosts, dayCostsAfter } from '../records/day-costs.ts';
import type { EndpointHistory } from '../records/endpoint-month.ts';
import { DAY_MS, HOUR_MS } from '../values/duration.ts';
import { type Decimal, subtract, sum, ZERO } from '../values/money.ts';
import { formatMomentInYear, longMonth, type Period, previousPeriod } from '../values/month.ts';
import { plural } from '../values/text.ts';
import { type SuggestedLimit, suggestLimits } from './suggested-limit.ts';

/** The alerts that other budgets would have sent, and the difference to the budgets in force. */
export interface Backtest {
  period: Period;
  /** The answer in sentences. */
  words: string[];
  messages: ReplayedMessage[];
  sent: ReplaySummary;
  /** The alerts of the budgets in force, from the same figures. */
  sentInForce: ReplaySummary;
  /** Differences by endpoint or group and level; the first fifty of each. */
  onlyWithThese: ReplayedAlert[];
  onlyInForce: ReplayedAlert[];
  suggestedLimits: SuggestedLimit[];
}

export interface ReplayedMessage {
  at: string;
  subject: string;
  alerts: ReplayedAlert[];
}

export interface ReplayedAlert {
  at: string;
  scope: string;
  budget: string;
  /** `"80 %"`, or the alert's kind. */
  level: string;
  severity: string;
}

export interface ReplaySummary {
  messages: number;
  alerts: number;
  critical: number;
}

const MOST_LISTED = 50;

/**
 * Replays stored snapshots against budgets. Alerts within the same hour count as one message. Budgets of the organisation
 * are left out: emnify's total is not the sum of the endpoints.
 */
export function backtest(input: {
  period: Period;
  histories: EndpointHistory[];
  plan: BudgetPlan;
  inForce: BudgetPlan;
}): Backtest {
  const { period, histories, plan, inForce } = input;
  const these = replay(period, histories, plan);
  const present = replay(period, histories, inForce);
  const messages = messagesOf(these);
  const suggestedLimits = suggestLimits(histories, plan);
  const sent = summaryOf(these);
  const sentInForce = summaryOf(present);
  return {
    period,
    words: wordsOf({ period, endpoints: histories.length, messages, sent, sentInForce, suggestedLimits }),
    messages,
    sent,
    sentInForce,
    onlyWithThese: missingIn(present, these),
    onlyInForce: missingIn(these, present),
    suggestedLimits,
  };
}

/** Lists every alert that these budgets would have claimed, in order of time. */
function replay(period: Period, histories: EndpointHistory[], plan: BudgetPlan): Alert[] {
  const singles = histories.flatMap(({ endpoint, points, lastMonth }) => {
    const effectiveBudgets = budgetsFor(endpoint, plan).map(
      (budget) => effectiveBudgetFor(endpoint, budget).effectiveBudget,
    );
    const past = lastMonth && spendIn(previousPeriod(period), { total: lastMonth, data: [], sms: [] });
    return replaySeries({
      period,
      plan,
      scope: scopeOf(endpoint),
      endpoint,
      effectiveBudgets,
      points,
      ...(past && { past }),
    });
  });
  const shared = budgetsOf('group', plan).flatMap((budget) => {
    const members = histories.filter(({ endpoint }) => matches(endpoint, budget.match));
    const points = sumOverTime(members, budget.meter, plan.currency);
    return replaySeries({ period, plan, scope: groupScope(budget.name), effectiveBudgets: [budget], points });
  });
  return [...singles, ...shared].sort((a, b) => a.figures.fetchedAt.localeCompare(b.figures.fetchedAt));
}

function replaySeries(series: {
  period: Period;
  plan: BudgetPlan;
  scope: Scope;
  endpoint?: Endpoint;
  effectiveBudgets: EffectiveBudget[];
  points: SpendPoint[];
  past?: Spend;
}): Alert[] {
  const { period, plan, scope, endpoint, effectiveBudgets, points, past } = series;
  const claims: Claim[] = [];
  const sent: Alert[] = [];
  let keptBack: KeptBack[] | undefined;
  // Of the points more than a day old only the newest counts.
  let oldest = 0;
  let dayCosts: DayCosts | undefined;
  const ofMeters = [...new Set(effectiveBudgets.map(({ meter }) => meter))];
  for (const [index, { at, meters }] of points.entries()) {
    const fetchedAt = new Date(at);
    const figures = { scope, spend: spendIn(period, meters), fetchedAt };
    while (Date.parse(points[oldest + 1]?.at ?? at) <= fetchedAt.getTime() - DAY_MS) oldest += 1;
    const before = points.slice(oldest, index);
    dayCosts = dayCostsAfter(dayCosts, figures.spend, { now: fetchedAt, currency: plan.currency, meters: ofMeters });
    const mutedNow: MutedAlert[] = [];
    for (const effectiveBudget of effectiveBudgets) {
      // Only the total of last month is stored.
      const lastMonth = effectiveBudget.meter === 'total' && past ? { lastMonth: past } : {};
      const { alerts: found } = judgeBudget(effectiveBudget, {
        currency: plan.currency,
        figures: { ...figures, ...lastMonth },
        claims,
        points: before,
        days: dayCosts.before,
      });
      const { alerts, muted } = partMuted(found, { mutes: plan.mutes, now: fetchedAt, endpoint, keptBack });
      claims.push(...alerts.map((alert) => claimOf(alert, at)));
      sent.push(...alerts);
      mutedNow.push(...muted);
    }
    keptBack = keptBackOf(mutedNow);
  }
  return sent;
}

/** Adds up the cost of a group over time: one point per hour with a change, at the time of its last change. */
function sumOverTime(members: EndpointHistory[], meter: Meter, currency: string): SpendPoint[] {
  const hours = new Map<number, { at: string; change: Decimal }>();
  for (const { points } of members) {
    let before = ZERO;
    for (const { at, amount } of amountsAt(points, meter, currency)) {
      const hour = Math.floor(Date.parse(at) / HOUR_MS);
      const known = hours.get(hour) ?? { at, change: ZERO };
      const change = sum(known.change, subtract(amount, before));
      hours.set(hour, { at: [known.at, at].sort().at(-1) ?? at, change });
      before = amount;
    }
  }
  let total = ZERO;
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([, { at, change }]) => {
      total = sum(total, change);
      return { at, meters: { total: [], data: [], sms: [], [meter]: [{ currency, amount: total }] } };
    });
}

function spendIn(period: Period, meters: Spend['meters']): Spend {
  return { period, meters, costUnavailable: [] };
}

function messagesOf(alerts: Alert[]): ReplayedMessage[] {
  const hourOf = ({ figures }: Alert): number => Math.floor(Date.parse(figures.fetchedAt) / HOUR_MS);
  return [...Map.groupBy(alerts, hourOf).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const at = first.figures.fetchedAt;
    const digest = makeDigest([first, ...others], new Date(at));
    return { at, subject: renderSubject(digest), alerts: digest.alerts.map(replayedAlert) };
  });
}

function replayedAlert(alert: Alert): ReplayedAlert {
  const { figures, scope, budget, severity, kind } = alert;
  const level = alert.kind === 'crossed' ? `${alert.reachedPct} %` : kind;
  return { at: figures.fetchedAt, scope: scope.name, budget, level, severity };
}

function summaryOf(alerts: Alert[]): ReplaySummary {
  const messages = messagesOf(alerts);
  const critical = alerts.filter(({ severity }) => severity === 'critical').length;
  return { messages: messages.length, alerts: alerts.length, critical };
}

/** Finds alerts of the second list that the first does not have, whatever the names of the budgets. */
function missingIn(known: Alert[], alerts: Alert[]): ReplayedAlert[] {
  const keyOf = (alert: Alert): string => `${alert.scope.kind} ${alert.scope.id} ${replayedAlert(alert).level}`;
  const keys = new Set(known.map(keyOf));
  return alerts
    .filter((alert) => !keys.has(keyOf(alert)))
    .slice(0, MOST_LISTED)
    .map(replayedAlert);
}

function wordsOf(found: {
  period: Period;
  endpoints: number;
  messages: ReplayedMessage[];
  sent: ReplaySummary;
  sentInForce: ReplaySummary;
  suggestedLimits: SuggestedLimit[];
}): string[] {
  const { period, endpoints, messages, sent, sentInForce, suggestedLimits } = found;
  const counts = ({ messages: count, alerts, critical }: ReplaySummary): string =>
    `${plural(count, 'message')} with ${plural(alerts, 'alert')}, ${critical} of them critical`;
  return [
    `Replayed ${longMonth(period)} with the stored figures of ${plural(endpoints, 'endpoint')}.`,
    `These budgets would have sent: ${counts(sent)}.`,
    `The budgets in force would have sent: ${counts(sentInForce)}.`,
    ...messages.slice(0, MOST_LISTED).map(({ at, subject }) => `${formatMomentInYear(new Date(at))}: ${subject}`),
    ...suggestedLimits.map(({ words }) => words),
  ];
}
