import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDeliveries } from '../../../functions/aws/deliveries.ts';
import type { Deliveries, ListedAlert } from '../../../functions/contracts/deliveries.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type {
  ChannelTrouble,
  ComposedMessage,
  Delivery,
  NotificationHead,
} from '../../../functions/domain/messages/delivery.ts';
import type { SentNotification } from '../../../functions/domain/records/sent-notification.ts';
import { NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { fakeDeliveries } from '../../fakes/deliveries.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<Deliveries>][] = [
  ['in memory', async () => fakeDeliveries()],
  ['over DynamoDB', async () => createDeliveries(await tables.newTable(NOTIFICATION_LOG), tables.documents)],
];

/** The head of a notification that was composed so many minutes after `NOW`. */
function aHead(more: Partial<NotificationHead> = {}, minutes = 0): NotificationHead {
  const composedAt = minutesOn(minutes).toISOString();
  const notification = {
    notificationId: '7f3a9c',
    event: 'digest' as const,
    severity: 'critical' as const,
    budgets: ['every-device', 'trucks'],
    composedAt,
    muted: 2,
    notices: [
      {
        kind: 'channel-fails' as const,
        channel: 'text' as const,
        since: NOW.toISOString(),
        code: 'AuthorizationError',
      },
      { kind: 'texts-may-stop' as const, spentUsd: 0.1 + 0.2, limitUsd: 1e-7 },
    ],
  };
  const about = {
    composedAt,
    subject: '[CRITICAL] 2 alerts',
    alerts: 2,
    oldestAt: minutesOn(minutes - 3).toISOString(),
  };
  return { key: `${composedAt}#7f3a9c`, notification, ...about, ...more };
}
const KEY = aHead().key;

const listed = (count: number): ListedAlert[] =>
  Array.from({ length: count }, (_, index) => ({
    scopeId: `endpoint#${index}`,
    claim: '2026-10#every-device#total#100#5',
    severity: 'critical',
    isTexted: index < 3,
  }));

const ATTRIBUTES = { severity: 'critical', event: 'digest', budget: ['every-device'], notification: '7f3a9c' } as const;

function composed(channel: Channel, more: Partial<ComposedMessage> = {}): ComposedMessage {
  const message = { body: `a ${channel}`, attributes: { ...ATTRIBUTES, budget: [...ATTRIBUTES.budget] } };
  return { channel, from: 0, to: 2, form: 'full', message, ...more };
}
const ALL_CHANNELS = (['text', 'mail', 'event'] as const).map((channel) => composed(channel));
const KEYS = { event: 0, mail: 1, text: 2 };

/** The messages of a notification that wait, in an order of their own. */
async function waitingOf(deliveries: Deliveries, key = KEY): Promise<Delivery[]> {
  const waiting = await deliveries.undelivered(key);
  return waiting.sort((a, b) => KEYS[a.channel] - KEYS[b.channel] || a.from - b.from || a.to - b.to);
}

async function waitingOn(channel: Channel, deliveries: Deliveries): Promise<Delivery> {
  const [delivery] = (await waitingOf(deliveries)).filter((one) => one.channel === channel);
  if (!delivery) throw new Error(`nothing waits on ${channel}`);
  return delivery;
}

async function headIn(deliveries: Deliveries): Promise<NotificationHead | undefined> {
  return (await deliveries.state()).notifications[0]?.head;
}

const NOTHING = { notifications: [], channels: [], abandoned: [] };

describe.each(makers)('deliveries %s', (_, newDeliveries) => {
  /** With one notification that has a message for each channel. */
  async function withOne(messages: ComposedMessage[] = ALL_CHANNELS): Promise<Deliveries> {
    const deliveries = await newDeliveries();
    await deliveries.add(aHead(), listed(2), messages);
    return deliveries;
  }

  describe('the lease', () => {
    test('keeps every other run out until its end, and then lets one in', async () => {
      const deliveries = await newDeliveries();
      const lease = (minutes: number) => deliveries.lease(minutesOn(minutes), minutesOn(minutes + 2));
      const given = [];
      for (const minutes of [0, 1, 2, 2.001, 2.002, 4, 5]) given.push(await lease(minutes));
      expect(given).toEqual([true, false, false, true, false, false, true]);
    });

    test('is given to exactly one of many at once', async () => {
      const deliveries = await newDeliveries();
      const runs = Array.from({ length: 20 }, () => deliveries.lease(NOW, minutesOn(2)));
      expect((await Promise.all(runs)).filter(Boolean)).toHaveLength(1);
    });

    test('that has ended is given to exactly one of many at once', async () => {
      const deliveries = await newDeliveries();
      await deliveries.lease(NOW, minutesOn(2));
      const runs = Array.from({ length: 20 }, () => deliveries.lease(minutesOn(3), minutesOn(5)));
      expect((await Promise.all(runs)).filter(Boolean)).toHaveLength(1);
    });

    test('can be given back, and then another run gets it', async () => {
      const deliveries = await newDeliveries();
      await deliveries.lease(NOW, minutesOn(2));
      await deliveries.release();
      expect([await deliveries.lease(NOW, minutesOn(2)), await deliveries.lease(NOW, minutesOn(2))]).toEqual([
        true,
        false,
      ]);
    });

    test('can be given back when no run holds it', async () => {
      const deliveries = await newDeliveries();
      await deliveries.release();
      expect(await deliveries.lease(NOW, minutesOn(2))).toBe(true);
    });

    test('is no part of the state', async () => {
      const deliveries = await newDeliveries();
      await deliveries.lease(NOW, minutesOn(2));
      expect(await deliveries.state()).toEqual(NOTHING);
    });
  });

  describe('a notification', () => {
    test('is none at first, and no key has messages', async () => {
      const deliveries = await newDeliveries();
      expect([await deliveries.state(), await deliveries.undelivered(KEY)]).toEqual([NOTHING, []]);
    });

    test('that was added is there with its list and its messages, each of them untried', async () => {
      const deliveries = await withOne();
      const list = { number: 0, alerts: listed(2), isSettled: false };
      expect(await deliveries.state()).toEqual({ ...NOTHING, notifications: [{ head: aHead(), lists: [list] }] });
      expect(await waitingOf(deliveries)).toEqual(
        ALL_CHANNELS.toReversed().map((message) => ({ ...message, notification: KEY, tries: 0 })),
      );
    });

    test('without alerts, as the daily report is one, has a head and no list', async () => {
      const deliveries = await newDeliveries();
      const { notification: _none, ...head } = aHead({ alerts: 0 });
      await deliveries.add(head, [], [composed('mail', { to: 0 })]);
      expect((await deliveries.state()).notifications).toEqual([{ head, lists: [] }]);
      expect(await waitingOf(deliveries)).toMatchObject([{ channel: 'mail', from: 0, to: 0 }]);
    });

    test.each([
      [1000, [1000]],
      [1001, [1000, 1]],
      [2500, [1000, 1000, 500]],
    ])('of %d alerts has lists of %j, in their order', async (count, sizes) => {
      const deliveries = await newDeliveries();
      await deliveries.add(aHead(), listed(count), []);
      const [{ lists } = { lists: [] }] = (await deliveries.state()).notifications;
      expect(lists.map(({ alerts }) => alerts.length)).toEqual(sizes);
      expect(lists.map(({ number }) => number)).toEqual(sizes.map((_size, index) => index));
      expect(lists.flatMap(({ alerts }) => alerts)).toEqual(listed(count));
    });

    test('of more than ten lists has them in their order, too', async () => {
      const deliveries = await newDeliveries();
      await deliveries.add(aHead(), listed(11_001), []);
      const [{ lists } = { lists: [] }] = (await deliveries.state()).notifications;
      expect(lists.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(lists.at(-1)?.alerts).toEqual(listed(11_001).slice(11_000));
    });

    test('is listed after older ones, each with its own lists and messages', async () => {
      const deliveries = await newDeliveries();
      for (const minutes of [2, 0, 1]) {
        const list = listed(minutes + 1);
        await deliveries.add(aHead({}, minutes), list, [composed('mail', { to: minutes })]);
      }
      const { notifications } = await deliveries.state();
      expect(notifications.map(({ head }) => head.composedAt)).toEqual(
        [0, 1, 2].map((minutes) => minutesOn(minutes).toISOString()),
      );
      expect(notifications.map(({ lists }) => lists.map(({ alerts }) => alerts.length))).toEqual([[1], [2], [3]]);
      for (const minutes of [0, 1, 2]) {
        expect(await waitingOf(deliveries, aHead({}, minutes).key)).toMatchObject([{ to: minutes }]);
      }
    });

    test('of which only a part was stored is not there, and its lists are abandoned until they are forgotten', async () => {
      const deliveries = await newDeliveries();
      const earlier = aHead({}, -1);
      await deliveries.add(earlier, listed(1), []);
      await deliveries.add(aHead(), listed(2001), ALL_CHANNELS);
      // As if the run had been stopped before it stored the head: what `forget` leaves of no lists at all.
      await deliveries.forget(KEY, 0);
      const { notifications, abandoned } = await deliveries.state();
      expect(notifications.map(({ head }) => head.key)).toEqual([earlier.key]);
      expect(abandoned).toEqual([{ key: KEY, lists: 3 }]);
      await deliveries.forget(KEY, 3);
      expect(await deliveries.state()).toMatchObject({ notifications: [{ head: earlier }], abandoned: [] });
    });

    test('is there in full beside so many others that they take more than one page', async () => {
      const deliveries = await newDeliveries();
      // Three lists of a thousand are some 330 KB, and a page of DynamoDB is 1 MB.
      for (const minutes of [0, 1, 2, 3, 4]) await deliveries.add(aHead({}, minutes), listed(3000), []);
      await deliveries.keepTrouble(aTrouble('text'));
      const { notifications, channels } = await deliveries.state();
      expect(notifications.map(({ lists }) => lists.length)).toEqual([3, 3, 3, 3, 3]);
      expect(new Set(notifications.map(({ lists }) => lists.flatMap(({ alerts }) => alerts).length))).toEqual(
        new Set([3000]),
      );
      expect(channels).toHaveLength(1);
    });

    test('keeps its head when another run changes what it was added from', async () => {
      const deliveries = await newDeliveries();
      const head = aHead();
      await deliveries.add(head, listed(2), ALL_CHANNELS);
      head.subject = 'changed afterwards';
      expect(await headIn(deliveries)).toEqual(aHead());
    });
  });

  describe('messages', () => {
    test.each([
      ['odd characters', 'Kühlcontainer ❄️ 👩‍👩‍👧 "4"\u0000\u0007\u2028\u202e\ufeff\uffff e\u0301 \\n\r\n\t '],
      ['250 KB', 'x'.repeat(250_000)],
      ['250 KB of characters of four bytes', '🚀'.repeat(62_500)],
    ])('with %s are given back word for word', async (_kind, body) => {
      const subject = '[CRITICAL] "x" \\ of ~every~ device';
      const message = { subject, body, attributes: { ...ATTRIBUTES, budget: ['b', 'a', 'b'] } };
      const deliveries = await withOne([composed('mail', { message })]);
      expect((await waitingOn('mail', deliveries)).message).toEqual(message);
    });

    test('without a subject and without budgets are given back so', async () => {
      const message = { body: 'x', attributes: { ...ATTRIBUTES, budget: [] } };
      const deliveries = await withOne([composed('text', { message })]);
      expect((await waitingOn('text', deliveries)).message).toEqual(message);
    });

    test('are all there where they take more than one page', async () => {
      const ranges = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((from) => ({ from, to: from + 1 }));
      const parts = ranges.map((range) =>
        composed('event', {
          ...range,
          message: { body: `${range.from}`.repeat(200_000), attributes: composed('event').message.attributes },
        }),
      );
      const deliveries = await withOne(parts);
      expect((await waitingOf(deliveries)).map(({ message }) => message.body)).toEqual(
        parts.map(({ message }) => message.body),
      );
      const [first = parts[0]] = await waitingOf(deliveries);
      await deliveries.markDelivered(first as Delivery, { at: NOW, messageId: 'm' });
      expect((await waitingOf(deliveries)).map(({ from }) => from)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
  });

  describe('a try', () => {
    test('is counted before it begins, and puts the next one off', async () => {
      const deliveries = await withOne();
      const mail = await waitingOn('mail', deliveries);
      await deliveries.begin(mail, minutesOn(1));
      expect(await waitingOn('mail', deliveries)).toEqual({ ...mail, tries: 1, notBefore: minutesOn(1).toISOString() });
      // Also where the run that asks for it does not know of the first.
      await deliveries.begin(mail, minutesOn(3));
      expect(await waitingOn('mail', deliveries)).toEqual({ ...mail, tries: 2, notBefore: minutesOn(3).toISOString() });
      expect(await waitingOn('text', deliveries)).toMatchObject({ tries: 0 });
    });

    test('that SNS has refused stays counted, and puts nothing off', async () => {
      const deliveries = await withOne();
      const mail = await waitingOn('mail', deliveries);
      await deliveries.begin(mail, minutesOn(1));
      await deliveries.markRefused(mail);
      expect(await waitingOn('mail', deliveries)).toEqual({ ...mail, tries: 1 });
    });

    test.each(['mail', 'event'] as const)('that delivers a message on %s ends it and no other', async (channel) => {
      const deliveries = await withOne();
      const delivery = await waitingOn(channel, deliveries);
      await deliveries.begin(delivery, minutesOn(1));
      await deliveries.markDelivered(delivery, { at: minutesOn(0.5), messageId: 'message-1' });
      expect((await waitingOf(deliveries)).map((one) => one.channel)).toEqual(
        ['event', 'mail', 'text'].filter((other) => other !== channel),
      );
      expect(await headIn(deliveries)).toEqual(aHead());
    });

    test('that delivers a text notes in the head when', async () => {
      const deliveries = await withOne();
      await deliveries.markDelivered(await waitingOn('text', deliveries), { at: minutesOn(7), messageId: 'message-1' });
      expect(await headIn(deliveries)).toEqual(aHead({ textedAt: minutesOn(7).toISOString() }));
      expect((await waitingOf(deliveries)).map(({ channel }) => channel)).toEqual(['event', 'mail']);
    });
  });

  describe('a message that is set aside', () => {
    test('waits no more, and is counted in the head', async () => {
      const deliveries = await withOne();
      for (const [channel, count] of [
        ['mail', 1],
        ['event', 2],
      ] as const) {
        await deliveries.setAside(await waitingOn(channel, deliveries), {
          at: NOW,
          reason: 'InvalidParameter: Message',
        });
        expect(await headIn(deliveries)).toEqual(aHead({ setAside: count }));
      }
      expect((await waitingOf(deliveries)).map(({ channel }) => channel)).toEqual(['text']);
    });

    test('can still be read to send the notification once more', async () => {
      const deliveries = await withOne();
      await deliveries.setAside(await waitingOn('mail', deliveries), { at: NOW, reason: 'InvalidParameter: Message' });
      expect(channelsOf(await deliveries.messagesOf(SENT))).toEqual(['event', 'mail', 'text']);
    });
  });

  describe('a message that is replaced', () => {
    const inShort = (range: { from: number; to: number }, form: 'short' | 'full' = 'short'): ComposedMessage =>
      composed('event', {
        ...range,
        form,
        message: { body: `${form} ${range.from}`, attributes: composed('event').message.attributes },
      });
    const ofEvents = async (deliveries: Deliveries) =>
      (await waitingOf(deliveries))
        .filter(({ channel }) => channel === 'event')
        .map(({ from, to, form, tries, message }) => ({ from, to, form, tries, body: message.body }));

    test('by its short form is that from then on, untried', async () => {
      const deliveries = await withOne();
      const event = await waitingOn('event', deliveries);
      await deliveries.begin(event, minutesOn(1));
      await deliveries.replace(event, [inShort({ from: 0, to: 2 })]);
      expect(await waitingOn('event', deliveries)).toEqual({
        ...inShort({ from: 0, to: 2 }),
        notification: KEY,
        tries: 0,
      });
      expect(await waitingOf(deliveries)).toHaveLength(3);
    });

    test('by halves is gone, and both wait', async () => {
      const deliveries = await withOne();
      await deliveries.replace(await waitingOn('event', deliveries), [
        inShort({ from: 0, to: 1 }, 'full'),
        inShort({ from: 1, to: 2 }, 'full'),
      ]);
      expect(await ofEvents(deliveries)).toEqual([
        { from: 0, to: 1, form: 'full', tries: 0, body: 'full 0' },
        { from: 1, to: 2, form: 'full', tries: 0, body: 'full 1' },
      ]);
      expect(await waitingOf(deliveries)).toHaveLength(4);
    });

    test('by halves once more, after a stop in between, leaves those as they are', async () => {
      const deliveries = await withOne([composed('event', { to: 4 })]);
      const whole = await waitingOn('event', deliveries);
      const halves = [inShort({ from: 0, to: 2 }, 'full'), inShort({ from: 2, to: 4 }, 'full')];
      await deliveries.replace(whole, halves);
      const [first, second] = await waitingOf(deliveries);
      if (!first || !second) throw new Error('there are two halves');
      await deliveries.markDelivered(first, { at: NOW, messageId: 'message-1' });
      await deliveries.begin(second, minutesOn(1));
      await deliveries.replace(second, [inShort({ from: 2, to: 4 })]);
      await deliveries.begin(second, minutesOn(2));
      // The whole is there again, as a run sees it that was stopped before it took the whole away.
      await deliveries.replace(whole, halves);
      expect(await ofEvents(deliveries)).toEqual([{ from: 2, to: 4, form: 'short', tries: 1, body: 'short 2' }]);
      expect((await deliveries.messagesOf(SENT)).map(({ message }) => message.body)).toEqual(['full 0', 'short 2']);
    });

    test('is replaced in its own notification only', async () => {
      const deliveries = await withOne();
      const other = aHead({}, 1);
      await deliveries.add(other, listed(2), ALL_CHANNELS);
      await deliveries.replace(await waitingOn('event', deliveries), [inShort({ from: 0, to: 2 })]);
      expect((await waitingOf(deliveries, other.key)).map(({ form }) => form)).toEqual(['full', 'full', 'full']);
    });
  });

  describe('the outcome of a message', () => {
    const outcomesOf = async (deliveries: Deliveries) =>
      (await deliveries.outcomesOf(KEY)).sort((a, b) => KEYS[a.channel] - KEYS[b.channel] || a.from - b.from);

    test('is its tries while it waits, then what SNS has said', async () => {
      const deliveries = await withOne();
      const [event, mail, text] = await waitingOf(deliveries);
      if (!event || !mail || !text) throw new Error('there is one on each channel');
      await deliveries.begin(event, minutesOn(1));
      await deliveries.markDelivered(mail, { at: minutesOn(2), messageId: 'message-1' });
      await deliveries.setAside(text, { at: minutesOn(3), reason: 'InvalidParameter: no' });
      expect(await outcomesOf(deliveries)).toEqual([
        { channel: 'event', from: 0, to: 2, tries: 1 },
        { channel: 'mail', from: 0, to: 2, tries: 0, endedAt: minutesOn(2).toISOString(), messageId: 'message-1' },
        {
          channel: 'text',
          from: 0,
          to: 2,
          tries: 0,
          endedAt: minutesOn(3).toISOString(),
          refusal: 'InvalidParameter: no',
        },
      ]);
    });

    test('is that of its halves, where it was split', async () => {
      const deliveries = await withOne([composed('event', { to: 4 })]);
      const whole = await waitingOn('event', deliveries);
      await deliveries.replace(whole, [composed('event', { from: 0, to: 2 }), composed('event', { from: 2, to: 4 })]);
      expect(await outcomesOf(deliveries)).toMatchObject([
        { from: 0, to: 2 },
        { from: 2, to: 4 },
      ]);
    });

    test('is none of a notification that is not kept', async () => {
      expect(await (await newDeliveries()).outcomesOf(KEY)).toEqual([]);
    });
  });

  test('the newest that were sent are read from the end of their month', async () => {
    const deliveries = await newDeliveries();
    const kept = [0, 1, 2, 3].map((minutes) => ({
      notificationId: `00${minutes}`,
      sentAt: minutesOn(minutes).toISOString(),
      alerts: 1,
      subject: `number ${minutes}`,
    }));
    for (const sent of kept) await deliveries.keepSent(sent);
    expect(await deliveries.newestSent('2026-10', 3)).toEqual(kept.toReversed().slice(0, 3));
    expect(await deliveries.newestSent('2026-10', 9)).toEqual(kept.toReversed());
    expect(await deliveries.newestSent('2026-09', 9)).toEqual([]);
  });

  test('changing what is not there leaves nothing behind', async () => {
    const deliveries = await newDeliveries();
    const gone: Delivery = { ...composed('text'), notification: KEY, tries: 0 };
    await deliveries.begin(gone, minutesOn(1));
    await deliveries.markRefused(gone);
    await deliveries.markDelivered(gone, { at: NOW, messageId: 'message-1' });
    await deliveries.setAside(gone, { at: NOW, reason: 'why' });
    await deliveries.markSettled(KEY, { number: 0, alerts: [], isSettled: false });
    await deliveries.markDone(KEY);
    await deliveries.forget(KEY, 3);
    await deliveries.clearTrouble('text');
    expect([await deliveries.state(), await deliveries.undelivered(KEY)]).toEqual([NOTHING, []]);
    expect([await deliveries.messagesOf(SENT), await deliveries.sentIn('2026-10')]).toEqual([[], []]);
  });

  describe('the trouble of a channel', () => {
    test('is kept beside that of others, the most urgent channel first, and the last of each counts', async () => {
      const deliveries = await newDeliveries();
      for (const channel of ['event', 'mail', 'text'] as const) await deliveries.keepTrouble(aTrouble(channel));
      const again = aTrouble('mail', { failures: 2, notBefore: minutesOn(2).toISOString() });
      await deliveries.keepTrouble(again);
      expect((await deliveries.state()).channels).toEqual([aTrouble('text'), again, aTrouble('event')]);
    });

    test('ends for its channel alone', async () => {
      const deliveries = await newDeliveries();
      for (const channel of ['text', 'mail'] as const) await deliveries.keepTrouble(aTrouble(channel));
      await deliveries.clearTrouble('text');
      await deliveries.clearTrouble('event');
      expect((await deliveries.state()).channels).toEqual([aTrouble('mail')]);
    });
  });

  describe('what is over', () => {
    test('is noted a list at a time', async () => {
      const deliveries = await newDeliveries();
      await deliveries.add(aHead(), listed(2001), []);
      const settled = async () =>
        (await deliveries.state()).notifications.flatMap(({ lists }) => lists.map(({ isSettled }) => isSettled));
      const [, second] = (await deliveries.state()).notifications[0]?.lists ?? [];
      if (!second) throw new Error('2,001 alerts are three lists');
      await deliveries.markSettled(KEY, second);
      expect(await settled()).toEqual([false, true, false]);
      await deliveries.markSettled(KEY, second);
      expect(await settled()).toEqual([false, true, false]);
      expect((await deliveries.state()).notifications[0]?.lists.flatMap(({ alerts }) => alerts)).toEqual(listed(2001));
    });

    test('is marked as done, with all that was noted of it before', async () => {
      const deliveries = await withOne();
      await deliveries.markDelivered(await waitingOn('text', deliveries), { at: minutesOn(1), messageId: 'message-1' });
      await deliveries.setAside(await waitingOn('mail', deliveries), { at: NOW, reason: 'why' });
      await deliveries.markDone(KEY);
      expect(await headIn(deliveries)).toEqual(
        aHead({ textedAt: minutesOn(1).toISOString(), setAside: 1, isDone: true }),
      );
    });

    test('is deleted with its lists, while its messages can still be read', async () => {
      const deliveries = await newDeliveries();
      const later = aHead({}, 1);
      await deliveries.add(aHead(), listed(1001), ALL_CHANNELS);
      await deliveries.add(later, listed(1), ALL_CHANNELS);
      await deliveries.forget(KEY, 2);
      const { notifications, abandoned } = await deliveries.state();
      expect([notifications.map(({ head }) => head.key), abandoned]).toEqual([[later.key], []]);
      expect(channelsOf(await deliveries.messagesOf(SENT))).toEqual(['event', 'mail', 'text']);
    });
  });

  describe('what was sent', () => {
    const at = (sentAt: string, notificationId = '7f3a9c'): SentNotification => ({
      key: `${sentAt}#${notificationId}`,
      notificationId,
      sentAt,
      alerts: 2,
      subject: '[CRITICAL] 2 alerts',
    });

    test('is given back by the month of its sending, oldest first, word for word', async () => {
      const deliveries = await newDeliveries();
      const october = [
        at('2026-10-01T00:00:00.000Z'),
        { ...at('2026-10-14T14:00:00.000Z', 'aaaaaa'), setAside: 2 },
        at('2026-10-31T23:59:59.999Z'),
      ];
      const all = [...october.toReversed(), at('2026-11-01T00:00:00.000Z'), at('2026-09-30T23:59:59.999Z')];
      for (const notification of all) await deliveries.keepSent(notification);
      expect(await deliveries.sentIn('2026-10')).toEqual(october);
      expect((await deliveries.sentIn('2026-11')).map(({ sentAt }) => sentAt)).toEqual(['2026-11-01T00:00:00.000Z']);
      expect(await deliveries.sentIn('2026-12')).toEqual([]);
    });

    test.each([
      ['2026-10-14T13:59:59.999Z', 2],
      ['2026-10-14T14:00:00.000Z', 2],
      ['2026-10-14T14:00:00.001Z', 1],
      ['2026-10-15T00:00:00.000Z', 0],
    ])('since %s is %d', async (since, count) => {
      const deliveries = await newDeliveries();
      await deliveries.keepSent(at('2026-10-14T14:00:00.000Z'));
      await deliveries.keepSent(at('2026-10-14T15:00:00.000Z'));
      expect(await deliveries.sentIn('2026-10', new Date(since))).toHaveLength(count);
    });

    test('is two where two went out in one moment, and one where it is kept twice, as it was kept last', async () => {
      const deliveries = await newDeliveries();
      for (const id of ['a', 'b']) await deliveries.keepSent(at('2026-10-14T14:00:00.000Z', id));
      await deliveries.keepSent({ ...at('2026-10-14T14:00:00.000Z', 'a'), setAside: 1 });
      const sent = await deliveries.sentIn('2026-10');
      expect(sent.map(({ notificationId, setAside }) => [notificationId, setAside])).toEqual([
        ['a', 1],
        ['b', undefined],
      ]);
    });

    test('has its messages word for word, delivered or not, and those of no other', async () => {
      const deliveries = await withOne();
      await deliveries.add(aHead({}, 1), listed(2), [composed('mail', { to: 7 })]);
      await deliveries.markDelivered(await waitingOn('mail', deliveries), { at: NOW, messageId: 'message-1' });
      const messages = await deliveries.messagesOf(SENT);
      expect(messages.map(({ channel, message }) => ({ channel, message }))).toEqual(
        ALL_CHANNELS.toReversed().map(({ channel, message }) => ({ channel, message })),
      );
    });
  });
});

/** What `keepSent` has kept of the notification under `KEY`. */
const SENT: SentNotification = {
  key: KEY,
  notificationId: '7f3a9c',
  sentAt: NOW.toISOString(),
  alerts: 2,
  subject: '[CRITICAL] 2 alerts',
};

const channelsOf = (messages: { channel: Channel }[]): Channel[] => messages.map(({ channel }) => channel);

function aTrouble(channel: Channel, more: Partial<ChannelTrouble> = {}): ChannelTrouble {
  return {
    channel,
    failures: 1,
    since: NOW.toISOString(),
    code: 'AuthorizationError',
    reason: 'AuthorizationError: not allowed to publish',
    notBefore: minutesOn(1).toISOString(),
    ...more,
  };
}

describe('what the version before has written of a notification that it has sent', () => {
  const attributes = { severity: 'critical', event: 'crossed', budget: ['trucks'] };
  const message = { subject: 'EUR 6.10 of 5.00', email: 'the mail', sms: 'the text', json: '{"a":1}', attributes };
  const sentBefore = (sentAt: string, notificationId: string, subject: string) => ({
    scopeId: `sent#${sentAt.slice(0, 7)}`,
    claim: `${sentAt}#${notificationId}`,
    sent: { notificationId, sentAt, alerts: 2, message: { ...message, subject } },
  });

  async function deliveriesOf(...Items: object[]): Promise<Deliveries> {
    const TableName = await tables.newTable(NOTIFICATION_LOG);
    for (const Item of Items) await tables.documents.send(new PutCommand({ TableName, Item: { ...Item } }));
    return createDeliveries(TableName, tables.documents);
  }

  test('is listed with its subject, beside what this version has sent', async () => {
    const deliveries = await deliveriesOf(sentBefore('2026-10-14T13:00:00.000Z', 'aaaaaa', 'EUR 6.10 of 5.00'));
    await deliveries.keepSent(SENT);
    expect(await deliveries.sentIn('2026-10')).toEqual([
      { notificationId: 'aaaaaa', sentAt: '2026-10-14T13:00:00.000Z', alerts: 2, subject: 'EUR 6.10 of 5.00' },
      SENT,
    ]);
  });

  test('is three messages, with a subject for the mail only', async () => {
    const deliveries = await deliveriesOf(
      sentBefore('2026-10-14T13:00:00.000Z', 'aaaaaa', 'one'),
      sentBefore('2026-10-14T13:00:00.000Z', 'bbbbbb', 'two'),
      sentBefore('2026-10-14T13:00:00.001Z', 'aaaaaa', 'three'),
    );
    const [, two] = await deliveries.sentIn('2026-10');
    if (!two) throw new Error('three were sent');
    const withRef = { ...attributes, notification: 'bbbbbb' };
    expect(await deliveries.messagesOf(two)).toEqual([
      { channel: 'text', message: { body: 'the text', attributes: withRef } },
      { channel: 'mail', message: { subject: 'two', body: 'the mail', attributes: withRef } },
      { channel: 'event', message: { body: '{"a":1}', attributes: withRef } },
    ]);
  });

  test('is none where it is gone, and not the messages of what went out next', async () => {
    const deliveries = await deliveriesOf(sentBefore('2026-10-14T15:00:00.000Z', 'bbbbbb', 'two'));
    const gone = { notificationId: 'aaaaaa', sentAt: '2026-10-14T13:00:00.000Z', alerts: 2, subject: 'one' };
    expect(await deliveries.messagesOf(gone)).toEqual([]);
  });
});

describe('over DynamoDB, a stop between two writes', () => {
  /** Every change of an item fails from the second on. */
  async function afterOneChange(work: (deliveries: Deliveries) => Promise<unknown>): Promise<void> {
    let changes = 0;
    const { middlewareStack } = tables.documents;
    const stop = { step: 'initialize', name: 'stop' } as const;
    middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'UpdateItemCommand') changes += 1;
          if (changes > 1) throw new Error('stopped');
          return await next(args);
        },
      stop,
    );
    await expect(work(stopped)).rejects.toThrow('stopped');
    middlewareStack.remove(stop.name);
  }
  let stopped: Deliveries;
  beforeEach(async () => {
    stopped = createDeliveries(await tables.newTable(NOTIFICATION_LOG), tables.documents);
    await stopped.add(aHead(), listed(2), ALL_CHANNELS);
  });

  test('leaves a message that is set aside pending and counted, so that it is reported', async () => {
    const mail = await waitingOn('mail', stopped);
    await afterOneChange((deliveries) => deliveries.setAside(mail, { at: NOW, reason: 'why' }));
    expect(await waitingOn('mail', stopped)).toEqual(mail);
    expect(await headIn(stopped)).toEqual(aHead({ setAside: 1 }));
  });

  test('leaves a text that was delivered waiting and noted, so that no other text of these devices follows', async () => {
    const text = await waitingOn('text', stopped);
    await afterOneChange((deliveries) => deliveries.markDelivered(text, { at: NOW, messageId: 'message-1' }));
    expect(await waitingOn('text', stopped)).toEqual(text);
    expect(await headIn(stopped)).toEqual(aHead({ textedAt: NOW.toISOString() }));
  });
});

test('over DynamoDB, what is on its way is read consistently', async () => {
  const deliveries = createDeliveries(await tables.newTable(NOTIFICATION_LOG), tables.documents);
  const reads: unknown[] = [];
  const { middlewareStack } = tables.documents;
  const record = { step: 'initialize', name: 'record' } as const;
  middlewareStack.add(
    (next) => async (args) => {
      reads.push((args.input as { ConsistentRead?: boolean }).ConsistentRead);
      return await next(args);
    },
    record,
  );
  await deliveries.state();
  await deliveries.undelivered(KEY);
  middlewareStack.remove(record.name);
  expect(reads).toEqual([true, true]);
});

test('over DynamoDB, messages go after two months and what was sent after 400 days, and nothing goes that is on its way', async () => {
  const table = await tables.newTable(NOTIFICATION_LOG);
  const deliveries = createDeliveries(table, tables.documents);
  await deliveries.add(aHead(), listed(2), ALL_CHANNELS);
  await deliveries.keepSent(SENT);
  await deliveries.keepTrouble(aTrouble('mail'));
  await deliveries.replace(await waitingOn('mail', deliveries), [composed('mail', { form: 'short' })]);
  const daysKept = async (scopeId: string) =>
    (await tables.itemsOf(table, scopeId)).map(({ expiresAt }) =>
      expiresAt === undefined ? 'for ever' : (Number(expiresAt) - NOW.getTime() / 1000) / 86_400,
    );
  expect(await daysKept(`notification#${KEY}`)).toEqual([62, 62, 62]);
  expect(await daysKept('sent#2026-10')).toEqual([400]);
  expect(await daysKept('outbox')).toEqual(['for ever', 'for ever', 'for ever']);
});
