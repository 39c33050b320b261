import type { FaultKind } from '../costs/data-fault.ts';
import type { Scope } from '../costs/scope.ts';
import { type Alert, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { oneLine, plural } from '../values/text.ts';
import { isList, type Notification } from './digest.ts';
import type { Wave } from './wave.ts';
import { wrongCurrencyIn } from './wrong-currency.ts';

/** Counts of scopes by the meaning of their alerts. A device that breaks two budgets counts once. */
export interface AlertCounts {
  over: number;
  near: number;
  /** Spending much faster than usual. */
  unusual: number;
  /** Expected to be over at the end of the month, or within a day. */
  expected: number;
  /** Cannot be checked completely. */
  faulty: number;
  /** `"endpoint"` or `"group"` where all are of one kind, or `"endpoint or group"`. */
  noun: string;
}

export function countAlerts(alerts: Alert[]): AlertCounts {
  const seen = new Set<string>();
  const count = (wanted: (alert: Alert) => boolean): number => {
    const found = new Set(alerts.filter(wanted).map(({ scope }) => `${scope.kind} ${scope.id}`)).difference(seen);
    for (const scope of found) seen.add(scope);
    return found.size;
  };
  const kinds = [...new Set(alerts.map(({ scope }) => scope.kind))];
  return {
    over: count((alert) => isSpendAlert(alert) && alert.ratioPct >= 100),
    near: count(({ kind }) => kind === 'crossed'),
    unusual: count(({ kind }) => kind === 'anomaly'),
    expected: count(isSpendAlert),
    faulty: count(() => true),
    noun: kinds.length === 1 && kinds[0] ? kinds[0] : 'endpoint or group',
  };
}

/** `"3 endpoints are over their monthly cost limit, 2 are near it, 1 is expected to go over it"` and singular forms. */
export function countsSentence({ over, near, unusual, expected, faulty, noun }: AlertCounts): string {
  const are = (n: number): string => (n === 1 ? 'is' : 'are');
  const parts: [number, string, string][] = [
    [over, 'over', 'over'],
    [near, 'near', 'near'],
    [expected, 'expected to go over', 'expected to go over'],
  ];
  const [first, ...others] = parts.filter(([count]) => count > 0);
  const spends = (n: number, subject: string): string =>
    `${subject} ${n === 1 ? 'spends' : 'spend'} much faster than usual`;
  const isMixed = first || unusual > 0;
  if (!isMixed) return `${counted(faulty, noun)} cannot be checked completely`;
  return [
    ...(first
      ? [
          `${counted(first[0], noun)} ${are(first[0])} ${first[1]} ${first[0] === 1 ? 'its' : 'their'} monthly cost limit`,
        ]
      : []),
    ...others.map(([n, short]) => `${n} ${are(n)} ${short} it`),
    ...(unusual > 0 ? [spends(unusual, first ? String(unusual) : counted(unusual, noun))] : []),
    ...(faulty > 0 ? [`${faulty} cannot be checked completely`] : []),
  ].join(', ');
}

/** `"3 endpoints over limit, 2 near it"`; `"3 over limit, 2 near it"` where room is short. */
export function countsInBrief({ over, near, unusual, expected, faulty, noun }: AlertCounts, withNoun: boolean): string {
  const parts: [number, string][] = [
    [over, 'over'],
    [near, 'near'],
    [expected, 'heading over'],
  ];
  const [first, ...others] = parts.filter(([count]) => count > 0);
  const count = (n: number): string => (withNoun ? counted(n, noun) : String(n));
  if (!first && unusual === 0) return `${count(faulty)} not fully checked`;
  return [
    ...(first ? [`${count(first[0])} ${first[1]} limit`] : []),
    ...others.map(([n, words]) => `${n} ${words} it`),
    ...(unusual > 0 ? [`${first ? unusual : count(unusual)} at an unusual pace`] : []),
    ...(faulty > 0 ? [`${faulty} not fully checked`] : []),
  ].join(', ');
}

/** `"3 endpoints over limit"`: summary of a list; undefined for a single alert. */
export function summaryOf(notification: Notification, withNoun: boolean): string | undefined {
  const { event, alerts, wave } = notification;
  if (!isList(notification)) return undefined;
  const brief = countsInBrief(countAlerts(alerts), withNoun);
  if (event === 'check-me' && wave) return `check me: ${waveInWords(wave, withNoun)}`;
  const wrongCurrency = wrongCurrencyIn(notification);
  if (wrongCurrency?.others.length === 0) {
    return `wrong currency: costs in ${wrongCurrency.costs}, budgets in ${wrongCurrency.budgets}`;
  }
  if (event === 'baseline') return `first check: ${brief}`;
  // A text names the mute itself.
  return withNoun && alerts.every(({ mute }) => mute?.cause === 'ended') ? `mute ended: ${brief}` : brief;
}

/** `"alerts for 20 of 60 endpoints within 5 hours"`; `"alerts for 20 of 60 at once"` where room is short. */
export function waveInWords({ endpoints: count, fleetSize, hours }: Wave, withNoun: boolean): string {
  const counts = (n: number): string => (withNoun ? endpoints(n) : String(n));
  const share = fleetSize === undefined ? counts(count) : `${count} of ${counts(fleetSize)}`;
  return `alerts for ${share} ${hours > 1 ? `within ${hours} hours` : 'at once'}`;
}

export function endpoints(count: number): string {
  return counted(count, 'endpoint');
}

/** `"1 endpoint"`, `"3 endpoints or groups"`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun.replace(/endpoint|group/g, '$&s')}`;
}

/** Finds the alert with the newest month, which a digest names: some of its alerts may be late ones of the month before. */
export function newestOf(alerts: [Alert, ...Alert[]]): Alert {
  return alerts.reduce((a, b) => (b.period > a.period ? b : a));
}

/** `"cost"`, `"data cost"`, `"SMS cost"`. */
export function costOn(meter: Alert['meter']): string {
  return { total: 'cost', data: 'data cost', sms: 'SMS cost' }[meter];
}

/** `["in Germany (Hamburg Mobile)"]`: where an endpoint is, as far as it is known. */
export function placeOf({ where: { country, operator } = {} }: SpendAlert): string[] {
  const [land, network] = [oneLine(country ?? ''), oneLine(operator ?? '')];
  if (!land) return network ? [`at ${network}`] : [];
  return [`in ${land}${network ? ` (${network})` : ''}`];
}

/** Short names of faults. */
export const FAULT_WORDS: Record<FaultKind, string> = {
  'cost-unavailable': 'cost unavailable',
  'currency-mismatch': 'billed in another currency',
  stale: 'figures not updating',
  'limit-unreadable': 'limit tag unreadable',
  'limit-unavailable': 'no limit at emnify',
  unjudged: 'costs unknown',
};

/** `"within an hour"`, `"in about 8 hours"`: time until the limit at the current pace. */
export function hoursInWords(hours: number): string {
  return hours < 1 ? 'within an hour' : `in about ${plural(Math.round(hours), 'hour')}`;
}

/** `"endpoint tracker-1"`, `"group cameras"`, `"the organisation"`. */
export function scopeInWords({ kind, id, name }: Scope): string {
  if (kind === 'organisation') return 'the organisation';
  return name === `${kind} ${id}` ? name : `${kind} ${name}`;
}

/** Makes the names and the reason of an alert, which come from outside, safe for a mail. */
export function forMail<Any extends Alert>(alert: Any): Any {
  const { scope, budget, reason } = alert;
  return {
    ...alert,
    scope: { ...scope, id: oneLine(scope.id), name: oneLine(scope.name) },
    budget: oneLine(budget),
    reason: oneLine(reason),
  };
}

/** Converts a name, or the id where the converted name has nothing readable left: `?` is no name. */
export function nameIn({ kind, id, name }: Scope, convert: (text: string) => string): string {
  const converted = convert(kind === 'group' ? `group ${name}` : name).trim();
  return /[^?\s]/.test(converted) ? converted : convert(`endpoint ${id}`);
}
