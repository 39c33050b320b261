import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { FunctionName } from '../../../functions/domain/watchdog/observations.ts';
import { CONDITIONS, type Condition, conditionsOfFailing } from './conditions.ts';
import type { Behaviour } from './gate.ts';
import type { Trial } from './trial.ts';
import type { Behind } from './troubles.ts';

export const SERVICES = {
  emnify: 'emnify',
  dynamodb: 'DynamoDB',
  sqs: 'SQS',
  sns: 'SNS',
  secretsManager: 'Secrets Manager',
  ssm: 'SSM',
  cloudwatch: 'CloudWatch',
} as const;
export type Service = keyof typeof SERVICES;

/** What is asked of every service: each has at least one cell for each of them. */
export const KINDS = [
  'throttled',
  '5xx',
  'time-out',
  'slow',
  'connection reset',
  'malformed answer',
  'access denied',
  'missing item',
  'partial answer',
] as const;

interface Named {
  service: Service;
  kind: (typeof KINDS)[number] | 'special';
  /** Which of its kind; a special one has only this for a name. */
  what?: string;
}

/** Something that goes wrong with one service, and what has to come of it. It is tried, and stands in docs/reliability.md. */
export interface Trouble extends Named {
  /** What the service does meanwhile; made anew for each trial. */
  begin(behind: Behind): Behaviour;
  /** Which requests: on the operation, a blank and the body. Default: all. */
  on?: RegExp;
  /** How many requests of each operation. Default: all while it lasts. */
  times?: number;
  /** Further tries within one run get over it where it passes soon. */
  isRetried?: true;
  /** The functions that fail while it lasts. Default: none. */
  fails?: FunctionName[];
  /** Channels whose messages wait while it lasts, and are tried again. Default: none. */
  waits?: Channel[];
  /** A part of what the error of each of them says, or the warning of one where none fails. */
  says?: string;
  /** Conditions beside those that follow from what fails and what waits. */
  alsoHeard?: Condition[];
  /** What the daily report says of it. */
  reportSays?: string;
  /** Nothing fails, and yet not everything is sent while it lasts. */
  isUnsent?: true;
  /** How often each alert is sent on a channel in the end. Default: once. */
  copies?: Partial<Record<Channel, number>>;
  /** The channels on which the alert about endpoint 1 is set aside. Default: none. */
  setsAside?: Channel[];
  /** So many minutes it lasts, with a run of `notify` in each. Default: two, with a run in the first and the last. */
  minutes?: number;
  /** What else a reader wants to know. */
  note?: string;
  /** How long emnify and AWS may be silent, in milliseconds: short where they are. */
  timeLimitMs?: number;
  /** No messages of an earlier sweep wait when it begins. */
  isQueueEmpty?: true;
  /** It is there still when everything else is over. */
  neverEnds?: true;
  /** What has to hold beside the rest. @returns what does not */
  alsoBroken?(trial: Trial): string[];
}

/** A fault that a service cannot have. */
export interface Impossible extends Named {
  cannot: string;
}

export type Cell = Trouble | Impossible;

export function isTrouble(cell: Cell): cell is Trouble {
  return !('cannot' in cell);
}

export function nameOf({ kind, what }: Named): string {
  if (what === undefined) return kind;
  return kind === 'special' ? what : `${kind}: ${what}`;
}

/** The conditions that a trouble has to bring about while it lasts. */
export function expectedConditions({ fails = [], waits = [], alsoHeard = [] }: Trouble): Condition[] {
  const ofWaiting: Condition[] = waits.length > 0 ? ['Alerts waiting', 'Channel fails'] : [];
  const expected = [...conditionsOfFailing(fails), ...ofWaiting, ...alsoHeard];
  return CONDITIONS.filter((alarm) => expected.includes(alarm));
}
