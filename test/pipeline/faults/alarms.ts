import type { ChannelTrouble } from '../../../functions/domain/messages/delivery.ts';
import type { EndpointCounts, RunNotes } from '../../../functions/domain/watchdog/observations.ts';

export const STAGES = ['discover', 'evaluate', 'aggregate', 'notify', 'report'] as const;
export type Stage = (typeof STAGES)[number];

/** The alarms of infra/constructs that a fault of a service can raise, by their headings in docs/operations.md. */
export const ALARMS = [
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
export type Alarm = (typeof ALARMS)[number];

/** Minutes until the watchdog has its first word, from its first run in which each can begin. */
const FIRST_WORD_MINUTES: Record<Alarm, number> = {
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
export function firstWordMinutes(alarms: Alarm[]): number | undefined {
  return alarms.length === 0 ? undefined : Math.min(...alarms.map((alarm) => FIRST_WORD_MINUTES[alarm]));
}

/** What one round of the five functions came to. */
export interface Round {
  failures: { stage: Stage; error: string }[];
  /** What the functions counted, as CloudWatch adds it up. */
  counts: Record<string, number>;
  /** What each function leaves for the watchdog. */
  notes: Record<Stage, RunNotes>;
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

/** The alarms that follow from failing functions. `evaluate` fails by messages, which are dead letters in the end. */
export function alarmsOfFailing(failing: Stage[]): Alarm[] {
  const follows: Record<Stage, Alarm[]> = {
    discover: ['No sweep', 'Discover errors'],
    evaluate: ['Evaluate dead letters'],
    aggregate: ['Aggregate errors'],
    notify: ['Alerts waiting', 'Notify errors'],
    report: ['Report errors'],
  };
  return failing.flatMap((stage) => follows[stage]);
}

/** All alarms that are raised where every round is as this one, in the order of the list. */
export function alarmsOf({ failures, counts, isWaiting }: Round): Alarm[] {
  const { EndpointsListed = 0, EndpointsEvaluated = 0, EndpointsSkipped = 0, EndpointsUnjudged = 0 } = counts;
  const {
    TokenRefusals = 0,
    ChannelsFailing = 0,
    MessagesSetAside = 0,
    FleetNotJudged = 0,
    BudgetsRefused = 0,
  } = counts;
  const { SubscriptionsPending = 0, SubscriptionsMissing = 0, SubscriptionsConfirmed = 1 } = counts;
  const raised = new Set(alarmsOfFailing(failures.map(({ stage }) => stage)));
  if (!counts.SweepsStarted) raised.add('No sweep');
  if ((EndpointsEvaluated + EndpointsSkipped + EndpointsUnjudged) * 2 < EndpointsListed) raised.add('Sweep incomplete');
  if (EndpointsSkipped > 0 && EndpointsEvaluated === 0) raised.add('All skipped');
  if (FleetNotJudged > 0) raised.add('Fleet not judged');
  if (BudgetsRefused > 0) raised.add('Budgets refused');
  if (isWaiting) raised.add('Alerts waiting');
  if (ChannelsFailing > 0) raised.add('Channel fails');
  if (MessagesSetAside > 0) raised.add('Message set aside');
  if (SubscriptionsPending > 0 || SubscriptionsMissing > 0 || SubscriptionsConfirmed < 1) raised.add('Subscriptions');
  if (TokenRefusals > 0) raised.add('Token refused');
  return ALARMS.filter((alarm) => raised.has(alarm));
}
