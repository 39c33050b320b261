import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { displayName, type Endpoint } from '../../../../functions/domain/costs/endpoint.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import type { Channel } from '../../../../functions/domain/messages/channel.ts';
import type { ComposedMessage } from '../../../../functions/domain/messages/delivery.ts';
import { withDelay } from '../../../../functions/domain/messages/delivery-notice.ts';
import { makeDigest } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../../functions/domain/messages/message.ts';
import { evaluateEndpoint } from '../../../../functions/evaluate/evaluate-endpoint.ts';
import { explainEndpoint } from '../../../../functions/evaluate/explain-endpoint.ts';
import { recordEvaluation } from '../../../../functions/evaluate/record-evaluation.ts';
import { statsOf } from '../../../fakes/emnify.ts';
import { evaluateFakes } from '../../../fakes/evaluate-deps.ts';
import { fakeObservers } from '../../../fakes/observers.ts';
import { aMute, aPlan, minutesOn, NOW, traffic } from '../../../fakes/samples.ts';
import { deviceOf, messagesAbout, notificationsAbout, shortFormsOf } from '../../../fixtures/arbitrary/messages.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { crossed } from '../../../fixtures/crossed.ts';
import { documentIn } from '../../../fixtures/documents.ts';
import { notOneSeptet } from '../../../fixtures/gsm7.ts';

/** What no line that people read may hold: commands for terminals, line breaks of any kind, marks that turn text round. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

function unsafeAmong(lines: string[]): string[] {
  return lines.filter((line) => UNSAFE.test(line));
}

const PLAIN = messagesAbout(deviceOf('x'), 'x');

/** Only the rest of a line is for others to write. But for lines in which an entry of a list goes on, there are as many. */
function expectLinesOf(email: string, plain: string): void {
  const beginnings = (text: string): string[] =>
    text.split('\n').flatMap((line) => (line.startsWith('    ') ? [] : line.slice(0, 2)));
  expect(beginnings(email)).toEqual(beginnings(plain));
  expect(unsafeAmong(email.split('\n'))).toEqual([]);
}

function expectMail(mail: ComposedMessage, plain: ComposedMessage | undefined): void {
  const { subject = '', body } = mail.message;
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  expect(subject.split(' ')[0]).toBe(plain?.message.subject?.split(' ')[0]);
  expectLinesOf(body, plain?.message.body ?? '');
}

function expectText({ message }: ComposedMessage): void {
  expect(message.subject).toBeUndefined();
  for (const minutes of [0, 60]) {
    const body = withDelay(message.body, 'text', NOW.toISOString(), minutesOn(minutes));
    expect([notOneSeptet(body), body.length <= 140]).toEqual([[], true]);
  }
}

function expectDocument({ message }: ComposedMessage, name: string): void {
  expect(message.subject).toBeUndefined();
  expect(JSON.stringify(JSON.parse(message.body))).toBe(message.body);
  const { alerts = [] } = documentIn(message.body);
  const names = alerts.flatMap(({ endpoint: device }: { endpoint: Endpoint }) =>
    device.id === '166' ? device.name : [],
  );
  expect(new Set([...names, name]).size).toBe(1);
}

const channelsOf = (messages: ComposedMessage[]): Channel[] => messages.map(({ channel }) => channel);

describe('whatever a device, its tags, profiles and mutes are called', () => {
  test('every message can be delivered, and no text becomes a line, a command or a field of its own', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const endpoint = deviceOf(text);
        for (const [kind, messages] of Object.entries(messagesAbout(endpoint, text))) {
          const plain = PLAIN[kind] ?? [];
          expect(channelsOf(messages)).toEqual(channelsOf(plain));
          for (const [index, message] of messages.entries()) {
            if (message.channel === 'mail') expectMail(message, plain[index]);
            if (message.channel === 'text') expectText(message);
            if (message.channel === 'event') expectDocument(message, displayName(endpoint));
            expect(message.message.attributes).toEqual(plain[index]?.message.attributes);
          }
        }
      }),
      { numRuns: 120 },
    );
  });

  test('every kind of notification is a mail and a document, and each but the report is a text', () => {
    const { report, ...others } = Object.fromEntries(
      Object.entries(PLAIN).map(([kind, messages]) => [kind, channelsOf(messages)]),
    );
    expect(report).toEqual(['mail', 'event']);
    expect(Object.keys(others)).toHaveLength(11);
    for (const channels of Object.values(others)) expect(channels).toEqual(['text', 'mail', 'event']);
  });

  test('the short form of each message is the same, as it has no text from outside', () => {
    const shortForms = (text: string) => Object.values(notificationsAbout(deviceOf(text), text)).flatMap(shortFormsOf);
    const plain = shortForms('x');
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shortForms(text)).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  test('the log has it in lines of its own', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const fakes = evaluateFakes();
        fakes.plan = aPlan([{ name: 'every-device', limit: 5, limitFromTag: 'cost-limit' }], { mutes: [aMute()] });
        fakes.reports('166', traffic('data', '6.1'));
        const observers = fakeObservers();
        const endpoint = deviceOf(text);
        recordEvaluation(await evaluateEndpoint(fakes, { endpoint: { ...endpoint, id: '7' } }), observers);
        recordEvaluation(await evaluateEndpoint(fakes, { endpoint }), observers);
        expect(unsafeAmong(observers.lines.map((line) => JSON.stringify(line)))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('an explanation says each thing in one line', async () => {
    const budgets = [
      { name: 'cameras', limit: 5, match: { tags: ['camera'] } },
      { name: 'paid', limit: 5, match: { tariffProfiles: ['Pay'] } },
      { name: 'served', limit: 5, match: { serviceProfiles: ['Fleet'] } },
      { name: 'every-device', limit: 5, limitFromTag: 'cost-limit' },
    ];
    const plan = aPlan(budgets, { mutes: [aMute()] });
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const fakes = evaluateFakes();
        fakes.plan = plan;
        fakes.reports('166', traffic('data', '6.1'));
        const { words, budgets: why } = await explainEndpoint(fakes, deviceOf(text));
        expect(unsafeAmong([...words, ...why.map((each) => each.why)])).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('whatever emnify calls', () => {
  const explained = async (currentMonth: ReturnType<typeof traffic>[]) => {
    const fakes = evaluateFakes();
    fakes.emnify.stats.set('166', statsOf({ currentMonth }));
    return await explainEndpoint(fakes, deviceOf('x'));
  };

  test('a kind of traffic, an explanation says each thing in one line', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { words } = await explained([traffic('data', '1'), traffic(text, undefined)]);
        expect(unsafeAmong(words)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('a currency, it becomes no line and no command', async () => {
    const amount = (currency: string) => [
      traffic('data', '6.1'),
      traffic('sms', undefined, { cost: { amount: '9', currency } }),
    ];
    const plain = crossed({ data: '6.1', more: amount('CHF').slice(1) });
    const mailAbout = (alert: Alert): string =>
      composeMessages(makeDigest([alert], NOW)).find(({ channel }) => channel === 'mail')?.message.body ?? '';
    expect(mailAbout(plain)).toContain('CHF');
    await fc.assert(
      fc.asyncProperty(anyText, async (currency) => {
        expectLinesOf(mailAbout(crossed({ data: '6.1', more: amount(currency).slice(1) })), mailAbout(plain));
        expect(unsafeAmong((await explained(amount(currency))).words)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
