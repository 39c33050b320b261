import type { Message } from './play.ts';

/** One message of a story, for machines. */
export interface ToldMessage {
  /** ISO 8601, in the story's time. */
  at: string;
  subject: string;
  severity: string;
  /** Names of the endpoints, most urgent first. */
  endpoints: string[];
  budgets: string[];
  kinds: string[];
  /** Percent; those that were reached, ascending. */
  thresholds: number[];
  email: string;
  sms: string;
  json: MessageJson;
}

/** What this folder reads of the JSON body. */
export interface MessageJson {
  alerts: {
    endpoint: { name: string };
    budget: string;
    kind: string;
    severity: string;
    thresholds: { crossedPct: number };
  }[];
}

export function toldMessage({ at, publication }: Message): ToldMessage {
  const { subject = '', bodies, attributes } = publication;
  const json: MessageJson = JSON.parse(bodies.default ?? '{"alerts":[]}');
  const each = <Value>(of: (alert: MessageJson['alerts'][number]) => Value): Value[] => [
    ...new Set(json.alerts.map(of)),
  ];
  return {
    at: at.toISOString(),
    subject,
    severity: attributes.severity?.value ?? '',
    endpoints: each(({ endpoint }) => endpoint.name),
    budgets: each(({ budget }) => budget),
    kinds: each(({ kind }) => kind),
    thresholds: each(({ thresholds }) => thresholds.crossedPct).sort((a, b) => a - b),
    email: bodies.email ?? '',
    sms: bodies.sms ?? '',
    json,
  };
}
