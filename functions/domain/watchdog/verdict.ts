import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/duration.ts';
import { periodOf } from '../values/month.ts';
import { CANNOT_SEE, CONDITIONS, type Condition, SEVERITIES } from './conditions.ts';
import type { Finding } from './finding.ts';
import { type CountsAt, type Observations, unknownIn, type Watched, type WatchSettings } from './observations.ts';

/** State that is kept from run to run. All moments are ISO 8601. */
export interface WatchState {
  /** When the watchdog ran first. */
  since: string;
  /** Conditions that hold, or held a moment ago, by id. */
  conditions: Record<string, ConditionState>;
  /** Conditions that ended, and of which no message has said so yet. */
  ended: { id: string; since: string }[];
  /** When messages of the last day were written. */
  spokenAt: string[];
  history: CountsAt[];
}

export interface ConditionState {
  /** The first run in which it held. */
  since: string;
  detail: string;
  /** Runs in a row in which it held, and in which it did not. */
  badRuns: number;
  goodRuns: number;
  /** It has begun. */
  isOn?: true;
  /** The last message that named it, or the one that named its cause. */
  saidAt?: string;
}

/** A condition that has begun and has not ended. */
export interface Active {
  condition: Condition;
  since: string;
  detail: string;
}

/** A cause with the conditions that follow from it. */
export interface Cause extends Active {
  follows: Active[];
}

/** What is to be said in one message, the most severe first. */
export interface Speech {
  /** A summary is the last message of its day: what changes later waits until `quietUntil`. */
  kind: 'news' | 'reminder' | 'summary';
  at: string;
  begun: Cause[];
  /** Causes that an earlier message has named. */
  still: Cause[];
  ended: { condition: Condition; since: string }[];
  /** What could not be read. */
  unknown: string[];
  quietUntil?: string;
}

export interface WatchVerdict {
  state: WatchState;
  /** Conditions that have begun and not ended. */
  active: Active[];
  /** Absent: there is nothing to say. */
  speech?: Speech;
}

/** A condition that is not critical begins when it holds in so many runs. */
const RUNS_TO_BEGIN = 2;
const RUNS_TO_END = 2;
/** Messages in 24 hours. One more is a summary, and the last. */
const MOST_MESSAGES = 6;
const REMIND_AFTER_MS = DAY_MS;
/** Runs are not exactly a day apart. */
const EARLY_MS = MINUTE_MS;
/** All counts are kept for so long, and one an hour beyond. */
const FINE_MS = 3 * HOUR_MS;

/** Judges what was read: what has begun, what has ended, and whether to speak. */
export function judgeWatch(
  observations: Observations,
  before: WatchState | undefined,
  { now, settings }: { now: Date; settings: WatchSettings },
): WatchVerdict {
  const at = now.toISOString();
  const known = before ?? { since: at, conditions: {}, ended: [], spokenAt: [], history: [] };
  const history = historyWith(known.history, observations, { now, settings });
  const watched: Watched = { ...observations, now, since: known.since, settings, history };
  const { conditions, ended } = nextConditions(known, (condition) => condition.judge(watched), at);
  const spokenAt = known.spokenAt.filter((moment) => now.getTime() - Date.parse(moment) < DAY_MS - EARLY_MS);
  const active = activeIn(conditions);
  const causes = causesIn(active);
  const state: WatchState = { ...known, conditions: withFollowing(conditions, causes), ended, spokenAt, history };
  const speech = speechOf(state, causes, unknownIn(observations), now);
  return { state: speech ? afterSpeech(state, active, at) : state, active, ...(speech && { speech }) };
}

function historyWith(
  history: CountsAt[],
  { counts }: Observations,
  { now, settings }: { now: Date; settings: WatchSettings },
): CountsAt[] {
  const period = periodOf(now);
  const age = ({ at }: CountsAt): number => now.getTime() - Date.parse(at);
  const longest = Math.max(DAY_MS, 2 * settings.sweepMinutes * MINUTE_MS) + HOUR_MS;
  const kept: CountsAt[] = [];
  for (const entry of history.filter((each) => each.period === period && age(each) <= longest)) {
    const last = kept.at(-1);
    const isFine = age(entry) <= FINE_MS || !last || Date.parse(entry.at) - Date.parse(last.at) >= HOUR_MS - EARLY_MS;
    if (isFine) kept.push(entry);
  }
  return 'unknown' in counts ? kept : [...kept, { at: now.toISOString(), period, ...counts.value }];
}

function nextConditions(
  known: WatchState,
  judge: (condition: Condition) => Finding,
  at: string,
): Pick<WatchState, 'conditions' | 'ended'> {
  const conditions: WatchState['conditions'] = {};
  const ended = [...known.ended];
  for (const condition of CONDITIONS) {
    const { id, severity } = condition;
    const before = known.conditions[id];
    const finding = judge(condition);
    if (finding.is === 'bad') {
      const badRuns = (before?.badRuns ?? 0) + 1;
      const isOn = before?.isOn || severity === 'critical' || badRuns >= RUNS_TO_BEGIN;
      conditions[id] = {
        since: at,
        ...before,
        detail: finding.detail,
        badRuns,
        goodRuns: 0,
        ...(isOn && { isOn: true }),
      };
    } else if (before?.isOn && (finding.is === 'unknown' || before.goodRuns + 1 < RUNS_TO_END)) {
      conditions[id] = { ...before, badRuns: 0, goodRuns: before.goodRuns + (finding.is === 'good' ? 1 : 0) };
    } else if (before && finding.is === 'unknown') {
      conditions[id] = before;
    } else if (before?.saidAt !== undefined) {
      ended.push({ id, since: before.since });
    }
  }
  return { conditions, ended };
}

function activeIn(conditions: WatchState['conditions']): Active[] {
  return CONDITIONS.flatMap((condition) => {
    const { isOn, since = '', detail = '' } = conditions[condition.id] ?? {};
    return isOn ? [{ condition, since, detail }] : [];
  });
}

/** Causes with what follows from them. What follows from two is named under the first. */
function causesIn(active: Active[]): Cause[] {
  const causes: Cause[] = [];
  for (const one of active) {
    const cause = causes.find(({ condition, follows }) =>
      [condition, ...follows.map((each) => each.condition)].some(({ explains }) =>
        explains.includes(one.condition.title),
      ),
    );
    if (cause) cause.follows.push(one);
    else causes.push({ ...one, follows: [] });
  }
  return causes;
}

/** What follows from a cause that was named, and is no more severe, needs no message of its own. */
function withFollowing(conditions: WatchState['conditions'], causes: Cause[]): WatchState['conditions'] {
  const all = { ...conditions };
  for (const cause of causes) {
    const saidAt = all[cause.condition.id]?.saidAt;
    for (const each of cause.follows) {
      const before = all[each.condition.id];
      if (before && saidAt !== undefined && rank(each) >= rank(cause)) all[each.condition.id] = { saidAt, ...before };
    }
  }
  return all;
}

function speechOf(state: WatchState, inOrder: Cause[], unknown: string[], now: Date): Speech | undefined {
  const { conditions, spokenAt } = state;
  const saidAt = ({ condition }: Active): string | undefined => conditions[condition.id]?.saidAt;
  const causes = inOrder.toSorted((a, b) => rank(a) - rank(b));
  const begun = causes.filter((cause) => [cause, ...cause.follows].some((each) => saidAt(each) === undefined));
  const still = causes.filter((cause) => !begun.includes(cause));
  const ended = CONDITIONS.flatMap((condition) =>
    state.ended.filter(({ id }) => id === condition.id).map(({ since }) => ({ condition, since })),
  );
  const isExplained = (title: string): boolean => causes.some(({ condition }) => condition.explains.includes(title));
  const isNews = begun.length > 0 || ended.some(({ condition }) => !isExplained(condition.title));
  const isReminder = still.some(
    (cause) => now.getTime() - Date.parse(saidAt(cause) ?? '') >= REMIND_AFTER_MS - EARLY_MS,
  );
  if ((!isNews && !isReminder) || spokenAt.length > MOST_MESSAGES) return undefined;
  const isLast = spokenAt.length === MOST_MESSAGES;
  return {
    kind: isLast ? 'summary' : isNews ? 'news' : 'reminder',
    at: now.toISOString(),
    begun,
    still,
    ended,
    // The condition that this is has it as its detail.
    unknown: begun.some(({ condition }) => condition.id === CANNOT_SEE) ? [] : unknown,
    ...(isLast && { quietUntil: new Date(Date.parse(spokenAt[0] ?? '') + DAY_MS).toISOString() }),
  };
}

/** All that is active counts as said: what a message does not name follows from a cause that it names. */
function afterSpeech(state: WatchState, active: Active[], at: string): WatchState {
  const said = active.flatMap(({ condition: { id } }) => {
    const before = state.conditions[id];
    return before ? [[id, { ...before, saidAt: at }] as const] : [];
  });
  return {
    ...state,
    conditions: { ...state.conditions, ...Object.fromEntries(said) },
    ended: [],
    spokenAt: [...state.spokenAt, at],
  };
}

function rank({ condition }: Active): number {
  return SEVERITIES.indexOf(condition.severity);
}
