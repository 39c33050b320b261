import { describe, expect, test } from '@jest/globals';
import type { Recipient } from '../../../../functions/domain/messages/recipient.ts';
import {
  compareSubscriptions,
  countSubscribers,
  expectedSubscriptions,
  type PeopleTopic,
  type Subscription,
  subscribeCommand,
  subscriptionFindings,
  subscriptionsToMakeAgain,
} from '../../../../functions/domain/messages/subscriptions.ts';

const OPS: Recipient = { channel: 'mail', address: 'ops@example.com', from: 'warning' };
const BOSS: Recipient = { channel: 'mail', address: 'boss@example.com', from: 'critical' };
const PHONE: Recipient = { channel: 'text', address: '+15555550100', from: 'critical' };
const ALL: PeopleTopic[] = ['mail', 'text', 'operators'];
const ARNS: Record<PeopleTopic, string> = {
  mail: 'arn:aws:sns:eu-central-1:123456789012:mail',
  text: 'arn:aws:sns:eu-central-1:123456789012:text',
  operators: 'arn:aws:sns:eu-central-1:123456789012:operators',
};
const INFO = '{"severity":["info","warning","critical"]}';

function mail(endpoint: string, more: Partial<Subscription> = {}): Subscription {
  const arn = `${ARNS.mail}:1`;
  return { topic: 'mail', protocol: 'email', endpoint, isConfirmed: true, arn, wasAuthenticated: true, ...more };
}

const phone = (more: Partial<Subscription> = {}): Subscription => ({
  topic: 'text',
  protocol: 'sms',
  endpoint: '+15555550100',
  isConfirmed: true,
  arn: `${ARNS.text}:1`,
  wasAuthenticated: false,
  ...more,
});

const pending = { isConfirmed: false, arn: undefined, wasAuthenticated: undefined };

const statesOf = (subscriptions: Subscription[], recipients: Recipient[] = [OPS], topics: PeopleTopic[] = ['mail']) =>
  compareSubscriptions(subscriptions, recipients, topics).map(({ state }) => state);

const findingsOf = (subscriptions: Subscription[], recipients: Recipient[], topics: PeopleTopic[] = ['mail', 'text']) =>
  subscriptionFindings(compareSubscriptions(subscriptions, recipients, topics), ARNS);

test('a deployment subscribes each address to mails and to the topic of operators, and each number to texts', () => {
  expect(expectedSubscriptions([OPS, BOSS, PHONE])).toEqual([
    { topic: 'mail', protocol: 'email', address: 'ops@example.com', filterPolicy: INFO },
    { topic: 'operators', protocol: 'email', address: 'ops@example.com' },
    { topic: 'mail', protocol: 'email', address: 'boss@example.com', filterPolicy: '{"severity":["critical"]}' },
    { topic: 'operators', protocol: 'email', address: 'boss@example.com' },
    { topic: 'text', protocol: 'sms', address: '+15555550100', filterPolicy: '{"severity":["critical"]}' },
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

describe('the finding about a subscription', () => {
  const confirm = (topic: PeopleTopic) =>
    `aws sns confirm-subscription --region eu-central-1 --topic-arn ${ARNS[topic]} --token TOKEN --authenticate-on-unsubscribe true`;
  const subscribed = `aws sns subscribe --region eu-central-1 --topic-arn ${ARNS.mail} --protocol email --notification-endpoint ops@example.com --attributes`;
  const withInfo = String.raw`'{"FilterPolicy":"{\"severity\":[\"info\",\"warning\",\"critical\"]}"}'`;

  test('that lasts, or of which AWS says nothing, is none', () => {
    expect(findingsOf([mail('ops@example.com'), phone()], [OPS, PHONE])).toEqual([]);
    expect(findingsOf([mail('ops@example.com', { wasAuthenticated: undefined })], [OPS])).toEqual([]);
  });

  test('that is gone says so to the recipients as well, and subscribes and confirms', () => {
    expect(findingsOf([], [OPS])).toEqual([
      {
        topic: 'mail',
        state: 'missing',
        address: 'o..s@example.com',
        sentence: 'o..s@example.com gets no mails about costs: the subscription is gone.',
        commands: [`${subscribed} ${withInfo}`, confirm('mail')],
        forRecipients:
          'o..s@example.com gets mails about costs no more: the subscription is gone. The operators know how to repair it.',
      },
    ]);
  });

  test('that waits to be confirmed subscribes once more, which mails another token, and confirms', () => {
    const [finding, ...others] = findingsOf([mail('ops@example.com', pending)], [OPS]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      state: 'pending',
      sentence: 'o..s@example.com gets no mails about costs: the subscription is not confirmed.',
      commands: [`${subscribed} ${withInfo}`, confirm('mail')],
    });
    expect(finding).not.toHaveProperty('forRecipients');
  });

  test('that a stranger can end unsubscribes, subscribes with the filter policy of now, and confirms anew', () => {
    const changed = mail('ops@example.com', { wasAuthenticated: false, filterPolicy: '{"severity":["warning"]}' });
    expect(findingsOf([changed], [OPS])).toMatchObject([
      {
        state: 'clicked',
        sentence:
          'o..s@example.com may lose mails about costs: a link in each mail ends the subscription without a login, and mail scanners follow links.',
        commands: [
          `aws sns unsubscribe --region eu-central-1 --subscription-arn ${ARNS.mail}:1`,
          String.raw`${subscribed} '{"FilterPolicy":"{\"severity\":[\"warning\"]}"}'`,
          confirm('mail'),
        ],
      },
    ]);
  });

  test('of operators has no filter policy, and is said to operators only', () => {
    const [finding] = findingsOf([], [OPS], ['operators']);
    expect(finding?.commands).toEqual([
      `aws sns subscribe --region eu-central-1 --topic-arn ${ARNS.operators} --protocol email --notification-endpoint ops@example.com`,
      confirm('operators'),
    ]);
    expect(finding?.sentence).toContain('messages about the alerter itself');
    expect(finding).not.toHaveProperty('forRecipients');
  });

  test('of a number needs no confirmation', () => {
    const [finding] = findingsOf([], [PHONE]);
    expect(finding?.commands).toEqual([
      String.raw`aws sns subscribe --region eu-central-1 --topic-arn ${ARNS.text} --protocol sms --notification-endpoint +15555550100 --attributes '{"FilterPolicy":"{\"severity\":[\"critical\"]}"}'`,
    ]);
  });

  test('comes the more urgent one first, and shows no whole address outside of a command', () => {
    const found = [mail('ops@example.com', { wasAuthenticated: false }), mail('boss@example.com', pending)];
    const findings = findingsOf(found, [OPS, BOSS, PHONE]);
    expect(findings.map(({ state }) => state)).toEqual(['missing', 'pending', 'clicked']);
    const shown = JSON.stringify(findings.map(({ commands: _, ...said }) => said));
    for (const { address } of [OPS, BOSS, PHONE]) expect(shown).not.toContain(address);
  });
});

test('an address with characters of the shell stays one word', () => {
  const place = { region: 'eu-central-1', topicArn: ARNS.mail, protocol: 'email' as const };
  expect(subscribeCommand({ ...place, address: "o'neil&co@example.com" })).toMatch(
    /--notification-endpoint 'o'\\''neil&co@example\.com'$/,
  );
});

describe('what is subscribed again without a person', () => {
  const again = (subscriptions: Subscription[], recipients: Recipient[]) =>
    subscriptionsToMakeAgain(compareSubscriptions(subscriptions, recipients, ALL)).map(
      ({ topic, address }) => `${topic} ${address}`,
    );

  test('is all that is gone, where nothing reaches a recipient any more', () => {
    expect(again([], [OPS, PHONE])).toEqual(['mail ops@example.com', 'operators ops@example.com', 'text +15555550100']);
  });

  test('is nothing while one recipient is left on any channel', () => {
    expect(again([phone()], [OPS, PHONE])).toEqual([]);
    expect(again([mail('boss@example.com', { wasAuthenticated: false })], [OPS, BOSS])).toEqual([]);
    expect(again([mail('boss@example.com', { wasAuthenticated: undefined })], [OPS, BOSS])).toEqual([]);
  });

  test('is not what only waits to be confirmed, so no mail is sent every hour', () => {
    const waits = [mail('ops@example.com', pending), mail('ops@example.com', { ...pending, topic: 'operators' })];
    expect(again(waits, [OPS])).toEqual([]);
    expect(again(waits, [OPS, BOSS])).toEqual(['mail boss@example.com', 'operators boss@example.com']);
  });

  test('does not depend on who hears of the alerter itself', () => {
    expect(again([mail('ops@example.com', { topic: 'operators' })], [OPS])).toEqual(['mail ops@example.com']);
  });

  test('is nothing where only programs get alerts', () => {
    expect(again([], [])).toEqual([]);
  });
});
