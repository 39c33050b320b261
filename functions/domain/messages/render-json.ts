import { type Alert, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { endOf, startOf } from '../values/month.ts';
import type { Form, Range } from './delivery.ts';
import { countOf, type Notification } from './digest.ts';

/** Changes when a consumer would have to change: `schemas/alert.schema.json` describes it. */
export const SCHEMA = 'emnify-cost-alert/1';

/** An SNS message is at most 256 KiB with its attributes, which are at most some KB. */
const MAX_BYTES = 200_000;

/** Which alerts of a notification a document has. */
export interface DocumentPart {
  /** The place of its first alert in the notification, counted from 0. */
  from: number;
  /** Alerts of the whole notification. */
  count: number;
  form: Form;
}

/**
 * The body for machines: one document with some alerts of a notification. Amounts are decimal strings, percentages are
 * percentages. `run.from` and `run.to` say which of the `run.alerts` alerts it has, counted from 1.
 */
export function renderJson(notification: Notification, { from, count, form }: DocumentPart): string {
  const { notificationId, event, severity, alerts, composedAt, muted } = notification;
  const to = from + alerts.length;
  const key = count === 1 ? alerts[0].dedupKey : `${event}/${notificationId}`;
  return JSON.stringify({
    schema: SCHEMA,
    event,
    severity,
    notificationId,
    dedupKey: alerts.length === count ? key : `${key}/${from + 1}-${to}`,
    composedAt,
    run: {
      alerts: count,
      critical: countOf(alerts, 'critical'),
      warning: countOf(alerts, 'warning'),
      muted,
      from: from + 1,
      to,
      detail: form,
    },
    alerts: alerts.map(alertForMachines),
  });
}

/** Splits a list of alerts so that each part fits into one message. No part is empty. */
export function partsThatFit(alerts: Alert[]): Range[] {
  const parts: Range[] = [];
  let from = 0;
  let bytes = 0;
  for (const [index, alert] of alerts.entries()) {
    const size = Buffer.byteLength(JSON.stringify(alertForMachines(alert))) + 1;
    if (index > from && bytes + size > MAX_BYTES) {
      parts.push({ from, to: index });
      from = index;
      bytes = 0;
    }
    bytes += size;
  }
  return [...parts, { from, to: alerts.length }];
}

function alertForMachines(alert: Alert): object {
  const { dedupKey, ref, kind, severity, scope, tags, period, budget, meter, currency, reason, figures, run } = alert;
  const { kind: scopeKind, ...identity } = scope;
  return {
    dedupKey,
    ref,
    kind,
    severity,
    scope: scopeKind,
    [scopeKind]: { ...identity, tags },
    period: { id: period, start: startOf(period).toISOString(), end: endOf(period).toISOString(), zone: 'UTC' },
    budget,
    meter,
    currency,
    reason,
    baseline: alert.baseline,
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
