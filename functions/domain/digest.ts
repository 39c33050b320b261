import { type Alert, shortHash } from './alert.ts';
import { SEVERITIES, type Severity } from './crossing.ts';
import { compare } from './money.ts';

/** One message to people: one alert in full, or a digest of many. */
export interface Notification {
  notificationId: string;
  event: 'crossed' | 'digest' | 'test';
  severity: Severity;
  /** Most severe first, then the dearest in relation to its limit. Never empty. */
  alerts: [Alert, ...Alert[]];
  /** The names of the budgets concerned, each once. */
  budgets: string[];
  composedAt: string;
}

/**
 * All alerts of one notify run as one notification: 250 devices at once are one email. Where several thresholds of one
 * budget waited together, only the highest is told and says that it went past the others.
 */
export function makeDigest(alerts: [Alert, ...Alert[]], now: Date): Notification {
  const [first, ...others] = withoutOvertaken(alerts).sort(byUrgency);
  const sorted: [Alert, ...Alert[]] = [first ?? alerts[0], ...others];
  return {
    notificationId: sorted.length === 1 ? sorted[0].ref : shortHash(sorted.map((alert) => alert.dedupKey).join('\n')),
    event: sorted.length === 1 ? 'crossed' : 'digest',
    severity: sorted[0].severity,
    alerts: sorted,
    budgets: [...new Set(sorted.map((alert) => alert.budget))].sort(),
    composedAt: now.toISOString(),
  };
}

/** A notification that goes the whole way and says that it is a test; critical, so that text messages are tried too. */
export function makeTest(now: Date): Notification {
  const period = now.toISOString().slice(0, 7);
  const alert: Alert = {
    dedupKey: `test/${now.toISOString()}`,
    ref: shortHash(`test/${now.toISOString()}`),
    kind: 'crossed',
    severity: 'critical',
    period,
    endpoint: { id: '0', name: 'test-device' },
    budget: 'test',
    meter: 'total',
    currency: 'EUR',
    spend: '6.1',
    limit: '5',
    ratioPct: 122,
    reachedPct: 100,
    passedPct: [],
    nextPct: 150,
    told: [],
    parts: { data: '5.8', sms: '0.3', total: '6.1' },
    lastMonth: '3.9',
    costUnavailable: [],
    figures: { fetchedAt: now.toISOString() },
  };
  return { ...makeDigest([alert], now), event: 'test' };
}

export function countOf(alerts: Alert[], severity: Severity): number {
  return alerts.filter((alert) => alert.severity === severity).length;
}

function withoutOvertaken(alerts: Alert[]): Alert[] {
  const ascending = alerts.toSorted((a, b) => a.reachedPct - b.reachedPct);
  const highest = new Map<string, Alert>();
  for (const alert of ascending) {
    const key = [alert.endpoint.id, alert.period, alert.budget, alert.meter, alert.limit].join('/');
    const lower = highest.get(key);
    const passedPct = lower ? [...lower.passedPct, lower.reachedPct, ...alert.passedPct] : alert.passedPct;
    highest.set(key, { ...alert, passedPct });
  }
  return [...highest.values()];
}

function byUrgency(a: Alert, b: Alert): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.ratioPct - a.ratioPct ||
    compare(b.spend, a.spend) ||
    (a.endpoint.id < b.endpoint.id ? -1 : 1)
  );
}
