import { type Alert, type AnomalyAlert, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { endOf, startOf } from '../values/month.ts';
import type { Form, Range } from './delivery.ts';
import { countOf, type Notification } from './digest.ts';

/** Name and version of the format, described in `schemas/alert.schema.json`. It changes when consumers have to change. */
export const SCHEMA = 'emnify-cost-alert/1';

/** The most bytes of alerts in one message. SNS allows 256 KiB with the attributes, which take a few KB. */
const MAX_BYTES = 200_000;

/** The alerts of a notification that one document holds. */
export interface DocumentPart {
  /** Index of its first alert in the notification, from 0. */
  from: number;
  /** Number of alerts in the whole notification. */
  count: number;
  form: Form;
}

/**
 * Writes the body for machines: one document with some alerts of a notification. Amounts are decimal strings, and 80
 * stands for 80 %. `run.from` and `run.to` say which of the `run.alerts` alerts it holds, counted from 1.
 */
export function renderJson(notification: Notification, { from, count, form }: DocumentPart): string {
  const { notificationId, event, severity, alerts, composedAt, muted, pressed } = notification;
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
    pressed,
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
    mute: alert.mute,
    ...(isSpendAlert(alert) ? spendForMachines(alert) : { otherCurrencies: alert.otherCurrencies }),
    figures,
    run,
  };
}

function anomalyOf({ level, day, method, hoursLeft }: AnomalyAlert): object {
  return { level, day, method, hoursLeft };
}

function spendForMachines(alert: SpendAlert): object {
  const {
    spend,
    limit,
    ratioPct,
    parts,
    lastMonth,
    costUnavailable,
    otherCurrencies,
    forecast,
    pace,
    range,
    usualSince,
    coverage,
    where,
    alreadySent,
  } = alert;
  return {
    spend,
    limit,
    raised: alert.raised,
    ratioPct,
    thresholds:
      alert.kind === 'crossed'
        ? { crossedPct: alert.reachedPct, passedPct: alert.passedPct, alreadySent, nextPct: alert.nextPct }
        : { alreadySent },
    parts,
    lastMonth,
    costUnavailable,
    otherCurrencies,
    forecast: forecast && {
      ...forecast,
      ...range,
      ...((alert.kind === 'forecast' || alert.kind === 'time-to-limit') && { method: alert.method }),
      ...(alert.kind === 'time-to-limit' && { hoursLeft: alert.hoursLeft }),
    },
    pace,
    price: alert.price,
    usualSince,
    anomaly: alert.kind === 'anomaly' ? anomalyOf(alert) : undefined,
    activeLastHour: alert.activeLastHour,
    where,
    coverage,
  };
}
