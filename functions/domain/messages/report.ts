import { type BudgetPlan, budgetsOf, type GroupBudget, type Mute, type OrganisationBudget } from '../budgets/budget.ts';
import type { BudgetsInForce, KeptBudgets } from '../budgets/kept-budgets.ts';
import { expired, mutedBy, passedMute } from '../budgets/mute.ts';
import {
  addToSettingsUse,
  emptySettingsUse,
  type SettingsUse,
  type SettingsWithoutEffect,
  settingsWithoutEffect,
} from '../budgets/settings-use.ts';
import type { ImeiChange } from '../costs/imei.ts';
import { groupScope, ORGANISATION, type Scope, scopeOf } from '../costs/scope.ts';
import { hasTraffic } from '../costs/spend.ts';
import type { UnjudgedKind } from '../costs/unjudged.ts';
import { forecast } from '../judging/forecast.ts';
import { judge } from '../judging/thresholds.ts';
import type { Press } from '../presses/press.ts';
import { pressesLately } from '../presses/press-news.ts';
import { costOfEndpoint } from '../records/cost-of-endpoint.ts';
import type { EndpointMonth, GroupMonth, SweepRecord, UnusualSpan } from '../records/endpoint-month.ts';
import { isFresh } from '../records/group-sum.ts';
import type { SentNotification } from '../records/sent-notification.ts';
import { DAY_MS } from '../values/duration.ts';
import { compare, type Decimal, isZero, type Money, sum, ZERO } from '../values/money.ts';
import { endOf, type Period, periodOf, previousPeriod } from '../values/month.ts';
import type { Channel } from './channel.ts';
import type { ChannelTrouble } from './delivery.ts';
import type { Recipient, RecipientState } from './recipient.ts';

/** The state of the fleet and of this tool. Amounts are in the currency of the budgets unless stated otherwise. */
export interface Report {
  period: Period;
  /** ISO 8601. */
  composedAt: string;
  currency: string;
  /** Why earlier budgets are in force; absent where the parameter is right. */
  budgetsKept?: KeptBudgets;
  endpoints: number;
  spend: Decimal;
  /** The sum of all endpoints' forecasts for the end of the month. */
  expectedAtEnd: Decimal;
  /** Cost of the whole of yesterday; absent where it is not known of any endpoint. */
  yesterday?: Decimal;
  otherCurrencies: Money[];
  topByCost: Ranked[];
  /** Endpoints by yesterday's cost. */
  topByGrowth: Ranked[];
  /** Budgets of which 80 % or more is used, the highest share first. */
  full: FullBudget[];
  /** The last fifty sent notifications. */
  sent: { at: string; subject: string; setAside?: number }[];
  /** Mutes in force, with the number of endpoints at 80 % or more that are muted, and of those past its ceiling. */
  muted: { mute: Mute; endpoints: number; passed: number }[];
  /** Mutes that have ended and can be removed from the file. */
  expired: Mute[];
  /** What persons have decided by a press that is in force, or was pressed, taken back or ended in the last day. */
  pressed?: string[];
  /** Budgets and mutes that match no endpoint, and endpoints without a budget, in words. */
  withoutEffect: SettingsWithoutEffect;
  /** Endpoints whose last answer could not be judged, and the reasons. */
  unjudged: { count: number; names: string[]; kinds: UnjudgedKind[] };
  /** On the first of a month: what was never judged completely after the end of the month before last. */
  neverJudged?: NeverJudged;
  /** Endpoints that were not checked for a day. */
  notSeen: Named;
  /** Endpoints that spend at an unusual pace, or did so in the last day; absent where there are none. */
  unusual?: { count: number; devices: ({ scope: Scope } & UnusualSpan)[] };
  /** SIMs that were found in another device in the last seven days; absent where there are none. */
  imeiChanges?: { count: number; devices: ({ scope: Scope } & ImeiChange)[] };
  /** SIMs that cost a fee and are not used; absent where there are none. */
  idle?: Idle;
  /** Number of alerts that wait to be sent. */
  waiting: number;
  /** Channels that failed to take their last message, with SNS's word for it. */
  failing: { channel: Channel; since: string; code: string }[];
  subscribers: Subscribers;
  sweep?: SweepRecord;
}

/** Some endpoints: how many, and the first names. */
interface Named {
  count: number;
  names: string[];
}

export interface Idle {
  /** The last day on which a suspended SIM saves the fee of the next month, `YYYY-MM-DD` in UTC. */
  suspendBy: string;
  /** The SIM is activated, and the endpoint is disabled. */
  disabled: Named;
  /** The SIM is activated, and had no traffic in this month and the last one. */
  withoutTraffic: Named;
}

export interface NeverJudged {
  period: Period;
  /** Number of endpoints; some of them are named. */
  count: number;
  names: string[];
  /** Groups and the organisation. */
  shared: Scope[];
}

/** Subscriptions of the three topics. An address gets nothing until it is confirmed. */
export interface Subscribers {
  confirmed: number;
  pending: number;
  /** Recipients that are no longer subscribed, for example after a click on the link at the end of a mail. */
  missing: number;
  /** Each recipient of the settings, with a masked address. */
  recipients: { channel: Recipient['channel']; address: string; state: RecipientState }[];
}

export interface Ranked {
  scope: Scope;
  amount: Decimal;
}

export interface FullBudget {
  scope: Scope;
  budget: string;
  spend: Decimal;
  limit: Decimal;
  ratioPct: number;
}

/** The lowest share of a limit for which a budget is reported. */
const FULL_FROM_PCT = 80;
const TOP = 10;
const MOST_FULL = 50;
const MOST_TOLD = 50;

/** A report that grows endpoint by endpoint. It holds no more than the lists it prints. */
export interface ReportInMaking extends Report {
  plan: BudgetPlan;
  use: SettingsUse;
  now: Date;
}

export function emptyReport(plan: BudgetsInForce, now: Date): ReportInMaking {
  return {
    plan,
    use: emptySettingsUse(),
    now,
    period: periodOf(now),
    composedAt: now.toISOString(),
    currency: plan.currency,
    ...(plan.kept && { budgetsKept: plan.kept }),
    endpoints: 0,
    spend: ZERO,
    expectedAtEnd: ZERO,
    otherCurrencies: [],
    topByCost: [],
    topByGrowth: [],
    full: [],
    sent: [],
    muted: plan.mutes
      .filter(({ until, by }) => by === undefined && Date.parse(until) > now.getTime())
      .map((mute) => ({ mute, endpoints: 0, passed: 0 })),
    expired: expired(plan.mutes, now),
    withoutEffect: [],
    unjudged: { count: 0, names: [], kinds: [] },
    notSeen: { count: 0, names: [] },
    waiting: 0,
    failing: [],
    subscribers: { confirmed: 0, pending: 0, missing: 0, recipients: [] },
  };
}

export function addEndpoint(report: ReportInMaking, month: EndpointMonth): void {
  const { currency, period, now, plan } = report;
  const scope = scopeOf(month.endpoint);
  report.endpoints += 1;
  addToSettingsUse(report.use, month.endpoint, plan);
  if (!isFresh(month, now)) {
    report.notSeen.count += 1;
    if (report.notSeen.names.length < TOP) report.notSeen.names.push(scope.name);
  }
  if (month.unjudged) {
    const { unjudged } = report;
    unjudged.count += 1;
    if (unjudged.names.length < TOP) unjudged.names.push(scope.name);
    if (!unjudged.kinds.includes(month.unjudged)) unjudged.kinds.push(month.unjudged);
  }
  addUnusual(report, scope, month);
  addImeiChange(report, scope, month);
  addIdle(report, scope, month);
  const today = report.composedAt.slice(0, 10);
  const { amount, lastMonth, yesterday } = costOfEndpoint(month, { currency, today });
  const expected = forecast({ period, now, spend: amount, limit: '1', points: [], ...(lastMonth && { lastMonth }) });
  report.spend = sum(report.spend, amount);
  report.expectedAtEnd = sum(report.expectedAtEnd, expected.expectedAtEnd);
  for (const money of month.spend?.meters.total ?? []) if (money.currency !== currency) addMoney(report, money);
  rank(report.topByCost, { scope, amount });
  if (yesterday !== undefined) {
    report.yesterday = sum(report.yesterday ?? ZERO, yesterday);
    rank(report.topByGrowth, { scope, amount: yesterday });
  }
  const full = month.decisions.filter(({ ratioPct }) => ratioPct >= FULL_FROM_PCT);
  for (const { budget, spend, limit, ratioPct } of full) addFull(report, { scope, budget, spend, limit, ratioPct });
  const about = full.map(({ budget, spend, limit }) => ({ endpoint: month.endpoint, budget, spent: { spend, limit } }));
  // A mute by press, which may end later, does not make one of the file idle.
  const ofFile = plan.mutes.filter(({ by }) => by === undefined);
  const mutes = new Set(about.map((each) => mutedBy(ofFile, each, now)));
  const passed = new Set(about.map((each) => passedMute(ofFile, each, now)));
  for (const entry of report.muted) {
    entry.endpoints += mutes.has(entry.mute) ? 1 : 0;
    entry.passed += passed.has(entry.mute) ? 1 : 0;
  }
}

function addUnusual(report: ReportInMaking, scope: Scope, { unusual: span }: EndpointMonth): void {
  if (!span || (span.until && report.now.getTime() - Date.parse(span.until) > DAY_MS)) return;
  report.unusual ??= { count: 0, devices: [] };
  const { unusual } = report;
  unusual.count += 1;
  unusual.devices.push({ scope, ...span });
  unusual.devices.sort((a, b) => (a.since < b.since ? 1 : -1));
  unusual.devices.length = Math.min(unusual.devices.length, TOP);
}

const IMEI_CHANGE_DAYS = 7;

function addImeiChange(report: ReportInMaking, scope: Scope, { imeiChange }: EndpointMonth): void {
  if (!imeiChange || report.now.getTime() - Date.parse(imeiChange.at) > IMEI_CHANGE_DAYS * DAY_MS) return;
  report.imeiChanges ??= { count: 0, devices: [] };
  const { imeiChanges } = report;
  imeiChanges.count += 1;
  imeiChanges.devices.push({ scope, ...imeiChange });
  imeiChanges.devices.sort((a, b) => (a.at < b.at ? 1 : -1));
  imeiChanges.devices.length = Math.min(imeiChanges.devices.length, TOP);
}

/** Adds an endpoint whose SIM costs its fee for nothing. What could not be judged may have had traffic. */
function addIdle(report: ReportInMaking, { name }: Scope, month: EndpointMonth): void {
  const { endpoint, outcome, spend, lastMonth } = month;
  if (endpoint.simStatus !== 'Activated' || outcome !== 'evaluated') return;
  const isDisabled = endpoint.status === 'Disabled';
  if (!isDisabled && ((spend && hasTraffic(spend)) || lastMonth !== undefined)) return;
  report.idle ??= {
    suspendBy: new Date(endOf(report.period).getTime() - 1).toISOString().slice(0, 10),
    disabled: { count: 0, names: [] },
    withoutTraffic: { count: 0, names: [] },
  };
  const idle = isDisabled ? report.idle.disabled : report.idle.withoutTraffic;
  idle.count += 1;
  if (idle.names.length < TOP) idle.names.push(name);
}

/**
 * Returns the month that closed today. A month is open until the end of the next one. On the first day after that, the
 * report names what was never judged after the end of the month.
 *
 * @returns the month to read with `addNeverJudged` and `addSharedNeverJudged`; nothing on other days
 */
export function justClosedPeriod(now: Date): Period | undefined {
  return now.getUTCDate() === 1 ? previousPeriod(previousPeriod(periodOf(now))) : undefined;
}

export function addNeverJudged(report: ReportInMaking, month: EndpointMonth): void {
  if (!month.isOpen || month.outcome === 'skipped') return;
  report.neverJudged ??= noneOf(month.period);
  const { neverJudged } = report;
  neverJudged.count += 1;
  if (neverJudged.names.length < TOP) neverJudged.names.push(scopeOf(month.endpoint).name);
}

export function addSharedNeverJudged(report: ReportInMaking, scope: Scope, month: GroupMonth | undefined): void {
  if (!month?.isOpen) return;
  report.neverJudged ??= noneOf(month.period);
  report.neverJudged.shared.push(scope);
}

function noneOf(period: Period): NeverJudged {
  return { period, count: 0, names: [], shared: [] };
}

/** Adds a group or the organisation, as `aggregate` has stored it. @param month undefined: nothing was stored yet */
export function addShared(
  report: ReportInMaking,
  { budget, scope }: SharedBudget,
  month: GroupMonth | undefined,
): void {
  const limit = budget.limit === 'emnify' ? month?.limits[budget.name] : budget.limit;
  if (!month || limit === undefined) return;
  const { spend, ratioPct } = judge({ ...budget, limit }, report.currency, month.spend, []);
  if (ratioPct >= FULL_FROM_PCT) addFull(report, { scope, budget: budget.name, spend, limit, ratioPct });
}

export interface SharedBudget {
  budget: GroupBudget | OrganisationBudget;
  scope: Scope;
}

/** The budgets that many endpoints share, with their scopes. */
export function sharedBudgets(plan: BudgetPlan): SharedBudget[] {
  return [
    ...budgetsOf('group', plan).map((budget) => ({ budget, scope: groupScope(budget.name) })),
    ...budgetsOf('organisation', plan).map((budget) => ({ budget, scope: ORGANISATION })),
  ];
}

/** The state of this tool. */
export interface OwnState {
  sent: SentNotification[];
  waiting: number;
  failing: ChannelTrouble[];
  sweep: SweepRecord | undefined;
  subscribers: Subscribers;
  presses: Press[];
}

export function finishReport(
  { plan, now, use, ...report }: ReportInMaking,
  { sent, waiting, failing, sweep, subscribers, presses }: OwnState,
): Report {
  const pressed = pressesLately(presses, now);
  return {
    ...report,
    withoutEffect: settingsWithoutEffect(use, plan, now),
    sent: sent.slice(-MOST_TOLD).map(({ sentAt: at, subject, setAside }) => ({ at, subject, setAside })),
    waiting,
    failing: failing.map(({ channel, since, code }) => ({ channel, since, code })),
    subscribers,
    ...(sweep && { sweep }),
    ...(pressed.length > 0 && { pressed }),
  };
}

function addMoney({ otherCurrencies }: Report, { currency, amount }: Money): void {
  const known = otherCurrencies.find((money) => money.currency === currency);
  if (known) known.amount = sum(known.amount, amount);
  else otherCurrencies.push({ currency, amount });
}

function rank(list: Ranked[], entry: Ranked): void {
  if (isZero(entry.amount)) return;
  list.push(entry);
  list.sort((a, b) => compare(b.amount, a.amount));
  list.length = Math.min(list.length, TOP);
}

function addFull({ full }: Report, entry: FullBudget): void {
  full.push(entry);
  full.sort((a, b) => b.ratioPct - a.ratioPct);
  full.length = Math.min(full.length, MOST_FULL);
}
