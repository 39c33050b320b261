import type { Alert } from '../../functions/domain/judging/alert.ts';
import type { NotifyDeps, TimeLeft } from '../../functions/notify/notify-deps.ts';
import { type NotifyRun, type NotifyWork, runNotify } from '../../functions/notify/run-notify.ts';
import { type DeliveriesFake, fakeDeliveries } from './deliveries.ts';
import { fakeNotificationLog, type NotificationLogFake } from './notification-log.ts';
import { fakePresses } from './presses.ts';
import { minutesOn, NOW } from './samples.ts';
import { fakeTopics, type TopicsFake } from './topics.ts';

/** All that `notify` needs, in memory, and a clock that the test moves. */
export interface NotifyFakes {
  notificationLog: NotificationLogFake;
  deliveries: DeliveriesFake;
  topics: TopicsFake;
  deps: NotifyDeps;
  clock: { at: Date };
  /** What was said of trouble. */
  troubles: string[];
  spending: { spentUsd: number; limitUsd: number };
  /** A run so many minutes after `NOW`. */
  runAt(minutes: number, timeLeft?: TimeLeft): Promise<NotifyRun>;
  /** A run that has something to do. */
  workAt(minutes: number, timeLeft?: TimeLeft): Promise<NotifyWork>;
}

/** Fakes in which these alerts wait. Nothing has to settle by default. */
export async function notifyFakes(alerts: Alert[] = [], more: Partial<NotifyDeps> = {}): Promise<NotifyFakes> {
  const notificationLog = fakeNotificationLog();
  for (const alert of alerts) await notificationLog.claim(alert);
  const deliveries = fakeDeliveries();
  const topics = fakeTopics();
  const clock = { at: NOW };
  const troubles: string[] = [];
  const spending = { spentUsd: 0, limitUsd: 1 };
  const deps: NotifyDeps = {
    notificationLog,
    deliveries,
    topics,
    presses: fakePresses(),
    smsSpending: async () => spending,
    settleSeconds: 0,
    onTrouble: (what, error) => troubles.push(`${what}: ${error instanceof Error ? error.message : error}`),
    now: () => clock.at,
    ...more,
  };
  const runAt: NotifyFakes['runAt'] = async (minutes, timeLeft) => {
    clock.at = minutesOn(minutes);
    return await runNotify(deps, timeLeft);
  };
  const workAt: NotifyFakes['workAt'] = async (minutes, timeLeft) => {
    const run = await runAt(minutes, timeLeft);
    if (run.kind !== 'ran') throw new Error(`there was nothing to do: ${run.kind}`);
    return run;
  };
  return { notificationLog, deliveries, topics, deps, clock, troubles, spending, runAt, workAt };
}
