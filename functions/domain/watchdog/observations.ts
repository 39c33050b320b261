import type { Period } from '../values/month.ts';

/** The functions of the pipeline, in its order. */
export const FUNCTIONS = ['discover', 'evaluate', 'aggregate', 'notify', 'report'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Facts that a function leaves in the table about its runs: what happened last, and when. */
export const NOTES = [
  /** A run came to its end. */
  'good',
  /** A run failed. */
  'failed',
  /** A request of the queue failed, and comes back. */
  'requestFailed',
  /** emnify's list was read to its end. */
  'listed',
  'tokenRefused',
  /** A stored item could not be read. */
  'unreadable',
  /** Budgets of before are in force. */
  'budgetsRefused',
  'fleetNotJudged',
  'withoutEffect',
  /** SNS refused a message in every form. */
  'setAside',
] as const;
export type NoteName = (typeof NOTES)[number];

export interface Note {
  /** ISO 8601. */
  at: string;
  /** Words of the error, or what it is about. */
  reason?: string;
}

/** The last fact of each kind. */
export type RunNotes = Partial<Record<NoteName, Note>>;

/** How many endpoints were queued, and what became of them. */
export interface EndpointCounts {
  asked: number;
  evaluated: number;
  skipped: number;
  unjudged: number;
}

/** What all functions together have counted since the month began. */
export interface MonthCounts extends EndpointCounts {
  /** Requests to emnify. */
  sent: number;
}

/** The counts of one run of the watchdog. */
export interface CountsAt extends MonthCounts {
  /** ISO 8601. */
  at: string;
  period: Period;
}

/** A value that was read, or why it could not be read. */
export type Seen<Value> = { value: Value } | { unknown: string };

/** The dead-letter queues: one of the schedules, but for that of `notify`, and one of the queue of `evaluate`. */
export const DEAD_LETTER_QUEUES = ['schedules', 'evaluate', 'notify'] as const;
export type DeadLetterQueueName = (typeof DEAD_LETTER_QUEUES)[number];

/** Messages of a dead-letter queue, and the reason of one of them, where a message says it. */
export interface DeadLetters {
  count: number;
  reason?: string;
}

/** What waits to be sent. */
export interface Outbox {
  /** When the oldest alert or message that waits was found, ISO 8601. */
  oldestAt?: string;
  /** Channels that have refused their last message. `since` is ISO 8601. */
  failing: { channel: string; failures: number; since: string; reason: string }[];
}

/** Functions of which failed runs are counted here. Those of `notify` have an alarm of CloudWatch. */
export const COUNTED_BY_LAMBDA = ['discover', 'evaluate', 'aggregate', 'report'] as const;
export type CountedByLambda = (typeof COUNTED_BY_LAMBDA)[number];

/** AWS's own metrics: sums over the last hours, and the cost of texts since the month began. */
export interface AwsMetrics {
  /** Messages that SNS took and could not deliver, by channel. */
  undelivered: Record<string, number>;
  /** Runs that failed, also those that Lambda has ended: these leave no note. */
  errors: Record<CountedByLambda, number>;
  /** Starts that Lambda has refused in this account and region. */
  throttles: number;
  smsSpentUsd: number;
}

/** What the deployment says of itself. */
export interface WatchSettings {
  sweepMinutes: number;
  aggregateMinutes: number;
  notifyMinutes: number;
  /** More requests to emnify in a day are too many. */
  requestsPerDay: number;
  smsSpendingLimitUsd: number;
  /** When the application token expires, ISO 8601. */
  tokenExpiresAt?: string;
}

/** All that one run of the watchdog has read. Each part may be unknown. */
export interface Observations {
  runs: Seen<Record<FunctionName, RunNotes>>;
  counts: Seen<MonthCounts>;
  /** Requests in the queue of `evaluate`: those that wait, and those that a worker has. */
  requests: Seen<{ waiting: number; taken: number }>;
  deadLetters: Record<DeadLetterQueueName, Seen<DeadLetters>>;
  outbox: Seen<Outbox>;
  metrics: Seen<AwsMetrics>;
  /** What is wrong with the subscriptions, a sentence each. */
  subscriptions: Seen<string[]>;
}

/** What conditions are judged by. */
export interface Watched extends Observations {
  now: Date;
  /** When the watchdog ran first, ISO 8601. */
  since: string;
  settings: WatchSettings;
  /** The counts of earlier runs of this month, oldest first, and of this one. */
  history: CountsAt[];
}

/** What could not be read, in words. */
export function unknownIn(observations: Observations): string[] {
  const { deadLetters, ...others } = observations;
  const words: [string, Seen<unknown>][] = [
    ['what the functions have left', others.runs],
    ['the counts of the month', others.counts],
    ['the queue of evaluate', others.requests],
    ...DEAD_LETTER_QUEUES.map((name): [string, Seen<unknown>] => [`dead letters of ${name}`, deadLetters[name]]),
    ['what waits to be sent', others.outbox],
    ["AWS's own metrics", others.metrics],
    ['the subscriptions', others.subscriptions],
  ];
  return words.flatMap(([what, seen]) => ('unknown' in seen ? [`${what}: ${seen.unknown}`] : []));
}
