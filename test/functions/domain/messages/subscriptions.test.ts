import { describe, expect, test } from '@jest/globals';
import type { Recipient } from '../../../../functions/domain/messages/recipient.ts';
import {
  compareSubscriptions,
  countSubscribers,
  expectedSubscriptions,
  lostRecipients,
  type PeopleTopic,
  type Subscription,
  subscribeCommand,
  subscriptionProblems,
} from '../../../../functions/domain/messages/subscriptions.ts';

const OPS: Recipient = { channel: 'mail', address: 'ops@example.com', from: 'warning' };
const BOSS: Recipient = { channel: 'mail', address: 'boss@example.com', from: 'critical' };
const PHONE: Recipient = { channel: 'text', address: '+15555550100', from: 'critical' };
const ALL: PeopleTopic[] = ['mail', 'text', 'operators'];

function mail(endpoint: string, more: Partial<Subscription> = {}): Subscription {
  return { topic: 'mail', protocol: 'email', endpoint, isConfirmed: true, wasAuthenticated: true, ...more };
}

const phone = (more: Partial<Subscription> = {}): Subscription => ({
  topic: 'text',
  protocol: 'sms',
  endpoint: '+15555550100',
  isConfirmed: true,
  wasAuthenticated: false,
  ...more,
});

const pending = { isConfirmed: false, wasAuthenticated: undefined };

const statesOf = (subscriptions: Subscription[], recipients: Recipient[] = [OPS], topics: PeopleTopic[] = ['mail']) =>
  compareSubscriptions(subscriptions, recipients, topics).map(({ state }) => state);

/** Mail addresses are operators, too. */
const operator = (endpoint: string): Subscription => mail(endpoint, { topic: 'operators' });
const OPERATORS = [OPS, BOSS].map(({ address }) => operator(address));

test('a deployment subscribes each address to mails and to the topic of operators, and each number to texts', () => {
  expect(expectedSubscriptions([OPS, BOSS, PHONE])).toEqual([
    { topic: 'mail', protocol: 'email', address: 'ops@example.com' },
    { topic: 'operators', protocol: 'email', address: 'ops@example.com' },
    { topic: 'mail', protocol: 'email', address: 'boss@example.com' },
    { topic: 'operators', protocol: 'email', address: 'boss@example.com' },
    { topic: 'text', protocol: 'sms', address: '+15555550100' },
  ]);
});

describe('the subscription of a recipient', () => {
  test.each([
    ['lasting', mail('ops@example.com')],
    ['lasting', mail('ops@example.com', { protocol: 'email-json' })],
    ['clicked', mail('ops@example.com', { wasAuthenticated: false })],
    ['confirmed', mail('ops@example.com', { wasAuthenticated: undefined })],
    ['pending', mail('ops@example.com', pending)],
    ['missing', mail('kim@example.com')],
    ['missing', mail('ops@example.com', { topic: 'operators' })],
    ['missing', mail('ops@example.com', { protocol: 'https' })],
  ])('is %s by what SNS lists', (state, subscription) => {
    expect(statesOf([subscription])).toEqual([state]);
  });

  test('is found in any case, and a number in any way of writing', () => {
    expect(statesOf([mail('Ops@Example.com')])).toEqual(['lasting']);
    expect(statesOf([phone({ endpoint: '1 (555) 555-0100' })], [PHONE], ['text'])).toEqual(['lasting']);
    expect(statesOf([phone({ endpoint: '+15555550101' })], [PHONE], ['text'])).toEqual(['missing']);
  });

  test('of a number lasts once it is confirmed: a text has no link that ends it', () => {
    expect(statesOf([phone()], [PHONE], ['text'])).toEqual(['lasting']);
    expect(statesOf([phone(pending)], [PHONE], ['text'])).toEqual(['pending']);
  });

  test('is the best of several', () => {
    const twice = [mail('ops@example.com', pending), mail('ops@example.com', { wasAuthenticated: false })];
    expect(statesOf(twice)).toEqual(['clicked']);
  });

  test('is looked for on the topics named only', () => {
    expect(statesOf([mail('ops@example.com')], [OPS, PHONE], ALL)).toEqual(['lasting', 'missing', 'missing']);
    expect(statesOf([mail('ops@example.com')], [OPS, PHONE], ['operators'])).toEqual(['missing']);
  });
});

describe('the counts of the report', () => {
  const machine: Subscription = { topic: 'event', protocol: 'sqs', endpoint: 'trucks', isConfirmed: true };
  const byHand = mail('guest@example.com');

  test('have every subscription to messages, and the recipients with masked addresses', () => {
    const found = [mail('ops@example.com'), mail('boss@example.com', pending), machine, byHand];
    expect(countSubscribers(found, [OPS, BOSS, PHONE])).toEqual({
      confirmed: 3,
      pending: 1,
      missing: 1,
      recipients: [
        { channel: 'mail', address: 'o..s@example.com', state: 'lasting' },
        { channel: 'mail', address: 'b..s@example.com', state: 'pending' },
        { channel: 'text', address: '+1..0100', state: 'missing' },
      ],
    });
  });

  test('leave out the topic of operators', () => {
    const found = [mail('ops@example.com', { topic: 'operators' }), mail('kim@example.com', { topic: 'operators' })];
    expect(countSubscribers(found, [OPS])).toMatchObject({ confirmed: 0, pending: 0, missing: 1 });
  });

  test('take no guest for a recipient who is gone', () => {
    expect(countSubscribers([byHand], [OPS])).toMatchObject({ confirmed: 1, missing: 1 });
  });
});

describe('the problem with a subscription', () => {
  test('is none where it lasts, or where AWS does not say so', () => {
    expect(subscriptionProblems([...OPERATORS, mail('ops@example.com'), phone()], [OPS, PHONE])).toEqual([]);
    const unknown = mail('ops@example.com', { wasAuthenticated: undefined });
    expect(subscriptionProblems([...OPERATORS, unknown], [OPS])).toEqual([]);
  });

  test('is said with a masked address, the more urgent one first', () => {
    const found = [mail('ops@example.com', { wasAuthenticated: false }), mail('boss@example.com', pending)];
    expect(subscriptionProblems([...OPERATORS, ...found], [OPS, BOSS, PHONE])).toEqual([
      '+1..0100 gets no texts about costs: the subscription is gone.',
      'b..s@example.com gets no mails about costs: the subscription is not confirmed.',
      'o..s@example.com may lose mails about costs: a link in each mail ends the subscription without a login, and mail scanners follow links.',
    ]);
  });

  test('is said of operators, too', () => {
    expect(subscriptionProblems([mail('ops@example.com')], [OPS])).toEqual([
      'o..s@example.com gets no messages about the alerter itself: the subscription is gone.',
    ]);
  });
});

describe('a recipient is subscribed again', () => {
  test('where none is left on any topic of messages: each who is gone', () => {
    expect(lostRecipients([...OPERATORS, mail('boss@example.com', pending)], [OPS, BOSS, PHONE])).toEqual([OPS, PHONE]);
    expect(subscriptionProblems(OPERATORS, [OPS])).toEqual([
      'No recipient of alerts is left: AWS asks those who are gone to confirm again.',
      'o..s@example.com gets no mails about costs: the subscription is gone.',
    ]);
  });

  test.each<[string, Subscription[]]>([
    ['another recipient is confirmed', [mail('boss@example.com')]],
    ['a machine is confirmed', [{ ...mail('queue'), topic: 'event', protocol: 'sqs' }]],
    ['all wait to be confirmed', [mail('ops@example.com', pending)]],
  ])('not where %s', (_, found) => {
    expect(lostRecipients(found, [OPS])).toEqual([]);
  });
});

test('an address with characters of the shell stays one word', () => {
  const place = {
    region: 'eu-central-1',
    topicArn: 'arn:aws:sns:eu-central-1:123456789012:mail',
    protocol: 'email' as const,
  };
  expect(subscribeCommand({ ...place, address: "o'neil&co@example.com" })).toMatch(
    /--notification-endpoint 'o'\\''neil&co@example\.com'$/,
  );
});
