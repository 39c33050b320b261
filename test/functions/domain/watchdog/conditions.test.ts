import { describe, expect, test } from '@jest/globals';
import { CONDITIONS } from '../../../../functions/domain/watchdog/conditions.ts';
import {
  type CountedByLambda,
  DEAD_LETTER_QUEUES,
  type DeadLetterQueueName,
  type FunctionName,
  type NoteName,
  type Observations,
} from '../../../../functions/domain/watchdog/observations.ts';
import { minutesOn } from '../../../fakes/samples.ts';
import { allWell, goodCounts, goodRuns, WatchRuns, withNote } from '../../../fakes/watched.ts';

type Observe = (minutes: number) => Observations;

const noted =
  (by: FunctionName, name: NoteName): Observe =>
  (minutes) =>
    withNote(minutes, by, name);

const dead =
  (name: DeadLetterQueueName): Observe =>
  (minutes) => ({
    ...allWell(minutes),
    deadLetters: { ...allWell(minutes).deadLetters, [name]: { value: { count: 2, reason: 'AccessDenied' } } },
  });

const measured =
  (more: object): Observe =>
  (minutes) => {
    const { metrics, ...others } = allWell(minutes);
    return { ...others, metrics: { value: { ...('value' in metrics && metrics.value), ...more } as never } };
  };

/** Lambda has ended a run of it, which has left no note. */
const crashed = (name: CountedByLambda): Observe =>
  measured({ errors: { discover: 0, evaluate: 0, aggregate: 0, report: 0, [name]: 1 } });

/** Runs as they were, from the minute on in which a function stops. */
const stopped =
  (name: FunctionName): Observe =>
  (minutes) => ({ ...allWell(minutes), runs: { value: { ...goodRuns(minutes), [name]: goodRuns(SICK_FROM)[name] } } });

/** The counts stop, but for some. */
const countsWith =
  (more: (minutes: number) => object): Observe =>
  (minutes) => ({
    ...allWell(minutes),
    counts: { value: { ...goodCounts(minutes), ...more(minutes) } },
  });

/** The minute of the first run that could see something: all was well for five hours. */
const SICK_FROM = 300;

/** Each condition, what there is to see from the first run that could show it, and the most minutes to its first word. */
const FIRST_WORDS: [title: string, observe: Observe, most: number][] = [
  ['Token refused', noted('evaluate', 'tokenRefused'), 0],
  ['Discover errors', noted('discover', 'failed'), 15],
  ['Discover errors', crashed('discover'), 15],
  ['Schedule dead letters', dead('schedules'), 15],
  ['Evaluate errors', crashed('evaluate'), 15],
  ['Evaluate dead letters', dead('evaluate'), 15],
  ['Aggregate errors', noted('aggregate', 'failed'), 15],
  ['Aggregate errors', crashed('aggregate'), 15],
  ['Notify errors', noted('notify', 'failed'), 0],
  ['Notify dead letters', dead('notify'), 15],
  ['Report errors', noted('report', 'failed'), 15],
  ['Report errors', crashed('report'), 15],
  ['Fleet not judged', noted('aggregate', 'fleetNotJudged'), 0],
  ['Budgets refused', noted('aggregate', 'budgetsRefused'), 15],
  ['Settings without effect', noted('aggregate', 'withoutEffect'), 15],
  ['Message set aside', noted('notify', 'setAside'), 15],
  ['Stored items unreadable', noted('report', 'unreadable'), 0],
  ['Delivery failed', measured({ undelivered: { mail: 0, text: 1, event: 0 } }), 0],
  ['Sms spending limit', measured({ smsSpentUsd: 8 }), 15],
  ['Subscriptions', (minutes) => ({ ...allWell(minutes), subscriptions: { value: ['gone'] } }), 15],
  [
    'Channel fails',
    (minutes) => {
      const failing = [{ channel: 'text', failures: 2, since: minutesOn(SICK_FROM).toISOString(), reason: 'NotFound' }];
      return { ...allWell(minutes), outbox: { value: { failing } } };
    },
    0,
  ],
  // Three intervals, thirty minutes at least.
  ['Function not started', stopped('discover'), 45],
  ['Function not started', stopped('aggregate'), 60],
  ['Alerts waiting', stopped('notify'), 45],
  [
    'Function not started',
    (minutes) => ({
      ...allWell(minutes),
      counts: { value: { ...goodCounts(SICK_FROM), asked: goodCounts(SICK_FROM).asked + 10 } },
      requests: { value: { waiting: 10, taken: 0 } },
    }),
    30,
  ],
  [
    'Alerts waiting',
    (minutes) => ({
      ...allWell(minutes),
      outbox: { value: { failing: [], oldestAt: minutesOn(SICK_FROM - 1).toISOString() } },
    }),
    15,
  ],
  // Three sweep intervals.
  [
    'No sweep',
    (minutes) => {
      const { listed } = goodRuns(SICK_FROM).discover;
      const runs = goodRuns(minutes);
      return { ...allWell(minutes), runs: { value: { ...runs, discover: { ...runs.discover, listed } } } };
    },
    195,
  ],
  // Two sweep intervals, as before: one sweep may be cut by an edge.
  ['Sweep incomplete', countsWith(() => ({ evaluated: goodCounts(SICK_FROM).evaluated })), 135],
  [
    'All skipped',
    countsWith((minutes) => ({
      evaluated: goodCounts(SICK_FROM).evaluated,
      skipped: goodCounts(minutes).asked - goodCounts(SICK_FROM).asked,
    })),
    120,
  ],
  [
    'Evaluation behind',
    (minutes) => {
      const waiting = goodCounts(minutes).asked - goodCounts(SICK_FROM).asked;
      return { ...allWell(minutes), requests: { value: { waiting, taken: 1 } } };
    },
    195,
  ],
  ['Request quota', countsWith((minutes) => ({ sent: goodCounts(minutes).sent + 100_001 })), 15],
  ['Throttles', (minutes) => ({ ...measured({ throttles: 3 })(minutes), runs: stopped('discover')(minutes).runs }), 60],
  ['Watchdog cannot see', (minutes) => ({ ...allWell(minutes), metrics: { unknown: 'AccessDenied' } }), 15],
];

/** Minutes from the first run that could see it to the first word about it; undefined: never. */
function firstWord(title: string, observe: Observe, watchdog = new WatchRuns()): number | undefined {
  while (watchdog.minutes < SICK_FROM) watchdog.run();
  for (let runs = 0; runs < 4 * 12; runs++) {
    const { minutes } = watchdog;
    const { speech } = watchdog.run(observe);
    const named = (speech?.begun ?? []).flatMap(({ condition, follows }) => [
      condition,
      ...follows.map((each) => each.condition),
    ]);
    if (named.some((condition) => condition.title === title)) return minutes - SICK_FROM;
  }
  return undefined;
}

describe('the first word', () => {
  test.each(FIRST_WORDS)('about %s comes in time', (title, observe, most) => {
    expect(firstWord(title, observe)).toBeLessThanOrEqual(most);
  });

  test('about a token that expires in two weeks comes in time', () => {
    const expiring = new WatchRuns({ tokenExpiresAt: minutesOn(SICK_FROM + 14 * 24 * 60).toISOString() });
    expect(firstWord('Token expires', allWell, expiring)).toBeLessThanOrEqual(30);
    const long = new WatchRuns({ tokenExpiresAt: minutesOn(40 * 24 * 60).toISOString() });
    expect(firstWord('Token expires', allWell, long)).toBeUndefined();
  });

  test('is tried of every condition', () => {
    const tried = new Set([...FIRST_WORDS.map(([title]) => title), 'Token expires']);
    expect(tried).toEqual(new Set(CONDITIONS.map(({ title }) => title)));
  });
});

describe('the table of conditions', () => {
  test('has each cause before what follows from it, so that one is never named below its own effect', () => {
    const titles = CONDITIONS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { title, explains } of CONDITIONS) {
      for (const effect of explains) {
        expect([title, effect, titles.indexOf(effect) > titles.indexOf(title)]).toEqual([title, effect, true]);
      }
    }
  });

  test('says in whole sentences what each means and what to do', () => {
    for (const { impact, remedy } of CONDITIONS) {
      expect(impact).toMatch(/^\S.+\.$/);
      expect(remedy).toMatch(/^\S.+\.$/);
    }
  });
});

test('nothing that could not be read is taken for good: each part that is unknown is named', () => {
  const unknown = { unknown: 'AccessDenied' };
  const blind = (): Observations => ({
    runs: unknown,
    counts: unknown,
    requests: unknown,
    deadLetters: Object.fromEntries(DEAD_LETTER_QUEUES.map((name) => [name, unknown])) as Observations['deadLetters'],
    outbox: unknown,
    metrics: unknown,
    subscriptions: unknown,
  });
  const watchdog = new WatchRuns();
  watchdog.run(blind);
  const { speech, active } = watchdog.run(blind);
  expect(speech?.begun[0]?.detail.split('; ')).toHaveLength(9);
  expect(active.map(({ condition }) => condition.title)).toEqual(['Watchdog cannot see']);
});

test('the month turns without a word', () => {
  const watchdog = new WatchRuns();
  // 14 October 14:00 UTC to 2 November, with counts that begin anew.
  const turn = (17 * 24 + 10) * 60;
  const overMonthEnd: Observe = (minutes) => {
    const well = allWell(minutes);
    return minutes < turn ? well : { ...well, counts: { value: goodCounts(minutes - turn) } };
  };
  watchdog.minutes = turn - 6 * 60;
  expect(watchdog.runs(4 * 24, overMonthEnd)).toEqual([]);
});
