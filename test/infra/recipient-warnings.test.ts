import { expect, test } from '@jest/globals';
import { exampleRecipients, noRecipients, recipientWarnings } from '../../infra/recipient-warnings.ts';

function sentTo(...addresses: string[]) {
  const recipients = addresses.map((to) => ({ to, from: 'critical' as const }));
  const email = recipients.filter(({ to }) => to.includes('@'));
  return { recipients: { email, sms: recipients.filter((one) => !email.includes(one)) } };
}

test.each([
  'ops@example.com',
  'OPS@Example.COM',
  'ops@alerts.example.org',
  'ops@example.net',
  'ops@acme.test',
  'ops@b.example',
  'ops@acme.invalid',
  '+15555550100',
  '+12125550199',
])('%s is an example', (address) => {
  expect(exampleRecipients(sentTo(address), 'mine.yaml')).toEqual([
    `mine.yaml has recipients that are only examples: ${address}. No alert reaches them: write your own addresses and numbers below recipients.`,
  ]);
});

test.each([
  'ops@acme.com',
  'ops@myexample.com',
  'ops@example.com.acme.io',
  'ops@contest.de',
  '+491701234567',
  '+15555550200',
  '+155555501001',
  '+4455555501001',
])('%s may be a real address', (address) => {
  expect(exampleRecipients(sentTo(address), 'mine.yaml')).toEqual([]);
});

test('all examples are named at once, and nothing else is', () => {
  const [warning] = exampleRecipients(sentTo('ops@example.com', 'ops@acme.com', '+15555550100'), 'mine.yaml');
  expect(warning).toMatch(/only examples: ops@example\.com, \+15555550100\. /);
});

test('numbers that may get no texts are named one by one, but for examples', () => {
  const numbers = ['+15555550100', '+4915112345678', '+15555550200', '+49301234567'];
  expect(recipientWarnings(sentTo(...numbers), 'mine.yaml')).toEqual([
    expect.stringContaining('only examples: +15555550100. '),
    'mine.yaml has the number +15555550200, which is in no known range: texts may not reach it. Compare it with the phone.',
    'mine.yaml has the number +49301234567, which is a fixed line: texts may not reach it. Compare it with the phone.',
  ]);
});

test('a file without any recipients is warned about', () => {
  expect(noRecipients(sentTo('ops@acme.com'), 'mine.yaml')).toEqual([]);
  expect(noRecipients(sentTo('+491701234567'), 'mine.yaml')).toEqual([]);
  expect(noRecipients(sentTo(), 'mine.yaml')).toEqual([
    expect.stringMatching(/^mine\.yaml names no recipients: no alert is delivered\. .* recipients: nobody\.$/),
  ]);
  expect(exampleRecipients(sentTo(), 'mine.yaml')).toEqual([]);
});
