import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import type { CrossedAlert } from '../../../../functions/domain/judging/alert.ts';
import { makeDigest, makeTest } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../../functions/domain/messages/message.ts';
import { alertsOf, anAlert, aScope, NOW } from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';
import { type Notification, notificationOf, payloadBytes } from '../../../fixtures/notification.ts';

/** GSM 7 bit default alphabet, 3GPP TS 23.038: one septet each. The extension table is left out on purpose. */
const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** As `scopeOf` takes a name in. */
function named(name: string, id = '166'): CrossedAlert {
  return anAlert({ scope: aScope(id, { name: displayName({ id, name }) }) });
}

function expectDeliverable(sent: Notification): void {
  const { subject, email, sms } = sent;
  expect(subject).toMatch(/^\[[\x20-\x7e]{1,98}$/);
  expect(subject).toMatch(/, \w{3} 2026(, late)?( - emnify cost alert)?$/);
  expect([...sms].filter((character) => !GSM7.includes(character))).toEqual([]);
  expect(sms.length).toBeLessThanOrEqual(140);
  expect(email).not.toMatch(/[^\P{Cc}\n]/u);
  expect(payloadBytes(sent)).toBeLessThan(262_144);
}

test('an endpoint without a name and with an id of 400 digits is alerted, and its mail has every digit', () => {
  const id = '7'.repeat(400);
  const sent = messagesAbout(named('', id));
  expectDeliverable(sent);
  expect(sent.email).toContain(`endpoint ${id}`);
});

const SAMPLE = `CRITICAL: endpoint tracker-166 is over its monthly cost limit.

  Cost this month   EUR 6.10   (data EUR 5.80, SMS EUR 0.30)
  Limit             EUR 5.00   122 %, EUR 1.10 over
  Crossed now       100 %      (80 % alert sent 13 Oct 09:00 UTC)
  Last month        EUR 3.90
  Month             October 2026 UTC, day 14 of 31
  Figures as of     14 Oct 2026 13:40 UTC, 20 minutes old
`;

describe('one alert', () => {
  const message = messagesAbout(anAlert());

  test('reads like this', () => {
    expectDeliverable(message);
    expect(message.subject).toBe('[CRITICAL] tracker-166: EUR 6.10 of EUR 5.00 (122%), Oct 2026 - emnify cost alert');
    expect(message.email.slice(0, SAMPLE.length)).toBe(SAMPLE);
    expect(message.email).toContain('(endpoint 166, ICCID ...0166)');
    expect(message.email).toMatch(/Next: at 150 %\. You are alerted once per level per month\.\nRef 7f3a9c\n$/);
    expect(message.sms).toBe('CRIT emnify: tracker-166 EUR 6.10 of 5.00 (122%) Oct. Ref 7f3a9c');
    expect(message.attributes).toEqual({
      severity: 'critical',
      event: 'crossed',
      budget: ['every-device'],
      notification: '7f3a9c',
    });
  });

  test('is exact for machines: decimals as text, percentages as percentages', () => {
    expect(JSON.parse(message.json)).toMatchObject({
      schema: 'emnify-cost-alert/1',
      event: 'crossed',
      dedupKey: 'endpoint/166/2026-10/every-device/total/100/5',
      run: { alerts: 1, critical: 1, warning: 0, from: 1, to: 1 },
      alerts: [
        {
          spend: '6.10483935',
          limit: '5',
          ratioPct: 122,
          currency: 'EUR',
          period: { id: '2026-10', start: '2026-10-01T00:00:00.000Z', end: '2026-11-01T00:00:00.000Z', zone: 'UTC' },
          thresholds: { crossedPct: 100, nextPct: 150, alreadySent: [{ thresholdPct: 80 }] },
          figures: { lastUpdated: '2026-10-14T13:40:00.000Z', fetchedAt: '2026-10-14T14:00:00.000Z' },
        },
      ],
    });
  });

  test('as a warning says what is left; on a meter of its own, which one', () => {
    const warning = anAlert({
      severity: 'warning',
      spend: '4.1',
      ratioPct: 82,
      reachedPct: 80,
      alreadySent: [],
      meter: 'data',
    });
    const { subject, email } = messagesAbout(warning);
    expect(subject).toBe('[WARNING] tracker-166: data cost EUR 4.10 of EUR 5.00 (82%), Oct 2026 - emnify cost alert');
    expect(email).toContain('tracker-166 has used 82 % of its monthly data cost limit.');
    expect(email).toMatch(/Data cost this month {3}EUR 4\.10\n/);
    expect(email).toContain('82 %, EUR 0.90 left');
  });

  test('names the parts so that they add up', () => {
    const parts = { data: '1', sms: '0.1', total: '6.10483935' };
    expect(messagesAbout(anAlert({ parts })).email).toContain('(data EUR 1.00, SMS EUR 0.10, other EUR 5.00)');
  });

  test('says what its figures leave out, and that they are late', () => {
    expect(messagesAbout(anAlert({ costUnavailable: ['data'] })).email).toContain(
      'data: emnify reports volume without a cost',
    );
    const late = messagesAbout(anAlert({ period: '2026-09' }));
    expect([late.subject, late.sms]).toEqual([
      '[CRITICAL] tracker-166: EUR 6.10 of EUR 5.00 (122%), Sep 2026, late - emnify cost alert',
      'CRIT emnify: tracker-166 EUR 6.10 of 5.00 (122%) Sep, late. Ref 7f3a9c',
    ]);
    expect(late.email).toContain('September 2026 UTC, which is over: these charges came late');
  });
});

describe('names and amounts', () => {
  test.each([
    ['emoji', 'pump 🚀👩‍👩‍👧'],
    ['umlauts', 'Kühlcontainer Süd'],
    ['line breaks', 'a\r\nSubject: b\n\n.\n'],
    ['terminal escapes', '\u001b]0;owned\u0007\u001b[2J'],
    ['200 characters', 'x'.repeat(200)],
    ['200 emoji', '🚀'.repeat(200)],
    ['nothing to see', '\u200b\u200e'],
  ])('%s', (_, name) => {
    const message = messagesAbout(named(name), named(name, '167'));
    expectDeliverable(message);
    expectDeliverable(messagesAbout(named(name)));
    expect(messagesAbout(named(name)).subject).toContain(': EUR 6.10 of EUR 5.00 (122%), Oct 2026');
    expect(messagesAbout(named(name)).sms).toContain('EUR 6.10 of 5.00 (122%)');
    expect(messagesAbout(named(name)).email.split('\n')[0]).toMatch(/^CRITICAL: .* is over its monthly cost limit\.$/u);
  });

  test('whatever they are, every form is deliverable and no amount is cut', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 11n });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), cents, (name, amount) => {
        const spend = `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
        const alert = { ...named(name), spend, parts: { data: spend, sms: '0', total: spend } };
        const message = messagesAbout(alert);
        expectDeliverable(message);
        expect(message.subject).toContain(`EUR ${spend} of EUR 5.00`);
        expect(message.sms).toContain(`EUR ${spend} of 5.00`);
        expectDeliverable(messagesAbout(alert, ...alertsOf(3)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a digest', () => {
  const near = anAlert({
    severity: 'warning',
    spend: '4.1',
    ratioPct: 82,
    reachedPct: 80,
    scope: aScope('7', { name: 'near-7' }),
  });

  test('counts, lists the most urgent first, and names the top three on the phone', () => {
    const far = anAlert({ spend: '50', ratioPct: 1000, reachedPct: 1000, scope: aScope('9', { name: 'far-9' }) });
    const message = messagesAbout(near, anAlert(), far);
    expectDeliverable(message);
    expect(message.subject).toBe('[CRITICAL] far-9 1000%, tracker-166 122%, near-7 82%, Oct 2026 - emnify cost alert');
    expect(message.email).toMatch(/^CRITICAL: 2 endpoints are over their monthly cost limit, 1 is near it\.\n/);
    expect(message.email).toMatch(/far-9: .*\n.*\n.*tracker-166: .*\n.*\n.*\n.*near-7: /);
    expect(message.sms).toMatch(
      /^CRIT emnify: 2 over limit, 1 near it, Oct; far-9 EUR 50\.00 \(1000%\); tracker-166 EUR 6\.10 \(122%\); near-7 EUR 4\.10 \(82%\)\. Ref [0-9a-f]{6}$/,
    );
    expect(message.attributes).toMatchObject({ event: 'digest', severity: 'critical' });
  });

  test('of warnings alone is a warning', () => {
    const others = alertsOf(1, () => ({ severity: 'warning', reachedPct: 80, ratioPct: 85 }));
    expect(messagesAbout(near, ...others).subject).toMatch(/^\[WARNING\] tracker-1000 85%, near-7 82%, /);
    expect(messagesAbout(near, ...others).email).toMatch(/^WARNING: 2 endpoints are near their monthly cost limit\.\n/);
  });

  test('counts a device once that broke two budgets', () => {
    const texts = anAlert({ budget: 'texts', meter: 'sms', severity: 'warning', reachedPct: 80, ratioPct: 90 });
    const message = messagesAbout(anAlert(), texts);
    expect(message.subject).toContain('] tracker-166 122% and SMS cost 90%, Oct 2026');
    expect(message.attributes.budget).toEqual(['every-device', 'texts']);
    expect(JSON.parse(message.json).alerts).toHaveLength(2);
  });

  test('of several thresholds of one budget names the highest, and what it went past', () => {
    const [alert] = makeDigest(
      [anAlert({ reachedPct: 80, severity: 'warning' }), anAlert(), anAlert({ reachedPct: 150 })],
      NOW,
    ).alerts;
    expect(alert).toMatchObject({ reachedPct: 150, passedPct: [80, 100] });
  });

  test.each([250, 5000])(
    'of %d devices is one mail, one text and documents that SNS takes, and loses none of them',
    (count) => {
      const [first = near, ...others] = alertsOf(count, (index) => ({
        scope: aScope(`${index}`, { name: `Gerät ${index} ${'ü'.repeat(120)}` }),
      }));
      const message = messagesAbout(first, ...others);
      expectDeliverable(message);
      const documents = message.documents.map((json) => JSON.parse(json));
      expect(documents.flatMap(({ alerts }) => alerts)).toHaveLength(count);
      expect(documents.map(({ run }) => run.alerts)).toEqual(documents.map(() => count));
      expect(message.subject).toContain(` 122% and ${count - 1} more; ${count} endpoints over limit`);
      expect(message.email).toContain(
        `\nAnd ${count - 100} more alerts, less urgent. The topic for events has all of them.`,
      );
    },
  );
});

describe('a test', () => {
  test('says so wherever it is read', () => {
    const message = notificationOf(composeMessages(makeTest(NOW)));
    expectDeliverable(message);
    expect(message.subject).toMatch(/^\[TEST\] /);
    expect(message.email).toMatch(/^THIS IS A TEST/);
    expect(message.sms).toMatch(/^TEST emnify: /);
    expect(JSON.parse(message.json)).toMatchObject({ event: 'test' });
    expect(message.attributes).toMatchObject({ event: 'test', severity: 'critical' });
  });
});

describe('the messages of a notification', () => {
  const warning = (id: string, more: Partial<CrossedAlert> = {}): CrossedAlert =>
    anAlert({ scope: aScope(id), severity: 'warning', reachedPct: 80, ratioPct: 82, spend: '4.1', ...more });
  const [critical, first, second] = [anAlert(), warning('1', { budget: 'trackers' }), warning('2')];
  const digest = makeDigest([critical, first, second], NOW);
  const { notificationId } = digest;

  test('are a text, a mail and a document, each about all of its alerts, with the same attributes', () => {
    const messages = composeMessages(digest);
    expect(messages.map(({ channel, form, from, to }) => [channel, form, from, to])).toEqual([
      ['text', 'full', 0, 3],
      ['mail', 'full', 0, 3],
      ['event', 'full', 0, 3],
    ]);
    for (const { message } of messages) {
      expect(message.attributes).toEqual({
        severity: 'critical',
        event: 'digest',
        budget: ['every-device', 'trackers'],
        notification: notificationId,
      });
    }
    expect(messages.map(({ message }) => message.subject !== undefined)).toEqual([false, true, false]);
  });

  test('are without a text where its ration leaves nothing to say', () => {
    const messages = composeMessages(digest, { alerts: [], rationed: 3, since: NOW.toISOString() });
    expect(messages.map(({ channel }) => channel)).toEqual(['mail', 'event']);
    expect(notificationOf(messages).subject).toBe(notificationOf(composeMessages(digest)).subject);
  });

  test('have a text with the severity, event and budgets of what it is about, and the ref of all', () => {
    const ration = { alerts: [first, second], rationed: 1, since: '2026-10-14T09:00:00.000Z' };
    const [text, mail] = composeMessages(digest, ration);
    expect(text?.message).toEqual({
      body: expect.stringMatching(
        /^WARN emnify: 2 near limit, Oct; tracker-1 EUR 4\.10 \(82%\); tracker-2 EUR 4\.10 \(82%\); 1 more since 09:00\. Ref/,
      ),
      attributes: {
        severity: 'warning',
        event: 'digest',
        budget: ['every-device', 'trackers'],
        notification: notificationId,
      },
    });
    expect(mail?.message.attributes.severity).toBe('critical');
    const [alone] = composeMessages(digest, { ...ration, alerts: [first], rationed: 2 });
    expect(alone?.message.attributes).toMatchObject({ severity: 'warning', event: 'crossed', budget: ['trackers'] });
    expect(alone?.message.body).toBe(
      `WARN emnify: tracker-1 EUR 4.10 of 5.00 (82%) Oct; 2 more since 09:00. Ref ${notificationId}`,
    );
  });

  test('have as many documents as their alerts need, each with the budgets of its own', () => {
    const [one = critical, ...others] = alertsOf(1_000, (index) => ({
      ...(index >= 990 && { severity: 'warning' as const }),
      budget: index >= 990 ? 'last' : 'first',
    }));
    const large = makeDigest([one, ...others], NOW);
    const messages = composeMessages(large);
    const documents = messages.filter(({ channel }) => channel === 'event');
    expect(messages.map(({ channel }) => channel)).toEqual(['text', 'mail', ...documents.map(() => 'event')]);
    expect(documents.length).toBeGreaterThan(2);
    for (const { from, to, message } of documents) {
      const { run, alerts } = JSON.parse(message.body);
      expect([run.from, run.to, alerts.length]).toEqual([from + 1, to, to - from]);
      expect(message.attributes).toMatchObject({
        severity: 'critical',
        event: 'digest',
        notification: large.notificationId,
      });
    }
    expect(documents.map(({ message }) => message.attributes.budget)).toEqual([
      ...documents.slice(0, -1).map(() => ['first']),
      ['first', 'last'],
    ]);
    expect(notificationOf(messages).attributes.budget).toEqual(['first', 'last']);
  });
});

describe('a mail of 20,000 alerts', () => {
  const LARGE = 20_000;
  const NAMES = ['Gerät', '"\\', '🚀'.repeat(100), 'x'.repeat(200)];
  /** Thirty budgets of different sizes: each gets one alert less than the one before. */
  const budgets = Array.from({ length: 30 }, (_, number) => ({
    budget: `budget-${String(number).padStart(2, '0')}`,
    alerts: LARGE / 30 + 14 - number,
  }));
  const budgetOf = budgets.flatMap(({ budget, alerts }) => Array.from({ length: Math.ceil(alerts) }, () => budget));
  const kindOf = (index: number): Partial<CrossedAlert> =>
    index % 4 === 0
      ? { severity: 'critical', ratioPct: 200, spend: '10' }
      : { severity: 'warning', ratioPct: 90, spend: '4.5', reachedPct: 80 };
  const [first = anAlert(), ...others] = alertsOf(LARGE, (index) => ({
    scope: aScope(`${100_000 + index}`, {
      name: displayName({ id: `${index}`, name: `${NAMES[index % NAMES.length]} ${index}` }),
      iccid: '8988303000000000166',
    }),
    budget: budgetOf[index] ?? 'budget-00',
    ...kindOf(index),
  }));
  const digest = makeDigest([first, ...others], NOW, { muted: 3 });
  const sent = notificationOf(composeMessages(digest));

  test('is one that SNS takes, with the counts of all in its subject and its first line', () => {
    expect(payloadBytes(sent)).toBeLessThan(262_144);
    expect(sent.subject).toMatch(
      /^\[CRITICAL\] .* 200% and 19999 more; 5000 endpoints over limit, 15000 near it, Oct 2026$/,
    );
    expect(sent.email).toMatch(/^CRITICAL: 5000 endpoints are over their monthly cost limit, 15000 are near it\.\n/);
    expect(sent.sms).toMatch(/^CRIT emnify: 5000 over limit, 15000 near it, Oct; /);
  });

  test('names the hundred most urgent in order', () => {
    const named = [...sent.email.matchAll(/^ {4}endpoint (\d+), ICCID \.\.\.0166, budget/gm)].map(([, id]) => id);
    expect(named).toEqual(digest.alerts.slice(0, 100).map(({ scope }) => scope.id));
  });

  test('counts the others by budget, the twenty largest by name, and the sums are right', () => {
    const rest = digest.alerts.slice(100);
    const lines = sent.email.split('\n');
    const start = lines.indexOf('And 19900 more alerts, less urgent. The topic for events has all of them. By budget:');
    const listed = lines.slice(start + 1, start + 22).map((line) => {
      const [, budget, over = 0, near = 0] =
        /^ {2}(?:budget "(.*)"|other budgets): (?:(\d+) endpoints over limit, )?(\d+) (?:near it|endpoints near limit)$/.exec(
          line,
        ) ?? [];
      return { budget, over: Number(over), near: Number(near) };
    });
    const inBudget = (wanted: (budget: string) => boolean) => {
      const alerts = rest.filter(({ budget }) => wanted(budget));
      const over = alerts.filter(({ severity }) => severity === 'critical').length;
      return { over, near: alerts.length - over };
    };
    const named = listed.slice(0, 20).map(({ budget = '' }) => budget);
    expect(new Set(named).size).toBe(20);
    for (const { budget, ...counts } of listed) {
      expect(counts).toEqual(inBudget((one) => (budget === undefined ? !named.includes(one) : one === budget)));
    }
    const sizes = listed.slice(0, 20).map(({ over, near }) => over + near);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(listed.reduce((sum, { over, near }) => sum + over + near, 0)).toBe(19_900);
    expect(lines[start + 22]).toBe('');
  });

  test('comes with every alert for machines, in documents that SNS takes', () => {
    const alerts = sent.documents.flatMap((json) => JSON.parse(json).alerts);
    expect(alerts.map(({ dedupKey }) => dedupKey)).toEqual(digest.alerts.map(({ dedupKey }) => dedupKey));
  });
});
