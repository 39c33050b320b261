import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/duration.ts';
import { plural } from '../values/text.ts';
import { anyOf, bad, badIf, type Finding, GOOD, given, inWords, isRecent, UNKNOWN, when } from './finding.ts';
import type { CountedByLambda, DeadLetterQueueName, FunctionName, NoteName, Watched } from './observations.ts';
import { counted, oldestRequestMs } from './progress.ts';

/** A function that has not run for this many of its intervals does not run. */
export const INTERVALS = 3;
/** `discover` polls this often. */
const POLL_MINUTES = 5;
/** The least time after which a function is said not to run. */
export const LEAST_SILENCE_MS = 30 * MINUTE_MS;
/** `notify` waits up to ten minutes for the end of a sweep: an alert may wait this long. */
const SETTLED_AFTER_MINUTES = 15;

/** Bad for a while after one of the functions has left such a note. */
export function noted(functions: FunctionName[], name: NoteName, longMs: (watched: Watched) => number) {
  return (watched: Watched): Finding =>
    given(watched.runs, (runs) =>
      anyOf(
        functions.map((by) => {
          const note = runs[by][name];
          return badIf(isRecent(note, watched.now, longMs(watched)) && `${by}, ${inWords(note)}`);
        }),
      ),
    );
}

/** A run that failed has left a note, or Lambda has ended it: for its time or its memory. */
export function failedRuns(name: CountedByLambda, longMs: (watched: Watched) => number) {
  return (watched: Watched): Finding =>
    anyOf([
      given(watched.metrics, ({ errors }) => badIf(errors[name] > 0 && `${plural(errors[name], 'failed run')} lately`)),
      noted([name], 'failed', longMs)(watched),
    ]);
}

/** Two sweep intervals: longer than it takes until the same failure comes back. So one cause is said once. */
export function sweeps(watched: Watched): number {
  return Math.min(DAY_MS, Math.max(2 * sweepMs(watched), HOUR_MS));
}

/** Bad while messages are in a dead-letter queue. */
export function deadLettersOf(name: DeadLetterQueueName) {
  return ({ deadLetters }: Watched): Finding =>
    given(deadLetters[name], ({ count, reason }) =>
      badIf(count > 0 && `${plural(count, 'message')} in the queue${reason ? `: ${reason}` : ''}`),
    );
}

/** The message itself does not say why its request failed; `evaluate` does. */
export function withLastFailure({ runs }: Watched, found: Finding): Finding {
  const failure = 'value' in runs ? runs.value.evaluate.requestFailed : undefined;
  return found.is === 'bad' && failure ? bad(`${found.detail}; last failure ${inWords(failure)}`) : found;
}

/** `discover` or `aggregate` has come to no end, well or badly, for so many intervals. */
export function lateFunctions(watched: Watched, intervals: number): Finding {
  const { aggregateMinutes } = watched.settings;
  const scheduled: [FunctionName, minutes: number][] = [
    ['discover', POLL_MINUTES],
    ['aggregate', aggregateMinutes],
  ];
  return given(watched.runs, (runs) =>
    anyOf(
      scheduled.map(([name, minutes]) => {
        const { good, failed } = runs[name];
        const last =
          [good?.at, failed?.at, watched.since]
            .filter((at) => at !== undefined)
            .toSorted()
            .at(-1) ?? '';
        const isLate = ageMs(last, watched) > Math.max(intervals * minutes * MINUTE_MS, LEAST_SILENCE_MS);
        return badIf(isLate && `no run of ${name} since ${when(last)}`);
      }),
    ),
  );
}

/** Requests wait, and no worker takes one: the trigger of `evaluate` may be off. */
export function idleWorkers(watched: Watched): Finding {
  const { now, requests, runs } = watched;
  const lately = counted(watched, LEAST_SILENCE_MS);
  if ('unknown' in requests || 'unknown' in runs) return UNKNOWN;
  const { waiting, taken } = requests.value;
  const isTried = isRecent(runs.value.evaluate.requestFailed, now, LEAST_SILENCE_MS);
  if (!lately || waiting === 0 || taken > 0 || isTried) return GOOD;
  const isIdle = lately.evaluated + lately.skipped + lately.unjudged === 0 && lately.asked < waiting;
  return badIf(isIdle && `evaluate takes none of ${plural(waiting, 'request')} that wait`);
}

/** The oldest request in the queue of `evaluate` has waited for longer than this. */
export function lateRequests(watched: Watched, longestMs: number): Finding {
  return given(watched.requests, ({ waiting, taken }) => {
    const waitedMs = oldestRequestMs(watched, waiting + taken);
    return badIf(
      waitedMs > longestMs && `${plural(waiting + taken, 'request')} wait, the oldest for ${hours(waitedMs)} or more`,
    );
  });
}

/** The oldest alert or message has waited to be sent for longer than `notify` may take. */
export function longWait(watched: Watched): Finding {
  return given(watched.outbox, ({ oldestAt }) =>
    badIf(
      oldestAt !== undefined && ageMs(oldestAt, watched) > patienceMs(watched) && `the oldest since ${when(oldestAt)}`,
    ),
  );
}

/** A run of `notify` that fails sends nothing: only a good one counts. */
export function silentNotify(watched: Watched): Finding {
  return given(watched.runs, ({ notify: { good } }) => {
    const last = good?.at ?? watched.since;
    const isLate = ageMs(last, watched) > Math.max(patienceMs(watched), LEAST_SILENCE_MS);
    return badIf(isLate && `no good run of notify since ${when(last)}`);
  });
}

function patienceMs({ settings }: Watched): number {
  return Math.max(INTERVALS * settings.notifyMinutes, SETTLED_AFTER_MINUTES) * MINUTE_MS;
}

/** The time between two sweeps, in milliseconds. */
export function sweepMs({ settings }: Watched): number {
  return settings.sweepMinutes * MINUTE_MS;
}

/** Milliseconds since then. @param moment ISO 8601 */
export function ageMs(moment: string, { now }: Watched): number {
  return now.getTime() - Date.parse(moment);
}

function hours(ms: number): string {
  return plural(Math.floor(ms / HOUR_MS), 'hour');
}
