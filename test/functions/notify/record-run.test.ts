import { describe, expect, test } from '@jest/globals';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { ChannelTrouble } from '../../../functions/domain/messages/delivery.ts';
import { recordRun } from '../../../functions/notify/record-run.ts';
import type { NotifyRun, NotifyWork } from '../../../functions/notify/run-notify.ts';
import type { SentNow } from '../../../functions/notify/send-now.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';

describe('a run of notify', () => {
  const recorded = (run: NotifyRun | SentNow) => {
    const observers = fakeObservers();
    recordRun(run, observers);
    return observers;
  };
  const ran = (more: Partial<NotifyWork> = {}): NotifyWork => ({
    kind: 'ran',
    composed: { kind: 'nothing' },
    sent: [],
    setAside: [],
    failing: [],
    waiting: 0,
    ...more,
  });
  const failing = (failures: number, channel: Channel = 'text'): ChannelTrouble => ({
    channel,
    failures,
    since: minutesOn(-10).toISOString(),
    code: 'AuthorizationError',
    reason: 'AuthorizationError: not allowed to publish',
    notBefore: minutesOn(1).toISOString(),
  });
  const sent = [{ channel: 'mail' as const, notificationId: '7f3a9c', messageId: 'message-1' }];

  test.each<[string, NotifyRun]>([
    ['with nothing to send', { kind: 'nothing-waiting' }],
    ['beside another run', { kind: 'another-run' }],
    ['that waits for a sweep to settle', ran({ composed: { kind: 'settling', alerts: 3 } })],
    ['that found nothing new', ran()],
  ])('%s is silent', (_, run) => {
    expect(recorded(run).lines).toEqual([]);
  });

  test('that composed and sent a notification says both', () => {
    const composed = { kind: 'composed', notificationId: '7f3a9c', alerts: 3, subject: 's' } as const;
    const { lines } = recorded(ran({ composed, sent, waiting: 2 }));
    expect(lines).toEqual([
      { level: 'info', message: 'notification composed', details: { composed } },
      { level: 'info', message: 'messages sent', details: { sent, waiting: 2 } },
    ]);
  });

  test('that sent what an earlier one had composed says that', () => {
    const { lines } = recorded(ran({ sent }));
    expect(lines).toEqual([{ level: 'info', message: 'messages sent', details: { sent, waiting: 0 } }]);
  });

  test('in which a channel fails warns at once', () => {
    const once = recorded(ran({ failing: [failing(1)], waiting: 1 }));
    expect(once.lines).toEqual([
      { level: 'warn', message: 'channel fails', details: { trouble: failing(1), waiting: 1 } },
    ]);
    const more = recorded(ran({ failing: [failing(2), failing(1, 'mail'), failing(9, 'event')], waiting: 3 }));
    expect(more.lines.map(({ level, message }) => `${level} ${message}`)).toEqual(Array(3).fill('warn channel fails'));
  });

  test('that sets messages aside notes it, and says each as an error with its alerts and reason', () => {
    const setAside = ['mail', 'event'].map((channel) => ({
      channel: channel as Channel,
      notificationId: '7f3a9c',
      scopes: ['endpoint#166'],
      reason: 'InvalidParameter: Invalid parameter: Message',
    }));
    const { facts, lines } = recorded(ran({ setAside }));
    expect(facts.takeNotes(NOW.toISOString())).toMatchObject({
      setAside: { reason: 'event about endpoint#166: InvalidParameter: Invalid parameter: Message' },
    });
    expect(lines).toEqual(
      setAside.map((message) => ({ level: 'error', message: 'message set aside', details: { message } })),
    );
  });

  test('by hand is said', () => {
    const run: SentNow = { kind: 'sent', notificationId: '7f3a9c', sent };
    expect(recorded(run).lines).toEqual([{ level: 'info', message: 'sent by hand', details: { run } }]);
  });
});
