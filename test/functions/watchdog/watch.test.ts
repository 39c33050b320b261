import { describe, expect, test } from '@jest/globals';
import type { Recipient } from '../../../functions/domain/messages/recipient.ts';
import type { RunNotes } from '../../../functions/domain/watchdog/observations.ts';
import { watch } from '../../../functions/watchdog/watch.ts';
import type { WatchDeps } from '../../../functions/watchdog/watch-deps.ts';
import { fakeDeliveries } from '../../fakes/deliveries.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeNotificationLog } from '../../fakes/notification-log.ts';
import { minutesOn } from '../../fakes/samples.ts';
import { fakeWatchdogMemories } from '../../fakes/watchdog-memories.ts';
import { SETTINGS } from '../../fakes/watched.ts';

function aWatchdog(more: Partial<WatchDeps> = {}) {
  const clock = { minutes: 0 };
  const mails: string[] = [];
  const records = fakeFleetRecords();
  const log = { heartbeats: 0, subscribed: [] as string[] };
  const deps: WatchDeps = {
    runs: records,
    memories: fakeWatchdogMemories(),
    notificationLog: fakeNotificationLog(),
    deliveries: fakeDeliveries(),
    requests: async () => ({ waiting: 0, taken: 0 }),
    deadLetters: async () => ({ count: 0 }),
    metrics: async () => ({
      undelivered: {},
      errors: { discover: 0, evaluate: 0, aggregate: 0, report: 0 },
      throttles: 0,
      smsSpentUsd: 0,
    }),
    subscriptions: async () => [],
    recipients: [],
    subscribe: async ({ address }) => void log.subscribed.push(address),
    publish: async ({ subject }) => void mails.push(subject),
    heartbeat: async () => {
      log.heartbeats += 1;
    },
    settings: SETTINGS,
    now: () => minutesOn(clock.minutes),
    ...more,
  };
  return { deps, mails, records, clock, log, run: async () => await watch(deps, { dryRun: false }) };
}

const refused = (minutes: number): RunNotes => ({ tokenRefused: { at: minutesOn(minutes).toISOString() } });

test('a run that finds nothing is silent, and is heard elsewhere', async () => {
  const { run, mails, log } = aWatchdog();
  expect(await run()).toEqual({ active: [] });
  expect([mails, log.heartbeats]).toEqual([[], 1]);
});

test('says once what has begun', async () => {
  const { run, mails, records, clock } = aWatchdog();
  await records.note('discover', refused(0));
  expect(await run()).toMatchObject({ active: ['Token refused'] });
  clock.minutes = 15;
  await run();
  expect(mails).toEqual(['emnify cost alerts: Token refused (critical)']);
});

test('a dry run says what it would say, and keeps and sends nothing', async () => {
  const { deps, mails, records, log } = aWatchdog();
  await records.note('discover', refused(0));
  expect(await watch(deps, { dryRun: true })).toMatchObject({
    mail: { subject: expect.stringMatching('Token refused') },
  });
  expect([mails, log.heartbeats, await deps.memories.last()]).toEqual([[], 0, {}]);
});

describe('a message', () => {
  test('that SNS does not take fails the run, and is sent by the next one', async () => {
    const mails: string[] = [];
    let isAway = true;
    const publish = async ({ subject }: { subject: string }) => {
      if (isAway) throw new Error('SNS is away');
      mails.push(subject);
    };
    const { run, records, clock, log } = aWatchdog({ publish });
    await records.note('discover', refused(0));
    await expect(run()).rejects.toThrow('SNS is away');
    expect(log.heartbeats).toBe(0);
    isAway = false;
    clock.minutes = 15;
    await run();
    clock.minutes = 30;
    await run();
    expect(mails).toEqual(['emnify cost alerts: Token refused (critical)']);
  });

  test('is sent by one of two runs at once', async () => {
    const { run, mails, records } = aWatchdog();
    await records.note('discover', refused(0));
    const both = await Promise.all([run(), run()]);
    expect(both.filter(({ isOvertaken }) => isOvertaken)).toHaveLength(1);
    expect(mails).toHaveLength(1);
  });
});

test('throws where its own state cannot be had, so that the alarm on its errors speaks', async () => {
  const away = async () => {
    throw new Error('the table is away');
  };
  await expect(aWatchdog({ memories: { last: away, replace: away } }).run()).rejects.toThrow('the table is away');
  const { last } = fakeWatchdogMemories();
  await expect(aWatchdog({ memories: { last, replace: away } }).run()).rejects.toThrow('the table is away');
});

test('what cannot be read keeps nothing else from being read, and is named with the words of AWS', async () => {
  const denied = async () => {
    throw new Error('AccessDenied: not authorized to perform sqs:GetQueueAttributes');
  };
  const { run, records, clock } = aWatchdog({ requests: denied, subscriptions: denied });
  await records.note('discover', refused(0));
  await run();
  clock.minutes = 15;
  const { active, mail } = await run();
  expect(active).toEqual(['Token refused', 'Watchdog cannot see']);
  expect(mail?.body.replaceAll(/\s+/g, ' ')).toContain('the queue of evaluate: AccessDenied: not authorized');
});

describe('recipients', () => {
  const recipients: Recipient[] = [
    { channel: 'mail', address: 'ops@example.com', from: 'warning' },
    { channel: 'text', address: '+15555550100', from: 'critical' },
  ];
  const topic = { isConfirmed: true, wasAuthenticated: true };

  test('are subscribed again where none is left, and not by a dry run', async () => {
    const { deps, run, log } = aWatchdog({ recipients });
    await watch(deps, { dryRun: true });
    expect(log.subscribed).toEqual([]);
    await run();
    expect(log.subscribed).toEqual(['ops@example.com', '+15555550100']);
  });

  test('are left to the operators where one is left', async () => {
    const subscriptions = async () => [{ ...topic, topic: 'text' as const, protocol: 'sms', endpoint: '+15555550100' }];
    const { run, log, clock } = aWatchdog({ recipients, subscriptions });
    await run();
    clock.minutes = 15;
    expect(await run()).toMatchObject({ active: ['Subscriptions'] });
    expect(log.subscribed).toEqual([]);
  });

  test('are all tried: a refusal fails the run after that', async () => {
    const tried: string[] = [];
    const subscribe = async ({ address }: Recipient): Promise<void> => {
      tried.push(address);
      throw new Error(`SNS refuses ${tried.length}`);
    };
    const { run, log } = aWatchdog({ recipients, subscribe });
    await expect(run()).rejects.toThrow('SNS refuses 1');
    expect([tried, log.heartbeats]).toEqual([['ops@example.com', '+15555550100'], 0]);
  });
});
