import {
  DEAD_LETTER_QUEUES,
  FUNCTIONS,
  type FunctionName,
  type MonthCounts,
  type NoteName,
  type Observations,
  type RunNotes,
  type WatchSettings,
} from '../../functions/domain/watchdog/observations.ts';
import { judgeWatch, type WatchState, type WatchVerdict } from '../../functions/domain/watchdog/verdict.ts';
import { minutesOn } from './samples.ts';

/** A sweep each hour, `aggregate` each quarter, `notify` each minute. */
export const SETTINGS: WatchSettings = {
  sweepMinutes: 60,
  aggregateMinutes: 15,
  notifyMinutes: 1,
  requestsPerDay: 100_000,
  smsSpendingLimitUsd: 10,
};

/** The notes of functions that all ran well so many minutes after `NOW`. */
export function goodRuns(minutes: number): Record<FunctionName, RunNotes> {
  const good = { at: minutesOn(minutes).toISOString() };
  const runs = Object.fromEntries(FUNCTIONS.map((name): [FunctionName, RunNotes] => [name, { good }]));
  return { ...(runs as Record<FunctionName, RunNotes>), evaluate: {}, discover: { good, listed: good } };
}

/** The counts of a fleet of 100 endpoints, of which each is queued and evaluated once an hour. */
export function goodCounts(minutes: number): MonthCounts {
  const asked = 100 * (100 + Math.floor(minutes / 60));
  return { sent: 2 * asked, asked, evaluated: asked, skipped: 0, unjudged: 0 };
}

/** What there is to see so many minutes after `NOW`, where all is well. */
export function allWell(minutes: number): Observations {
  return {
    runs: { value: goodRuns(minutes) },
    counts: { value: goodCounts(minutes) },
    requests: { value: { waiting: 0, taken: 0 } },
    deadLetters: Object.fromEntries(
      DEAD_LETTER_QUEUES.map((name) => [name, { value: { count: 0 } }]),
    ) as Observations['deadLetters'],
    outbox: { value: { failing: [] } },
    metrics: {
      value: {
        undelivered: { mail: 0, text: 0, event: 0 },
        errors: { discover: 0, evaluate: 0, aggregate: 0, report: 0 },
        throttles: 0,
        smsSpentUsd: 0,
      },
    },
    subscriptions: { value: [] },
  };
}

/** All well, but for one note of a function. */
export function withNote(minutes: number, by: FunctionName, name: NoteName, reason = 'something'): Observations {
  const runs = goodRuns(minutes);
  return {
    ...allWell(minutes),
    runs: { value: { ...runs, [by]: { ...runs[by], [name]: { at: minutesOn(minutes).toISOString(), reason } } } },
  };
}

/** Runs of the watchdog, a quarter of an hour apart. */
export class WatchRuns {
  /** Minutes after `NOW`. */
  minutes = 0;
  state: WatchState | undefined;
  readonly #settings: WatchSettings;

  constructor(settings: Partial<WatchSettings> = {}) {
    this.#settings = { ...SETTINGS, ...settings };
  }

  /** One run, and then a quarter of an hour. */
  run(observe: (minutes: number) => Observations = allWell): WatchVerdict {
    const now = minutesOn(this.minutes);
    const verdict = judgeWatch(observe(this.minutes), this.state, { now, settings: this.#settings });
    this.state = verdict.state;
    this.minutes += 15;
    return verdict;
  }

  /** So many runs. @returns those that speak, each with its minute and what it names */
  runs(count: number, observe?: (minutes: number) => Observations): Said[] {
    return Array.from({ length: count }, () => {
      const { minutes } = this;
      const { speech } = this.run(observe);
      if (!speech) return [];
      const { kind, begun, still, ended } = speech;
      return [
        {
          minutes,
          kind,
          begun: begun.map(({ condition, follows }) => [
            condition.title,
            ...follows.map((each) => each.condition.title),
          ]),
          still: still.map(({ condition }) => condition.title),
          ended: ended.map(({ condition }) => condition.title),
        },
      ];
    }).flat();
  }
}

export interface Said {
  minutes: number;
  kind: string;
  /** Each cause, and behind it what follows from it. */
  begun: string[][];
  still: string[];
  ended: string[];
}
