import { expect, test } from '@jest/globals';
import type { Delivery } from '../../../functions/domain/messages/delivery.ts';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import { readMessages } from '../../../functions/page/read-messages.ts';
import { type PageFakes, pageFakes } from '../../fakes/page-deps.ts';
import { anAlert, aScope, minutesOn, NOW } from '../../fakes/samples.ts';
import { DENIED, fakeTopics } from '../../fakes/topics.ts';

async function notifyOnce(fakes: PageFakes, topics = fakeTopics()): Promise<void> {
  await runNotify({
    ...fakes,
    topics,
    smsSpending: async () => ({ spentUsd: 0, limitUsd: 1 }),
    settleSeconds: 0,
    onTrouble: () => {},
  });
}

test('before anything was sent, there is nothing', async () => {
  expect(await readMessages(pageFakes())).toEqual({
    view: 'messages',
    now: NOW,
    notifications: [],
    waiting: 0,
    failing: [],
  });
});

test('a notification is there with what SNS has said of each message', async () => {
  const fakes = pageFakes();
  await fakes.notificationLog.claim(anAlert());
  await notifyOnce(fakes);
  await fakes.notificationLog.claim(anAlert({ reachedPct: 150 }));
  const { notifications, waiting } = await readMessages(fakes);
  expect(waiting).toBe(1);
  expect(notifications).toEqual([
    {
      ref: expect.stringMatching(/^[\da-f]{6}$/),
      at: NOW.toISOString(),
      subject: expect.stringContaining('tracker-166'),
      alerts: 1,
      messages: ['text', 'mail', 'event'].map((channel) => ({
        channel,
        alerts: 1,
        state: 'accepted',
        at: NOW.toISOString(),
        messageId: expect.any(String),
      })),
    },
  ]);
});

test('a channel that fails is named, and its message waits', async () => {
  const fakes = pageFakes();
  await fakes.notificationLog.claim(anAlert());
  const topics = fakeTopics();
  const { publish } = topics;
  topics.publish = async (channel, message) => (channel === 'mail' ? DENIED : await publish(channel, message));
  await notifyOnce(fakes, topics);
  const { notifications, failing } = await readMessages(fakes);
  expect(notifications[0]?.messages).toMatchObject([
    { channel: 'text', state: 'accepted' },
    { channel: 'mail', state: 'waiting', tries: 1 },
    { channel: 'event', state: 'accepted' },
  ]);
  expect(failing).toMatchObject([{ channel: 'mail', since: NOW.toISOString() }]);
});

test('a message that SNS refuses in every form is named with the reason', async () => {
  const fakes = pageFakes();
  await fakes.notificationLog.claim(anAlert());
  await notifyOnce(fakes);
  const [head] = fakes.deliveries.heads();
  const message = { body: 'x', attributes: { severity: 'info' as const, event: 'x', budget: [], notification: 'x' } };
  const refused: Delivery = {
    notification: head?.key ?? '',
    channel: 'event',
    from: 0,
    to: 1,
    form: 'full',
    message,
    tries: 1,
  };
  await fakes.deliveries.setAside(refused, { at: minutesOn(1), reason: 'InvalidParameter: no' });
  expect((await readMessages(fakes)).notifications[0]?.messages.at(-1)).toEqual({
    channel: 'event',
    alerts: 1,
    state: 'refused',
    at: minutesOn(1).toISOString(),
    reason: 'InvalidParameter: no',
  });
});

test('the newest 25 of this month and the last are there, the newest first', async () => {
  const fakes = pageFakes();
  const sentAt = Array.from({ length: 40 }, (_, index) => minutesOn(60 * 24 * (index - 39)).toISOString());
  for (const [index, at] of sentAt.entries()) {
    await fakes.deliveries.keepSent({
      notificationId: `00${index}`,
      sentAt: at,
      alerts: 1,
      subject: `number ${index}`,
    });
  }
  const { notifications } = await readMessages(fakes);
  expect(notifications.map(({ at }) => at)).toEqual(sentAt.toReversed().slice(0, 25));
  expect(notifications.at(-1)).toEqual({
    ref: '0015',
    at: '2026-09-20T14:00:00.000Z',
    subject: 'number 15',
    alerts: 1,
    messages: [],
  });
});

test('each notification is there once, also while it is on its way', async () => {
  const fakes = pageFakes();
  for (const id of ['1', '2']) {
    await fakes.notificationLog.claim(anAlert({ scope: aScope(id) }));
    await notifyOnce(fakes);
    fakes.clock = minutesOn(5);
  }
  expect((await readMessages(fakes)).notifications.map(({ at }) => at)).toEqual([
    minutesOn(5).toISOString(),
    NOW.toISOString(),
  ]);
});
