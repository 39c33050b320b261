import { describe, expect, test } from '@jest/globals';
import type { AlertList, OpenNotification } from '../../../functions/contracts/deliveries.ts';
import { type Alert, alertKey } from '../../../functions/domain/judging/alert.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { Delivery, Form, NotificationHead } from '../../../functions/domain/messages/delivery.ts';
import { makeDigest } from '../../../functions/domain/messages/digest.ts';
import { composeMessages, recompose } from '../../../functions/domain/messages/message.ts';
import { inOtherForm } from '../../../functions/notify/in-other-form.ts';
import { fakeNotificationLog } from '../../fakes/notification-log.ts';
import { aForecastAlert, alertsOf, anAlert, aScope, NOW } from '../../fakes/samples.ts';

const WARNED = aForecastAlert({ scope: aScope('1') });
const CRITICAL = anAlert({ scope: aScope('2') });

/** A stored notification, of which the text is about those that are texted. */
async function stored(alerts: [Alert, ...Alert[]], texted: Alert[] = alerts, perList = 1_000) {
  const notificationLog = fakeNotificationLog();
  for (const alert of alerts) await notificationLog.claim(alert);
  const { alerts: sorted, ...notification } = makeDigest(alerts, NOW);
  const listed = sorted.map((alert) => ({
    ...alertKey(alert),
    severity: alert.severity,
    isTexted: texted.some(({ dedupKey }) => dedupKey === alert.dedupKey),
  }));
  const lists: AlertList[] = [];
  for (let from = 0; from < listed.length; from += perList) {
    lists.push({ number: lists.length, alerts: listed.slice(from, from + perList), isSettled: false });
  }
  const [composedAt, key] = [NOW.toISOString(), `${NOW.toISOString()}#${notification.notificationId}`];
  const head: NotificationHead = {
    key,
    notification,
    composedAt,
    subject: '',
    alerts: sorted.length,
    oldestAt: composedAt,
  };
  const open: OpenNotification = { head, lists };
  return {
    sorted,
    inPlaceOf(channel: Channel, form: Form, from = 0, to = sorted.length) {
      const [first = CRITICAL, ...others] = sorted.slice(from, to);
      const about = { notification, count: sorted.length };
      const composed = recompose({ channel, from, to }, form, about, [first, ...others]);
      const delivery: Delivery = { ...composed, notification: key, tries: 1 };
      return inOtherForm({ notificationLog }, delivery, open);
    },
    ofReport: (delivery: Delivery) => {
      const { notification: _, ...report } = head;
      return inOtherForm({ notificationLog }, delivery, { head: { ...report, alerts: 0 }, lists: [] });
    },
  };
}

describe('in place of a message that SNS refuses', () => {
  test.each(['mail', 'event', 'text'] as const)('comes the same in short: %s', async (channel) => {
    const { inPlaceOf, sorted } = await stored([WARNED, CRITICAL]);
    const messages = await inPlaceOf(channel, 'full');
    expect(messages).toMatchObject([{ channel, form: 'short', from: 0, to: sorted.length }]);
    expect(JSON.stringify(messages)).not.toContain('tracker-');
  });

  test.each([
    [
      2,
      0,
      2,
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      5,
      0,
      5,
      [
        [0, 3],
        [3, 5],
      ],
    ],
    [
      9,
      4,
      7,
      [
        [4, 6],
        [6, 7],
      ],
    ],
  ])('of %d alerts in short, from %d to %d, come two halves in full', async (count, from, to, ranges) => {
    const [first = CRITICAL, ...others] = alertsOf(count);
    const { inPlaceOf, sorted } = await stored([first, ...others], [], 4);
    for (const channel of ['mail', 'event'] as const) {
      const messages = await inPlaceOf(channel, 'short', from, to);
      expect(messages.map((message) => [message.from, message.to])).toEqual(ranges);
      expect(messages.map(({ form }) => form)).toEqual(['full', 'full']);
    }
    const halves = (await inPlaceOf('event', 'short', from, to)).map(({ message }) => JSON.parse(message.body));
    expect(halves.flatMap(({ alerts }) => alerts.map(({ dedupKey }: Alert) => dedupKey))).toEqual(
      sorted.slice(from, to).map(({ dedupKey }) => dedupKey),
    );
  });

  test('comes nothing where a single alert, or a text, is in short already', async () => {
    const { inPlaceOf } = await stored([WARNED, CRITICAL]);
    expect(await inPlaceOf('mail', 'short', 1, 2)).toEqual([]);
    expect(await inPlaceOf('event', 'short', 0, 1)).toEqual([]);
    expect(await inPlaceOf('text', 'short')).toEqual([]);
  });

  test('comes nothing in place of a report, which has no alerts', async () => {
    const { ofReport } = await stored([CRITICAL]);
    const [, mail] = composeMessages(makeDigest([CRITICAL], NOW));
    if (!mail) throw new Error('a notification has a mail');
    expect(await ofReport({ ...mail, from: 0, to: 0, notification: 'report', tries: 1 })).toEqual([]);
  });
});

describe('a text in short', () => {
  test('is about the alerts that its ration allowed: what had its text does not make it critical', async () => {
    const { inPlaceOf } = await stored([WARNED, CRITICAL], [WARNED]);
    const [text] = await inPlaceOf('text', 'full');
    expect(text?.message.attributes).toMatchObject({ severity: 'warning', event: 'forecast' });
    expect(text?.message.body).toMatch(/^WARN emnify: endpoint 1 EUR 2\.50, est\. 6\.90 of 5\.00 at end of Oct/);
    const [mail] = await inPlaceOf('mail', 'full');
    expect(mail?.message.attributes).toMatchObject({ severity: 'critical', event: 'digest' });
  });
});
