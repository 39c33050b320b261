import type { ChannelTrouble } from '../../../functions/domain/messages/delivery.ts';
import type { Subscribers } from '../../../functions/domain/messages/report.ts';
import type { EndpointCounts, FunctionName, RunNotes } from '../../../functions/domain/watchdog/observations.ts';

/** The conditions of the watchdog that a fault of a service can bring about, by their titles. */
export const CONDITIONS = [
  'No sweep',
  'Sweep incomplete',
  'Fleet not judged',
  'Budgets refused',
  'All skipped',
  'Alerts waiting',
  'Channel fails',
  'Message set aside',
  'Discover errors',
  'Evaluate dead letters',
  'Aggregate errors',
  'Notify errors',
  'Report errors',
  'Subscriptions',
  'Token refused',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Minutes until the watchdog has its first word, from its first run in which each can begin. */
const FIRST_WORD_MINUTES: Record<Condition, number> = {
  'No sweep': 195,
  'Sweep incomplete': 135,
  'Fleet not judged': 0,
  'Budgets refused': 15,
  'All skipped': 120,
  'Alerts waiting': 30,
  'Channel fails': 0,
  'Message set aside': 15,
  'Discover errors': 15,
  'Evaluate dead letters': 15,
  'Aggregate errors': 15,
  'Notify errors': 0,
  'Report errors': 15,
  Subscriptions: 15,
  'Token refused': 0,
};

/** Minutes until the first word about any of these. */
export function firstWordMinutes(conditions: Condition[]): number | undefined {
  return conditions.length === 0
    ? undefined
    : Math.min(...conditions.map((condition) => FIRST_WORD_MINUTES[condition]));
}

/** What one round of the five functions came to. */
export interface Round {
  failures: { stage: FunctionName; error: string }[];
  /** How many recipients the report has found. */
  subscribers?: Subscribers;
  /** What each function leaves for the watchdog. */
  notes: Record<FunctionName, RunNotes>;
  /** What became of endpoints, as the functions leave it. */
  endpoints: Partial<EndpointCounts>;
  /** Messages of the queue that were not done with: they come back. */
  back: string[];
  /** What the functions warned of. */
  warnings: string[];
  /** Channels that did not take their last message when the round was over. */
  failing: ChannelTrouble[];
  /** Whether alerts or messages still wait at its end. */
  isWaiting: boolean;
  /** Whether everything was sent by the first run of `notify`. */
  isAllSentAtOnce: boolean;
}

/** The conditions that follow from failing functions. `evaluate` fails by messages, which are dead letters in the end. */
export function conditionsOfFailing(failing: FunctionName[]): Condition[] {
  const follows: Record<FunctionName, Condition[]> = {
    discover: ['No sweep', 'Discover errors'],
    evaluate: ['Evaluate dead letters'],
    aggregate: ['Aggregate errors'],
    notify: ['Alerts waiting', 'Notify errors'],
    report: ['Report errors'],
  };
  return failing.flatMap((stage) => follows[stage]);
}
