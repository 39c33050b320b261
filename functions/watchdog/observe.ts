import type { DeliveryState } from '../contracts/deliveries.ts';
import { type Subscription, subscriptionProblems } from '../domain/messages/subscriptions.ts';
import { periodOf } from '../domain/values/month.ts';
import { maskByLooks } from '../domain/values/secrets.ts';
import { messageOf } from '../domain/values/text.ts';
import { DEAD_LETTER_QUEUES, type Observations, type Outbox, type Seen } from '../domain/watchdog/observations.ts';
import type { ObserveDeps } from './watch-deps.ts';

/** What one run has read. */
export interface Observed {
  observations: Observations;
  /** The subscriptions themselves; `observations` says what is wrong with them. */
  subscriptions: Seen<Subscription[]>;
}

/** Reads all that the watchdog judges by. What cannot be read is unknown, and keeps nothing else from being read. */
export async function observe(deps: ObserveDeps): Promise<Observed> {
  const { runs, requests, metrics, recipients, now } = deps;
  const letters = DEAD_LETTER_QUEUES.map(async (of) => [of, await seen(() => deps.deadLetters(of))] as const);
  const subscriptions = await seen(() => deps.subscriptions());
  const observations: Observations = {
    runs: await seen(() => runs.notes()),
    counts: await seen(() => runs.counts(periodOf(now()))),
    requests: await seen(requests),
    deadLetters: Object.fromEntries(await Promise.all(letters)) as Observations['deadLetters'],
    outbox: await seen(() => readOutbox(deps)),
    metrics: await seen(metrics),
    subscriptions:
      'value' in subscriptions ? { value: subscriptionProblems(subscriptions.value, recipients) } : subscriptions,
  };
  return { observations, subscriptions };
}

async function readOutbox({ notificationLog, deliveries }: ObserveDeps): Promise<Outbox> {
  const state = await deliveries.state();
  const oldestAt = [await notificationLog.oldestWaiting(), ...openIn(state)]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(0);
  const failing = state.channels.map(({ channel, failures, since, reason }) => ({ channel, failures, since, reason }));
  return { failing, ...(oldestAt !== undefined && { oldestAt }) };
}

function openIn({ notifications }: DeliveryState): string[] {
  return notifications.filter(({ head }) => !head.isDone).map(({ head }) => head.oldestAt);
}

async function seen<Value>(read: () => Promise<Value>): Promise<Seen<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { unknown: maskByLooks(messageOf(error)) };
  }
}
