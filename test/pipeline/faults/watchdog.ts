import {
  DEAD_LETTER_QUEUES,
  FUNCTIONS,
  type FunctionName,
  type Observations,
  type RunNotes,
} from '../../../functions/domain/watchdog/observations.ts';
import { judgeWatch, type WatchState } from '../../../functions/domain/watchdog/verdict.ts';
import { minutesOn } from '../../fakes/samples.ts';
import { SETTINGS } from '../../fakes/watched.ts';
import { CONDITIONS, type Condition, type Round } from './conditions.ts';

/** Longer than any condition of a round takes: three sweep intervals. */
const HOURS = 4;
const EVERY_MINUTES = 15;

/** What the watchdog names where every round is as this one, and how many minutes pass until its first word. */
export interface Said {
  titles: string[];
  afterMinutes?: number;
}

/** Runs the verdict of the watchdog over rounds that are all as this one. */
export function saidOf(round: Round): Said {
  const titles = new Set<string>();
  let afterMinutes: number | undefined;
  let state: WatchState | undefined;
  for (let minutes = 0; minutes <= HOURS * 60; minutes += EVERY_MINUTES) {
    const now = minutesOn(minutes);
    const verdict = judgeWatch(observationsOf(round, now, 1 + minutes / EVERY_MINUTES), state, {
      now,
      settings: SETTINGS,
    });
    state = verdict.state;
    if (verdict.speech) afterMinutes ??= minutes;
    for (const { condition } of verdict.active) titles.add(condition.title);
  }
  return { titles: [...titles], ...(afterMinutes !== undefined && { afterMinutes }) };
}

/** The titles in the order of their list. */
export function conditionsIn({ titles }: Said): Condition[] {
  return CONDITIONS.filter((alarm) => titles.includes(alarm));
}

function observationsOf(round: Round, now: Date, rounds: number): Observations {
  const { notes, endpoints, failing, isWaiting, back, subscribers } = round;
  const at = now.toISOString();
  const newly = (ofOne: RunNotes): RunNotes =>
    Object.fromEntries(Object.entries(ofOne).map(([name, note]) => [name, { ...note, at }]));
  const runs = Object.fromEntries(FUNCTIONS.map((stage) => [stage, newly(notes[stage])])) as Record<
    FunctionName,
    RunNotes
  >;
  const counted = (name: keyof typeof endpoints): number => rounds * (endpoints[name] ?? 0);
  const { confirmed, pending, missing } = subscribers ?? { confirmed: 1, pending: 0, missing: 0 };
  return {
    runs: { value: runs },
    counts: {
      value: {
        sent: 0,
        asked: counted('asked'),
        evaluated: counted('evaluated'),
        skipped: counted('skipped'),
        unjudged: counted('unjudged'),
      },
    },
    requests: { value: { waiting: 0, taken: 0 } },
    deadLetters: Object.fromEntries(
      DEAD_LETTER_QUEUES.map((name) => [name, { value: { count: name === 'evaluate' ? back.length : 0 } }]),
    ) as Observations['deadLetters'],
    outbox: { value: { failing, ...(isWaiting && { oldestAt: minutesOn(0).toISOString() }) } },
    metrics: {
      value: {
        undelivered: {},
        errors: { discover: 0, evaluate: 0, aggregate: 0, report: 0 },
        throttles: 0,
        smsSpentUsd: 0,
      },
    },
    subscriptions: {
      // The report and the watchdog compare subscriptions with the same rules.
      value: pending + missing > 0 || confirmed < 1 ? ['a recipient is lost'] : [],
    },
  };
}
