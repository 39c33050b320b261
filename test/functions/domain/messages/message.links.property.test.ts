import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import tlds from 'tlds' with { type: 'json' };
import { groupScope, ORGANISATION, type Scope, scopeOf } from '../../../../functions/domain/costs/scope.ts';
import { type Alert, isSpendAlert } from '../../../../functions/domain/judging/alert.ts';
import type { ComposedMessage } from '../../../../functions/domain/messages/delivery.ts';
import { withDelay } from '../../../../functions/domain/messages/delivery-notice.ts';
import { makeDigest, type Notification } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../../functions/domain/messages/message.ts';
import { renderReport } from '../../../../functions/domain/messages/render-report.ts';
import { oneLine, shorten, toAscii, toGsm7 } from '../../../../functions/domain/values/text.ts';
import { notifyFakes } from '../../../fakes/notify-deps.ts';
import { aFaultAlert, alertsOf, anAlert, aReadMute, aScope, minutesOn, NOW } from '../../../fakes/samples.ts';
import { deviceOf, notificationsAbout, reportAbout, shortFormsOf } from '../../../fixtures/arbitrary/messages.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { linksIn } from '../../../fixtures/link-finder.ts';

/** Links to our own pages that a message may have. None has one. */
const OWN_LINKS: string[] = [];

/** Each is a link as it stands, or once full width is read as what it stands for. */
const LINKS = [
  'https://evil.example/login',
  'HTTPS:\\\\evil.com\\pay',
  'www.evil.com',
  '//localhost/pay',
  'evil-login.com',
  'evil.com／pay',
  'ｅｖｉｌ．ｃｏｍ',
  'ⓔⓥⓘⓛ.ⓒⓞⓜ',
  'evil。com',
  'evil｡com',
  'evil․com',
  'evil﹒com',
  'evil\u200d.c\u200com',
  'x.io',
  'a.museum',
  '名前.みんな',
  'xn--e1afmkfd.xn--p1ai',
  'x@evil.com',
  'x＠evil．com',
  'x.y@evil.com',
  '192.0.2.7/login',
  '１９２．０．２．７',
  '⒈⒉⒊4',
  'ftp://[2001:db8::1]/x',
  'mailto:x@evil.com',
  'tel:+19005550100',
  'tel：１９００',
  'sms:19005550100',
  'javascript:alert(1)',
  'geo:47.1,9.5',
  '+1 900 555 0100',
  '+ (1) 900 555-0100',
  '＋１９００５５５０１００',
  '⁺19005550100',
  '+⑲⓪⓪⑤⑤⑤⓪①⓪⓪',
];

const wide = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

const PARTS = [
  ...LINKS,
  ...['evil', 'x', 'login', 'münchen', '名前', '19005550100', '2001:db8::1', '0', '7', 'www', 'xn--p1ai'],
  ...['https', 'tel', 'mailto', 'javascript', 'sms', 'geo', 'ftp', 'file'],
  ...['.', '。', '．', '｡', '․', '﹒', '…', '·', '/', '//', '\\\\', '||', '／', '⁄', '∕', '?', '#', '%'],
  ...[
    '@',
    '＠',
    '﹫',
    ':',
    '：',
    '﹕',
    '∶',
    '+',
    '＋',
    '﹢',
    '⁺',
    ' ',
    ' ',
    '-',
    '_',
    '(',
    ')',
    '[',
    ']',
    '"',
    '<',
    ',',
  ],
  ...['\u200b', '\u200c', '\u200d', '\u00ad', '\ufe0f', '\u0301', '\u202e', '\u3164', '¨'],
];

const part = fc.oneof(fc.constantFrom(...PARTS), fc.constantFrom(...tlds), fc.constantFrom(...tlds).map(wide));

/** A text that wants to become a link: by itself, or with what stands before or after it. */
const hostile = fc.oneof(
  { weight: 6, arbitrary: fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(60), part).map(([length, end]) => `${'x'.repeat(length)}${end}`) },
  { weight: 1, arbitrary: anyText },
);

const refusal = (code: string, fault: 'message' | 'channel') => ({
  kind: 'refused' as const,
  fault,
  code,
  reason: code,
});

function linksOf(messages: ComposedMessage[]): string[] {
  return messages
    .filter(({ channel }) => channel !== 'event')
    .flatMap(({ channel, message: { subject = '', body } }) => [
      ...linksIn(subject),
      ...linksIn(withDelay(body, channel, NOW.toISOString(), minutesOn(60))),
    ])
    .filter((link) => !OWN_LINKS.includes(link));
}

/** The alert as it is where every text of emnify's and of the settings is this one. */
function inWordsOf(text: string, alert: Alert, scope: Scope = alert.scope): Alert {
  const mute = { until: NOW.toISOString(), upTo: { pct: 300 }, who: text, reason: text };
  const about = { scope, budget: text, mute: { ...mute, cause: 'passed', by: 'acknowledgement' } } as const;
  if (!isSpendAlert(alert)) return { ...alert, ...about, reason: text };
  const otherCurrencies = [
    { amount: '19005550100', currency: text },
    { amount: '1', currency: 'CHF' },
  ];
  return {
    ...alert,
    ...about,
    costUnavailable: [text, 'data', text],
    otherCurrencies,
    raised: { from: '2', who: text },
  };
}

function digestOf(text: string, first: Alert, ...more: Alert[]): Notification {
  return makeDigest([first, ...more], NOW, {
    muted: 1,
    notices: [{ kind: 'channel-fails', channel: 'mail', since: NOW.toISOString(), code: text }],
  });
}

/** Every kind of notification, with this text wherever a text from outside may stand. */
function notificationsOf(text: string): Notification[] {
  const others: Alert[] = [groupScope(text), ORGANISATION, aScope('7', { name: text })].flatMap((scope) => [
    inWordsOf(text, anAlert(), scope),
    inWordsOf(text, aFaultAlert(), scope),
  ]);
  const about = Object.values(notificationsAbout(deviceOf(text), text));
  return [
    ...about,
    ...about.map(({ alerts: [first, ...rest] }) =>
      digestOf(text, inWordsOf(text, first), ...rest.map((alert) => inWordsOf(text, alert))),
    ),
    ...others.map((alert) => digestOf(text, alert)),
    digestOf(text, inWordsOf(text, anAlert()), ...others),
  ];
}

function reportOf(text: string): ComposedMessage[] {
  const scope = groupScope(text);
  const since = NOW.toISOString();
  const full = { scope, budget: text, spend: '6.1', limit: '5', ratioPct: 122 };
  const mute = aReadMute({ match: { ids: [text, '19005550100'] }, budget: text, reason: text, who: text });
  return renderReport({
    ...reportAbout(deviceOf(text), text),
    budgetsKept: { since, cause: 'wrong', problem: text },
    otherCurrencies: [{ amount: '19005550100', currency: text }],
    full: [full, { ...full, scope: scopeOf(deviceOf(text)) }],
    sent: [{ at: since, subject: text }],
    muted: [{ mute, endpoints: 1, passed: 1 }],
    expired: [mute],
    withoutEffect: [`the budget "${text}" matches no endpoint`, text],
    notSeen: { count: 3, names: [text, text] },
    unjudged: { count: 1, names: [text], kinds: ['refused'] },
    neverJudged: { period: '2026-08', count: 1, names: [text], shared: [scope] },
    failing: [{ channel: 'text', since, code: text }],
  }).messages;
}

test.each(LINKS)('the finder takes it for a link, and not as it is written in messages: %j', (link) => {
  expect(linksIn(link)).not.toEqual([]);
  expect([oneLine(link), toAscii(link), toGsm7(link)].flatMap(linksIn)).toEqual([]);
});

describe('no text of emnify’s or of the settings becomes a link', () => {
  test('as it is written in messages, in whole and cut', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 2, max: 60 }), (text, length) => {
        for (const write of [oneLine, toAscii, toGsm7]) {
          expect([write(text), shorten(write(text), length)].flatMap(linksIn)).toEqual([]);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('in no kind of mail and text, in full and in short', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const notification of notificationsOf(text)) {
          expect(linksOf(composeMessages(notification))).toEqual([]);
          expect(linksOf(shortFormsOf(notification))).toEqual([]);
        }
      }),
      { numRuns: 12 },
    );
  });

  test('in no mail that leaves out most of its alerts', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const alerts = alertsOf(120).map((alert, index) => ({
          ...inWordsOf(text, alert),
          budget: `${text}${index}`,
        }));
        expect(linksOf(composeMessages(digestOf(text, anAlert(), ...alerts)))).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  test('in no daily report', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(linksOf(reportOf(text))).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  test('in nothing that notify publishes, whatever SNS refuses of it', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const named = (id: string): Scope => aScope(id, { name: text, iccid: text });
        const fakes = await notifyFakes(['1', '2', '3'].map((id) => anAlert({ budget: text, scope: named(id) })));
        let mails = 0;
        // The first mail has to be sent in short, and the first texts have to wait.
        fakes.topics.answer = (channel) => {
          if (channel === 'mail') return mails++ === 0 ? refusal('InvalidParameter', 'message') : undefined;
          return channel === 'text' && fakes.clock.at < minutesOn(20) ? refusal(text, 'channel') : undefined;
        };
        await fakes.runAt(0);
        await fakes.notificationLog.claim(anAlert({ budget: text, scope: named('4') }));
        for (const minute of [5, 30, 60]) await fakes.runAt(minute);
        const published = fakes.topics.published.filter(({ channel }) => channel !== 'event');
        expect(new Set(published.map(({ channel }) => channel))).toEqual(new Set(['text', 'mail']));
        expect(published.flatMap(({ message }) => [message.subject ?? '', message.body].flatMap(linksIn))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

test('documents for machines have each name as its owner wrote it', () => {
  const name = 'evil.com／pay +423663921524357';
  const [document] = composeMessages(makeDigest([anAlert({ scope: scopeOf({ ...deviceOf('x'), name }) })], NOW))
    .filter(({ channel }) => channel === 'event')
    .map(({ message }) => JSON.parse(message.body));
  expect(document.alerts[0].endpoint.name).toBe(name);
});
