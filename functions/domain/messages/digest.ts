import type { FaultKind } from '../costs/data-fault.ts';
import type { Scope } from '../costs/scope.ts';
import {
  type Alert,
  type AlertKind,
  type CrossedAlert,
  isSpendAlert,
  type SpendAlert,
  shortHash,
} from '../judging/alert.ts';
import { SEVERITIES, type Severity } from '../judging/thresholds.ts';
import { compare, type Decimal, ZERO } from '../values/money.ts';
import type { DeliveryNotice } from './delivery-notice.ts';
import { type Crossing, crossingOf, WAVE_MS, type Wave, waveOf } from './wave.ts';

/**
 * What a notification is about: one alert of its kind, or many.
 * - `baseline`: all its alerts were found when their budgets were first checked.
 * - `check-me`: a large part of the fleet got alerts within hours, which suggests one common cause.
 */
export type NotificationEvent = AlertKind | 'digest' | 'baseline' | 'check-me' | 'test';

/** One message to people: one alert in full, or a digest of many. */
export interface Notification {
  notificationId: string;
  event: NotificationEvent;
  severity: Severity;
  /** Most severe first, then the highest share of the limit. Never empty. */
  alerts: [Alert, ...Alert[]];
  /** The names of the budgets concerned, each once, sorted. */
  budgets: string[];
  composedAt: string;
  /** Number of alerts that mutes kept back since the last notification. */
  muted: number;
  /** Problems of the delivery itself. */
  notices: DeliveryNotice[];
  /** What persons have decided by a press since the last notification, a sentence each; absent where nothing. */
  pressed?: string[];
  /** Only for `check-me`; absent in one that an earlier version has stored. */
  wave?: Wave;
  /** When a "check me" was sent that may have the same cause, ISO 8601. */
  checkMeAt?: string;
}

/** What earlier notifications have said of a wave that may go on. */
export interface Earlier {
  /** Since the last "check me": each wave is one. */
  crossings: Crossing[];
  /** When the last "check me" was sent, ISO 8601. */
  checkMeAt?: string;
}

/**
 * Combines all alerts of one notify run into one notification: 250 devices at once make one mail. Of several waiting
 * alerts about one limit, only the highest is sent.
 */
export function makeDigest(
  alerts: [Alert, ...Alert[]],
  now: Date,
  {
    muted = 0,
    notices = [],
    pressed = [],
    earlier,
  }: Partial<Pick<Notification, 'muted' | 'notices' | 'pressed'> & { earlier: Earlier }> = {},
): Notification {
  const [first, ...others] = withoutOvertaken(alerts).sort(byUrgency);
  const sorted: [Alert, ...Alert[]] = [first ?? alerts[0], ...others];
  const wave = waveOf(alerts, earlier?.crossings);
  const event = eventOf(sorted, wave);
  const isNext = event !== 'check-me' && isSoonAfter(earlier?.checkMeAt, now) && alerts.some(crossingOf);
  return {
    notificationId: sorted.length === 1 ? sorted[0].ref : shortHash(sorted.map((alert) => alert.dedupKey).join('\n')),
    event,
    severity: sorted[0].severity,
    alerts: sorted,
    budgets: budgetsOf(sorted),
    composedAt: now.toISOString(),
    muted,
    notices,
    ...(pressed.length > 0 && { pressed }),
    ...(event === 'check-me' && { wave }),
    ...(isNext && { checkMeAt: earlier?.checkMeAt }),
  };
}

function isSoonAfter(at: string | undefined, now: Date): boolean {
  return at !== undefined && now.getTime() - Date.parse(at) < WAVE_MS;
}

/**
 * Makes a notification that takes the whole way and says that it is a test. It is critical, so that text messages are
 * tried, too.
 */
export function makeTest(now: Date): Notification {
  const period = now.toISOString().slice(0, 7);
  const alert: CrossedAlert = {
    dedupKey: `test/${now.toISOString()}`,
    ref: shortHash(`test/${now.toISOString()}`),
    kind: 'crossed',
    severity: 'critical',
    period,
    scope: { kind: 'endpoint', id: '0', name: 'test-device' },
    tags: [],
    budget: 'test',
    meter: 'total',
    currency: 'EUR',
    reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached',
    spend: '6.1',
    limit: '5',
    ratioPct: 122,
    reachedPct: 100,
    passedPct: [],
    nextPct: 150,
    alreadySent: [],
    parts: { data: '5.8', sms: '0.3', total: '6.1' },
    lastMonth: '3.9',
    costUnavailable: [],
    figures: { fetchedAt: now.toISOString() },
  };
  return { ...makeDigest([alert], now), event: 'test' };
}

/** Picks the most urgent of many alerts, in no particular order. */
export function mostUrgent(alerts: Alert[], most: number): Alert[] {
  return alerts.length <= most ? alerts : alerts.toSorted(byUrgency).slice(0, most);
}

/** Limits a notification to some of its alerts. */
export function about(notification: Notification, alerts: [Alert, ...Alert[]]): Notification {
  const { event, wave = waveOf(alerts) } = notification;
  return {
    ...notification,
    event: event === 'test' ? event : eventOf(alerts, wave),
    ...(wave && { wave }),
    severity: alerts[0].severity,
    alerts,
    budgets: budgetsOf(alerts),
  };
}

/** Whether a notification is a list. A single alert is sent in full, unless it is the last of a wave. */
export function isList({ event, alerts, wave }: Notification): boolean {
  if (event === 'check-me' && wave && wave.earlier > 0) return true;
  return alerts.length > 1 && (event === 'digest' || event === 'baseline' || event === 'check-me');
}

export function countOf(alerts: Alert[], severity: Severity): number {
  return alerts.filter((alert) => alert.severity === severity).length;
}

function budgetsOf(alerts: Alert[]): string[] {
  return [...new Set(alerts.map(({ budget }) => budget))].sort();
}

function eventOf(alerts: [Alert, ...Alert[]], wave: Wave | undefined): NotificationEvent {
  if (alerts.every(({ baseline }) => baseline)) return 'baseline';
  if (wave && alerts.some(crossingOf)) return 'check-me';
  return alerts.length === 1 ? alerts[0].kind : 'digest';
}

/**
 * Drops alerts that another one covers. A crossing covers a forecast for the same limit, and an alert about an amount
 * names its missing costs itself.
 */
function withoutOvertaken(alerts: Alert[]): Alert[] {
  const spends = [...Map.groupBy(alerts.filter(isSpendAlert), limitOf).values()].flatMap(highest);
  const said = new Set(spends.flatMap((alert) => namedFaults(alert).map((kind) => `${kind} ${placeOf(alert)}`)));
  const faults = alerts.filter((alert) => !isSpendAlert(alert) && !said.has(`${alert.kind} ${placeOf(alert)}`));
  return [...spends, ...faults];
}

function namedFaults({ costUnavailable, otherCurrencies = [] }: SpendAlert): FaultKind[] {
  return [
    ...(costUnavailable.length > 0 ? ['cost-unavailable' as const] : []),
    ...(otherCurrencies.length > 0 ? ['currency-mismatch' as const] : []),
  ];
}

function limitOf({ scope, period, budget, meter, limit }: SpendAlert): string {
  return [scope.kind, scope.id, period, budget, meter, limit].join('/');
}

function placeOf({ scope, period }: Alert): string {
  return [scope.kind, scope.id, period].join('/');
}

/** The highest crossing, unless something else is more severe: a limit that is hours away is more urgent than 50 % of it. */
function highest(alerts: SpendAlert[]): SpendAlert[] {
  const crossings = alerts.filter((alert) => alert.kind === 'crossed').sort((a, b) => a.reachedPct - b.reachedPct);
  const top = crossings.at(-1);
  // The later of two forecasts: nothing is sent after "within a day".
  const latest = alerts
    .filter(({ kind }) => kind !== 'crossed')
    .toSorted((a, b) => bySeverity(b, a) || a.figures.fetchedAt.localeCompare(b.figures.fetchedAt))
    .at(-1);
  if (!top || (latest && bySeverity(latest, top) < 0)) return latest ? [latest] : [];
  const passedPct = crossings.flatMap((alert) => [...alert.passedPct, ...(alert === top ? [] : [alert.reachedPct])]);
  return [{ ...top, passedPct }];
}

/** The organisation comes before a single device, because more depends on it. */
export const WIDTHS: Scope['kind'][] = ['organisation', 'group', 'endpoint'];

function bySeverity(a: Alert, b: Alert): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
}

function byUrgency(a: Alert, b: Alert): number {
  return (
    bySeverity(a, b) ||
    WIDTHS.indexOf(a.scope.kind) - WIDTHS.indexOf(b.scope.kind) ||
    ratioOf(b) - ratioOf(a) ||
    compare(spendOf(b), spendOf(a)) ||
    (a.scope.id < b.scope.id ? -1 : 1)
  );
}

function ratioOf(alert: Alert): number {
  return isSpendAlert(alert) ? alert.ratioPct : -1;
}

function spendOf(alert: Alert): Decimal {
  return isSpendAlert(alert) ? alert.spend : ZERO;
}
