import { type Alert, isSpendAlert, type SpendAlert } from './alert.ts';
import { countOf, type Notification } from './digest.ts';
import { endOf, startOf } from './period.ts';

/** Changes when a consumer would have to change. */
export const SCHEMA = 'emnify-cost-alert/1';

/**
 * An SNS message is at most 256 KiB with all its bodies, each of them a string in one more JSON document, which doubles
 * quotes and backslashes. This leaves room for the email, the SMS and the attributes.
 */
const MAX_BYTES = 210_000;

/**
 * The body for machines. Amounts are decimal strings, percentages are percentages. Where all of it would not fit, alerts
 * are brief (`run.detail`); what does not fit then is counted in `run.omitted`, and is in the notification log.
 */
export function renderJson(notification: Notification): string {
  const { notificationId, event, severity, alerts, composedAt, muted } = notification;
  const full = fitting(alerts.map(alertForMachines));
  const isFull = full.length === alerts.length;
  const rendered = isFull ? full : fitting(alerts.map(briefly));
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
      muted,
      detail: isFull ? 'full' : 'brief',
      omitted: alerts.length - rendered.length,
    },
    alerts: rendered,
  });
}

/** The first of them that fit into a message. */
function fitting(rendered: object[]): object[] {
  let bytes = 0;
  const overflowsAt = rendered.findIndex((alert) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(alert)));
    return bytes > MAX_BYTES;
  });
  return overflowsAt < 0 ? rendered : rendered.slice(0, overflowsAt);
}

/** What a machine needs to act; the rest is for reading. */
function briefly(alert: Alert): object {
  const { ref, kind, severity, scope, period, budget, currency, baseline } = alert;
  return {
    ref,
    kind,
    severity,
    scope: scope.kind,
    [scope.kind]: { id: scope.id, name: scope.name },
    period: { id: period },
    budget,
    currency,
    ...(baseline && { baseline }),
    ...(isSpendAlert(alert) && { spend: alert.spend, limit: alert.limit, ratioPct: alert.ratioPct }),
    ...(alert.kind === 'crossed' && { thresholds: { crossedPct: alert.reachedPct } }),
  };
}

function alertForMachines(alert: Alert): object {
  const { dedupKey, ref, kind, severity, scope, period, budget, meter, currency, reason, figures, run, baseline } =
    alert;
  const { kind: scopeKind, ...identity } = scope;
  return {
    dedupKey,
    ref,
    kind,
    severity,
    scope: scopeKind,
    [scopeKind]: identity,
    period: { id: period, start: startOf(period).toISOString(), end: endOf(period).toISOString(), zone: 'UTC' },
    budget,
    meter,
    currency,
    reason,
    ...(baseline && { baseline }),
    ...(isSpendAlert(alert) && spendForMachines(alert)),
    figures,
    run,
  };
}

function spendForMachines(alert: SpendAlert): object {
  const { spend, limit, ratioPct, parts, lastMonth, costUnavailable, otherCurrencies, outlook, coverage, told } = alert;
  return {
    spend,
    limit,
    ratioPct,
    thresholds:
      alert.kind === 'crossed'
        ? { crossedPct: alert.reachedPct, passedPct: alert.passedPct, told, nextPct: alert.nextPct }
        : { told },
    parts,
    lastMonth,
    costUnavailable,
    otherCurrencies,
    forecast: outlook && {
      ...outlook,
      ...(alert.kind !== 'crossed' && { method: alert.method }),
      ...(alert.kind === 'time-to-limit' && { hoursLeft: alert.hoursLeft }),
    },
    activeLastHour: alert.activeLastHour,
    coverage,
  };
}
