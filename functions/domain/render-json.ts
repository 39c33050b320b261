import type { Alert } from './alert.ts';
import { countOf, type Notification } from './digest.ts';
import { endOf, startOf } from './period.ts';

/** Changes when a consumer would have to change. */
export const SCHEMA = 'emnify-cost-alert/1';

/**
 * An SNS message is at most 256 KiB with all its bodies, each of them a string in one more JSON document, which doubles
 * quotes and backslashes. This leaves room for the email, the SMS and the attributes.
 */
const MAX_BYTES = 180_000;

/**
 * The body for machines. Amounts are decimal strings, percentages are percentages. Alerts that would not fit are
 * counted in `omitted`; they are in the notification log all the same.
 */
export function renderJson(notification: Notification): string {
  const { notificationId, event, severity, alerts, composedAt } = notification;
  const rendered: object[] = [];
  let bytes = 0;
  for (const alert of alerts) {
    const next = alertForMachines(alert);
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(next)));
    if (bytes > MAX_BYTES) break;
    rendered.push(next);
  }
  return JSON.stringify({
    schema: SCHEMA,
    event,
    severity,
    notificationId,
    dedupKey: alerts.length === 1 ? alerts[0].dedupKey : `${event}/${notificationId}`,
    composedAt,
    run: {
      alerts: alerts.length,
      critical: countOf(alerts, 'critical'),
      warning: countOf(alerts, 'warning'),
      omitted: alerts.length - rendered.length,
    },
    alerts: rendered,
  });
}

function alertForMachines(alert: Alert): object {
  return {
    dedupKey: alert.dedupKey,
    ref: alert.ref,
    kind: alert.kind,
    severity: alert.severity,
    endpoint: alert.endpoint,
    period: {
      id: alert.period,
      start: startOf(alert.period).toISOString(),
      end: endOf(alert.period).toISOString(),
      zone: 'UTC',
    },
    budget: alert.budget,
    meter: alert.meter,
    currency: alert.currency,
    spend: alert.spend,
    limit: alert.limit,
    ratioPct: alert.ratioPct,
    thresholds: {
      crossedPct: alert.reachedPct,
      passedPct: alert.passedPct,
      told: alert.told,
      nextPct: alert.nextPct,
    },
    parts: alert.parts,
    lastMonth: alert.lastMonth,
    costUnavailable: alert.costUnavailable,
    otherCurrencies: alert.otherCurrencies,
    figures: alert.figures,
  };
}
