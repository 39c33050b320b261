import { scopeKey } from '../costs/scope.ts';
import type { Alert } from '../judging/alert.ts';
import { SEVERITIES, type Severity } from '../judging/thresholds.ts';
import { HOUR_MS } from '../values/duration.ts';

/** A scope that had a text: tried at this moment, or composed then and still on its way. */
export interface TextedScope {
  scopeId: string;
  severity: Severity;
  /** ISO 8601. */
  at: string;
  isOnItsWay: boolean;
}

/** The alerts of a text, and what it leaves out. */
export interface TextRation {
  alerts: Alert[];
  /** Number of alerts about scopes that had a text recently. */
  rationed: number;
  /** Time of the first of those texts, ISO 8601. */
  since?: string;
}

/** One text per endpoint, group or organisation in this time, unless its severity rises. Mails are not rationed. */
const RATION_MS = 6 * HOUR_MS;

/** Chooses the alerts of a notification for a text. @param earlier scopes that had a text before */
export function rationTexts(alerts: Alert[], earlier: TextedScope[], now: Date): TextRation {
  const held = Map.groupBy(
    earlier.filter(({ at, isOnItsWay }) => isOnItsWay || now.getTime() - Date.parse(at) < RATION_MS),
    ({ scopeId }) => scopeId,
  );
  const textsAsSevere = ({ scope, severity }: Alert): TextedScope[] =>
    (held.get(scopeKey(scope)) ?? []).filter((text) => rank(text.severity) >= rank(severity));
  const allowed = alerts.filter((alert) => textsAsSevere(alert).length === 0);
  const since = alerts
    .flatMap(textsAsSevere)
    .map(({ at }) => at)
    .sort()
    .at(0);
  return { alerts: allowed, rationed: alerts.length - allowed.length, ...(since !== undefined && { since }) };
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
