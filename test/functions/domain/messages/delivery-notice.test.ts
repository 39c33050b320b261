import { describe, expect, test } from '@jest/globals';
import type { Channel } from '../../../../functions/domain/messages/channel.ts';
import {
  type DeliveryNotice,
  noticeInMail,
  noticesInText,
  withDelay,
} from '../../../../functions/domain/messages/delivery-notice.ts';
import { makeDigest } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../../functions/domain/messages/message.ts';
import { aFaultAlert, alertsOf, anAlert, minutesOn, NOW } from '../../../fakes/samples.ts';
import { notificationOf } from '../../../fixtures/notification.ts';

const SPENDING: DeliveryNotice = { kind: 'texts-may-stop', spentUsd: 0.8, limitUsd: 1 };
const fails = (channel: Channel, since = '2026-10-14T09:05:59.999Z', code = 'AuthorizationError'): DeliveryNotice => ({
  kind: 'channel-fails',
  channel,
  since,
  code,
});

describe('a mail', () => {
  test.each<[DeliveryNotice, string]>([
    [
      fails('text'),
      'Texts have been failing since 14 Oct 09:05 UTC (SNS: AuthorizationError). They are retried at least once an hour.',
    ],
    [
      fails('event', '2026-10-01T00:00:00.000Z', 'no answer'),
      'Events for machines have been failing since 1 Oct 00:00 UTC (SNS: no answer). They are retried at least once an hour.',
    ],
    [
      fails('mail', NOW.toISOString(), 'Throttled'),
      'Mails have been failing since 14 Oct 14:00 UTC (SNS: Throttled). They are retried at least once an hour.',
    ],
    [SPENDING, 'Texts may stop soon: they have cost USD 0.80 this month, and AWS stops them at USD 1.00.'],
    [
      { kind: 'texts-may-stop', spentUsd: 812.3456, limitUsd: 1000 },
      'Texts may stop soon: they have cost USD 812.35 this month, and AWS stops them at USD 1000.00.',
    ],
  ])('of %j has a line', (notice, line) => {
    expect(noticeInMail(notice)).toBe(line);
    const single = notificationOf(composeMessages(makeDigest([anAlert()], NOW, { notices: [notice] })));
    const [first = anAlert(), ...others] = alertsOf(3);
    const digest = notificationOf(composeMessages(makeDigest([first, ...others], NOW, { notices: [notice] })));
    const fault = notificationOf(composeMessages(makeDigest([aFaultAlert()], NOW, { notices: [notice] })));
    for (const { email } of [single, digest, fault]) expect(email.split('\n').at(-3)).toBe(line);
  });

  test('has them all, after what is muted and before its ref', () => {
    const notices = [fails('text'), fails('event'), SPENDING];
    const { email } = notificationOf(composeMessages(makeDigest([anAlert()], NOW, { muted: 2, notices })));
    expect(email.split('\n').slice(-7)).toEqual([
      expect.stringContaining('Next: at 150 %.'),
      '2 more alerts are muted.',
      ...notices.map(noticeInMail),
      'Ref 7f3a9c',
      '',
    ]);
  });
});

describe('a text', () => {
  test('hears of mails that fail, by the clock, and of nothing else', () => {
    expect(noticesInText([fails('text'), fails('mail'), fails('event'), SPENDING])).toBe('Mails failing since 09:05. ');
    expect(noticesInText([fails('text'), fails('event'), SPENDING])).toBe('');
    expect(noticesInText([])).toBe('');
  });
});

describe('a message that had to wait', () => {
  const late = (channel: Channel, minutes: number, body = 'CRIT emnify: a. Ref 7f3a9c', ms = 0): string =>
    withDelay(body, channel, NOW.toISOString(), new Date(minutesOn(minutes).getTime() + ms));

  test('says so from a quarter of an hour on', () => {
    const body = 'CRIT emnify: a. Ref 7f3a9c';
    for (const channel of ['text', 'mail'] as const) {
      expect([late(channel, 0), late(channel, -5), late(channel, 15, body, -1)]).toEqual([body, body, body]);
      expect(late(channel, 15)).not.toBe(body);
    }
  });

  test('says when it was written: a mail in a last line, a text by the clock', () => {
    expect(late('mail', 61, 'Ref 7f3a9c\n')).toBe(
      'Ref 7f3a9c\n\nThis mail is late: it was written on 14 Oct 14:00 UTC and could not be sent earlier.\n',
    );
    expect(late('text', 61)).toBe('CRIT emnify: a. Ref 7f3a9c. Late, from 14:00.');
  });

  test('leaves a text as it is where it does not fit into its segment', () => {
    const addition = '. Late, from 14:00.'.length;
    const [fits, tooLong] = ['x'.repeat(140 - addition), 'x'.repeat(141 - addition)];
    expect([late('text', 99, fits).length, late('text', 99, tooLong)]).toEqual([140, tooLong]);
    expect(late('mail', 99, tooLong)).toContain('This mail is late');
  });

  test('is the same document for machines, which read its time in it', () => {
    expect(late('event', 9_999, '{"composedAt":"2026-10-14T14:00:00.000Z"}')).toBe(
      '{"composedAt":"2026-10-14T14:00:00.000Z"}',
    );
  });
});
