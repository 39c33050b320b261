import type { ComposedMessage } from '../../../../functions/domain/messages/delivery.ts';
import { renderWatchdog } from '../../../../functions/domain/messages/render-watchdog.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../functions/domain/values/duration.ts';
import {
  DEAD_LETTER_QUEUES,
  FUNCTIONS,
  type NoteName,
  type Observations,
  type RunNotes,
} from '../../../../functions/domain/watchdog/observations.ts';
import { judgeWatch, type Speech, type WatchState } from '../../../../functions/domain/watchdog/verdict.ts';
import { NOW } from './sample-alerts.ts';

const SETTINGS = {
  sweepMinutes: 60,
  aggregateMinutes: 15,
  notifyMinutes: 1,
  requestsPerDay: 290_000,
  smsSpendingLimitUsd: 10,
};

/** What an operator reads when the token is revoked and a topic is gone: at first, a day later, and when it is over. */
export function watchdogMails(): { name: string; messages: ComposedMessage[] }[] {
  const days = [
    { after: 0, observe: tokenRevoked },
    { after: 15 * MINUTE_MS, observe: tokenRevoked },
    { after: 24 * HOUR_MS, observe: tokenRevoked },
    { after: 25 * HOUR_MS, observe: allWell },
    { after: 25.25 * HOUR_MS, observe: allWell },
  ];
  const [begins, , reminds, ends] = speechesOf(days);
  return [
    { name: 'watchdog', messages: mailOf(begins) },
    { name: 'watchdog-reminder', messages: mailOf(reminds) },
    { name: 'watchdog-over', messages: mailOf(ends) },
    { name: 'watchdog-summary', messages: mailOf(speechesOf(restless()).at(-1)) },
  ];
}

interface Run {
  /** Milliseconds after the first run. */
  after: number;
  observe(now: Date): Observations;
}

function speechesOf(runs: Run[]): Speech[] {
  let state: WatchState | undefined;
  return runs.flatMap(({ after, observe }) => {
    const now = new Date(NOW.getTime() + after);
    const verdict = judgeWatch(observe(now), state, { now, settings: SETTINGS });
    state = verdict.state;
    return verdict.speech ?? [];
  });
}

/** A channel that fails for half an hour, and goes on for another half, all day. */
function restless(): Run[] {
  return Array.from({ length: 16 }, (_, index) => ({
    after: index * 15 * MINUTE_MS,
    observe: Math.floor(index / 2) % 2 === 0 ? mailsFail : allWell,
  }));
}

function allWell(now: Date): Observations {
  const good = { at: now.toISOString() };
  const runs = Object.fromEntries(FUNCTIONS.map((name): [string, RunNotes] => [name, { good, listed: good }]));
  const none = Object.fromEntries(DEAD_LETTER_QUEUES.map((name) => [name, { value: { count: 0 } }]));
  return {
    runs: { value: runs as Record<(typeof FUNCTIONS)[number], RunNotes> },
    counts: { value: { sent: 0, asked: 0, evaluated: 0, skipped: 0, unjudged: 0 } },
    requests: { value: { waiting: 0, taken: 0 } },
    deadLetters: none as Observations['deadLetters'],
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

function mailsFail(now: Date): Observations {
  const reason = 'NotFound: Topic does not exist';
  return {
    ...allWell(now),
    outbox: { value: { failing: [{ channel: 'mail', failures: 2, since: NOW.toISOString(), reason }] } },
  };
}

function tokenRevoked(now: Date): Observations {
  const at = new Date(now.getTime() - 4 * MINUTE_MS).toISOString();
  const reason = 'emnify refuses the application token (HTTP 401): make a new one in the emnify Portal.';
  const failing = (...names: NoteName[]): RunNotes =>
    Object.fromEntries(names.map((name) => [name, { at, ...(name === 'failed' && { reason }) }]));
  const { runs, ...others } = mailsFail(now);
  const all = 'value' in runs ? runs.value : undefined;
  if (!all) return { runs, ...others };
  const discover = { ...failing('tokenRefused', 'failed'), listed: { at: NOW.toISOString() } };
  return {
    ...others,
    runs: { value: { ...all, discover, aggregate: failing('tokenRefused', 'failed') } },
    metrics: { unknown: 'AccessDenied: not authorized to perform cloudwatch GetMetricData' },
  };
}

/** @throws if there is none, as the sample would be empty */
function mailOf(speech: Speech | undefined): ComposedMessage[] {
  if (!speech) throw new Error('this sample leads to no message of the watchdog');
  const attributes = { severity: 'info' as const, event: 'watchdog', budget: [], notification: '' };
  const message = { ...renderWatchdog(speech), attributes };
  return [{ channel: 'mail', from: 0, to: 0, form: 'full', message }];
}
