import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FAULT_KINDS } from '../../../../functions/domain/costs/data-fault.ts';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import { groupScope, ORGANISATION } from '../../../../functions/domain/costs/scope.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { CHANNELS, type Channel } from '../../../../functions/domain/messages/channel.ts';
import type { Form } from '../../../../functions/domain/messages/delivery.ts';
import { makeDigest, type Notification } from '../../../../functions/domain/messages/digest.ts';
import { recompose } from '../../../../functions/domain/messages/message.ts';
import { inShort } from '../../../../functions/domain/messages/short-form.ts';
import {
  aFaultAlert,
  aForecastAlert,
  alertsOf,
  anAlert,
  aScope,
  aTimeToLimitAlert,
  NOW,
} from '../../../fakes/samples.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { documentIn } from '../../../fixtures/documents.ts';

type Alerts = Notification['alerts'];

/** An alert of each kind whose device, tariff and reason are called so. */
function alertsCalled(text: string, iccid: string): Alerts {
  const of = (id: string) => ({
    scope: aScope(id, { name: displayName({ id, name: text }), iccid }),
    tags: [text],
    reason: text,
    costUnavailable: [text],
    where: { country: text, operator: text, technology: text },
    otherCurrencies: [{ currency: text, amount: '9' }],
    coverage: { endpoints: 12, unseen: [text] },
  });
  const { scope: _scope, tags: _tags, ...shared } = of('1');
  return [
    anAlert(of('2')),
    aForecastAlert(of('3')),
    aTimeToLimitAlert(of('4')),
    anAlert({ ...shared, scope: groupScope('cameras') }),
    anAlert({ ...shared, scope: ORGANISATION }),
    ...FAULT_KINDS.map((kind, index) => {
      const { scope, tags, reason } = of(`${10 + index}`);
      return aFaultAlert({ scope, tags, reason, kind });
    }),
  ];
}

function composed(channel: Channel, form: Form, alerts: Alerts, range = { from: 0, to: alerts.length }): string {
  const { alerts: all, ...notification } = makeDigest(alerts, NOW);
  const count = all.length;
  const { subject = '', body } = recompose({ channel, ...range }, form, { notification, count }, alerts).message;
  if (channel === 'event') documentIn(body);
  return `${subject}\n${body}`;
}

const OUTSIDE = 'OUTSIDE';
const ICCID = '8988303000000006738593';
const OF_OUTSIDE = new RegExp(`${OUTSIDE}|8593`);

describe('the short form', () => {
  test.each(CHANNELS)('has no name, tag, reason, ICCID, traffic type or currency from outside: %s', (channel) => {
    const alerts = alertsCalled(OUTSIDE, ICCID);
    for (const sent of [alerts, ...alerts.map((alert): Alerts => [alert])]) {
      expect(composed(channel, 'short', sent)).not.toMatch(OF_OUTSIDE);
      expect(composed(channel, 'full', sent)).toMatch(channel === 'text' ? /\bRef [0-9a-f]{6}$/ : OF_OUTSIDE);
    }
  });

  test('is plain ASCII, whatever device, tariff and currency are called', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, iccid) => {
        const alerts = alertsCalled(text, iccid);
        for (const channel of CHANNELS) expect(composed(channel, 'short', alerts)).toMatch(/^[\x20-\x7e\n]+$/);
      }),
      { numRuns: 100 },
    );
  });

  test('has who it is about by number, and amounts, limits and levels in full', () => {
    const alerts: Alerts = [anAlert({ scope: aScope('2', { name: OUTSIDE, iccid: ICCID }) })];
    expect(composed('mail', 'short', alerts)).toMatch(
      /^\[CRITICAL\] endpoint 2: EUR 6\.10 of EUR 5\.00 \(122%\), Oct 2026 - emnify cost alert\nCRITICAL: endpoint 2 is over/,
    );
    expect(composed('text', 'short', alerts)).toBe('\nCRIT emnify: endpoint 2 EUR 6.10 of 5.00 (122%) Oct. Ref 7f3a9c');
    expect(documentIn(composed('event', 'short', alerts))).toMatchObject({
      run: { alerts: 1, detail: 'short' },
      alerts: [
        {
          ...{ dedupKey: alerts[0].dedupKey, spend: '6.10483935', limit: '5', ratioPct: 122 },
          endpoint: { id: '2', name: 'endpoint 2' },
          reason: 'left out because SNS refused the full message',
        },
      ],
    });
  });

  test('calls a group by its budget, which is a text of the settings', () => {
    const alerts = alertsCalled(OUTSIDE, ICCID).filter(({ scope }) => scope.kind !== 'endpoint');
    const [group = anAlert(), organisation = anAlert()] = alerts;
    expect(composed('mail', 'short', [group])).toContain('[CRITICAL] group cameras: EUR 6.10');
    expect(composed('mail', 'short', [organisation])).toContain('[CRITICAL] organisation: EUR 6.10');
  });

  test('still says that costs in another currency are not in it', () => {
    const alert = anAlert({
      otherCurrencies: [
        { currency: 'USD', amount: '9' },
        { currency: OUTSIDE, amount: '7' },
      ],
    });
    const mail = composed('mail', 'short', [alert]);
    expect(mail).toMatch(/Not included +USD 9\.00: the limit is in EUR; unknown currency 7\.00: the limit is in EUR\n/);
  });

  test('leaves the notification itself as it was', () => {
    const notification = makeDigest(alertsCalled(OUTSIDE, ICCID), NOW);
    const before = JSON.stringify(notification);
    const { alerts, ...rest } = inShort(notification);
    expect(JSON.stringify(notification)).toBe(before);
    const { alerts: all, ...restBefore } = notification;
    expect([rest, alerts.map(({ dedupKey }) => dedupKey)]).toEqual([restBefore, all.map(({ dedupKey }) => dedupKey)]);
  });
});

describe('a message that is composed anew', () => {
  const [first = anAlert(), ...others] = alertsOf(4, (index) => ({
    scope: aScope(`${index}`),
    ...(index > 1 && { severity: 'warning' as const, ratioPct: 90, reachedPct: 80, budget: 'trackers' }),
  }));
  const { alerts, ...notification } = makeDigest([first, ...others], NOW, { muted: 2 });
  const anew = (channel: Channel, form: Form, from: number, to: number) => {
    const [one, ...more]: Alert[] = alerts.slice(from, to);
    return recompose({ channel, from, to }, form, { notification, count: 4 }, [one ?? first, ...more]);
  };

  test('keeps its channel and range, and says in which form it is', () => {
    for (const channel of CHANNELS) {
      for (const form of ['full', 'short'] as const) {
        expect(anew(channel, form, 1, 3)).toMatchObject({ channel, form, from: 1, to: 3 });
      }
    }
  });

  test('has the ref of its notification, and everything else is that of its own alerts', () => {
    const { notificationId } = notification;
    const later = anew('mail', 'full', 2, 4);
    expect(later.message.attributes).toEqual({
      severity: 'warning',
      event: 'digest',
      budget: ['trackers'],
      notification: notificationId,
    });
    expect(later.message.subject).toMatch(/^\[WARNING\] tracker-2 90%, tracker-3 90%, /);
    expect(later.message.body.endsWith(`2 more alerts are muted.\nRef ${notificationId}\n`)).toBe(true);
    const one = anew('mail', 'full', 0, 1);
    expect([one.message.subject, one.message.attributes.event]).toEqual([
      '[CRITICAL] tracker-0: EUR 6.10 of EUR 5.00 (122%), Oct 2026 - emnify cost alert',
      'crossed',
    ]);
  });

  test('as two halves has each alert once, each half with the key of its part', () => {
    const halves = [anew('event', 'full', 0, 2), anew('event', 'full', 2, 4)];
    const documents = halves.map(({ message }) => documentIn(message.body));
    expect(documents.flatMap((document) => document.alerts.map(({ dedupKey }: Alert) => dedupKey))).toEqual(
      alerts.map(({ dedupKey }) => dedupKey),
    );
    expect(documents.map(({ dedupKey, run }) => [dedupKey, run.from, run.to, run.alerts])).toEqual([
      [`digest/${notification.notificationId}/1-2`, 1, 2, 4],
      [`digest/${notification.notificationId}/3-4`, 3, 4, 4],
    ]);
    expect(halves.map(({ message }) => message.attributes.budget)).toEqual([['every-device'], ['trackers']]);
  });
});
