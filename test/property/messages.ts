import { effectiveBudgetFor } from '../../functions/domain/budgets/limit-from-tag.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import { scopeOf } from '../../functions/domain/costs/scope.ts';
import { type Alert, faultAlert } from '../../functions/domain/judging/alert.ts';
import type { ComposedMessage } from '../../functions/domain/messages/delivery.ts';
import { makeDigest, type Notification } from '../../functions/domain/messages/digest.ts';
import { composeMessages, recompose } from '../../functions/domain/messages/message.ts';
import { renderReport } from '../../functions/domain/messages/render-report.ts';
import { addEndpoint, emptyReport, finishReport, type Report } from '../../functions/domain/messages/report.ts';
import { parseEndpoint } from '../../functions/emnify/endpoint-list.ts';
import { moneyOf } from '../fakes/aggregate-deps.ts';
import {
  aForecastAlert,
  alertsOf,
  aMonth,
  aMute,
  anAlert,
  aPlan,
  aTimeToLimitAlert,
  NOW,
  traffic,
} from '../fakes/samples.ts';
import { aBudget, crossed } from '../fixtures/crossed.ts';

/** A device all of whose texts are this one, as emnify lists it. */
export function deviceOf(text: string): Endpoint {
  const profile = { id: 1, name: text };
  const item = { id: 166, name: text, tags: `cost-limit=${text}`, sim: { iccid: text }, status: { description: text } };
  const endpoint = parseEndpoint({ ...item, tariff_profile: profile, service_profile: profile });
  if (!endpoint) throw new Error('a device with an id is one');
  return endpoint;
}

const OWN_LIMIT = aBudget({ limitFromTag: 'cost-limit' });

/** The device in every kind of notification. */
export function notificationsAbout(endpoint: Endpoint, text: string): Record<string, Notification> {
  const scope = scopeOf(endpoint);
  const [fault] = effectiveBudgetFor(endpoint, OWN_LIMIT).faults;
  const figures = { scope, spend: { period: '2026-10' }, fetchedAt: NOW };
  const about = { budget: 'every-device', meter: 'total' as const, currency: 'EUR' };
  const unreadable = faultAlert(fault ?? { kind: 'limit-unreadable', reason: text }, about, figures);
  const alerts: [Alert, ...Alert[]] = [
    crossed({ endpoint, more: [traffic(`sat ${text}`, undefined)] }),
    aForecastAlert({ scope }),
    aTimeToLimitAlert({ scope, meter: 'data' }),
    unreadable,
  ];
  const run = { sweepId: NOW.toISOString(), fleetSize: 5, checkFrom: 3 };
  const digest = (...found: [Alert, ...Alert[]]): Notification => makeDigest(found, NOW, { muted: 2 });
  return {
    ...Object.fromEntries(alerts.map((alert) => [alert.kind, digest(alert)])),
    digest: digest(...alerts, ...alertsOf(3)),
    baseline: digest(anAlert({ scope, baseline: true }), ...alertsOf(2, () => ({ baseline: true }))),
    'check-me': digest(anAlert({ scope, run }), ...alertsOf(3, () => ({ run }))),
  };
}

/** The device in every kind of message. */
export function messagesAbout(endpoint: Endpoint, text: string): Record<string, ComposedMessage[]> {
  const notifications = Object.entries(notificationsAbout(endpoint, text));
  return {
    ...Object.fromEntries(notifications.map(([kind, notification]) => [kind, composeMessages(notification)])),
    report: renderReport(reportAbout(endpoint, text)).messages,
  };
}

/** What is sent in place of each message when SNS refuses it. */
export function shortFormsOf(notification: Notification): ComposedMessage[] {
  const { alerts, ...rest } = notification;
  const about = { notification: rest, count: alerts.length };
  return composeMessages(notification).map((message) => recompose(message, 'short', about, alerts));
}

/** The device, and mutes of this text, in the daily report. */
export function reportAbout(endpoint: Endpoint, text: string): Report {
  const mute = { ...aMute({ match: { ids: ['166'], tags: [text], name: text } }), reason: text, who: text };
  const report = emptyReport({ ...aPlan(), mutes: [mute, { ...mute, until: '2026-10-01T00:00:00.000Z' }] }, NOW);
  const dayStarts = [
    { date: '2026-10-13', total: moneyOf({ EUR: '1' }) },
    { date: '2026-10-14', total: moneyOf({ EUR: '2' }) },
  ];
  addEndpoint(report, aMonth({ endpoint, dayStarts }));
  addEndpoint(report, aMonth({ endpoint, fetchedAt: '2026-10-12T00:00:00.000Z' }));
  const sweep = { sweepId: NOW.toISOString(), listed: 2, missing: 0, brokeOff: text };
  const subscribers = { confirmed: 1, pending: 0, missing: 0 };
  return finishReport(report, { sent: [], waiting: 1, failing: [], sweep, subscribers });
}
