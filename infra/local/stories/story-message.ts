import type { Message } from './play.ts';

/** One message of a story, for machines. */
export interface StoryMessage {
  /** ISO 8601, in the story's time. */
  at: string;
  subject: string;
  severity: string;
  /** Names of the endpoints, most urgent first. */
  endpoints: string[];
  budgets: string[];
  kinds: string[];
  /** The reached thresholds in percent, ascending. */
  thresholds: number[];
  email: string;
  /** Absent if no text was sent: at most one per device in six hours. */
  sms?: string;
  json: MessageJson;
}

/** The part of the JSON body that this folder reads. */
export interface MessageJson {
  event: string;
  alerts: StoryAlert[];
}

export interface StoryAlert {
  endpoint?: { name: string };
  budget: string;
  kind: string;
  severity: string;
  baseline?: true;
  thresholds?: { crossedPct?: number };
}

export function storyMessage({ at, notification }: Message): StoryMessage {
  const { subject, mail, text, events, attributes } = notification;
  const documents = events.map((event): MessageJson => JSON.parse(event));
  const json: MessageJson = { event: '', ...documents[0], alerts: documents.flatMap(({ alerts }) => alerts) };
  const each = <Value>(of: (alert: StoryAlert) => Value | undefined): Value[] => [
    ...new Set(json.alerts.flatMap((alert) => of(alert) ?? [])),
  ];
  return {
    at: at.toISOString(),
    subject,
    severity: attributes.severity?.value ?? '',
    endpoints: each(({ endpoint }) => endpoint?.name),
    budgets: each(({ budget }) => budget),
    kinds: each((alert) => kindIn(json, alert)),
    thresholds: each(({ thresholds }) => thresholds?.crossedPct).sort((a, b) => a - b),
    email: mail ?? '',
    ...(text !== undefined && { sms: text }),
    json,
  };
}

/** Names the kind of an alert as people would. Alerts of a first check or of a sweep to be checked share one message. */
export function kindIn({ event }: MessageJson, { kind, baseline }: StoryAlert): string {
  if (event === 'check-me') return event;
  return baseline ? 'baseline' : kind;
}
