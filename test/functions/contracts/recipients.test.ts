import { expect, test } from '@jest/globals';
import { recipientsText, recipientsVariable } from '../../../functions/contracts/recipients.ts';

test('recipients are read as they were written, those with warnings first', () => {
  const text = recipientsText({
    email: [
      { to: 'boss@example.com', from: 'critical' },
      { to: 'ops@example.com', from: 'warning' },
    ],
    sms: [{ to: '+15555550100', from: 'critical' }],
  });
  expect(recipientsVariable.parse(text)).toEqual([
    { channel: 'mail', address: 'ops@example.com', from: 'warning' },
    { channel: 'mail', address: 'boss@example.com', from: 'critical' },
    { channel: 'text', address: '+15555550100', from: 'critical' },
  ]);
  expect(recipientsVariable.parse(recipientsText({ email: [], sms: [] }))).toEqual([]);
});

test('a hundred addresses leave room for the other variables of a function', () => {
  const email = Array.from({ length: 100 }, (_, index) => ({
    to: `recipient-${index}@example.com`,
    from: 'warning' as const,
  }));
  expect(recipientsText({ email, sms: [] }).length).toBeLessThan(3000);
});

test.each(['', '3', '{"email":{"warning":["ops@example.com"]}}', '{"email":{"info":["ops@example.com"]},"sms":{}}'])(
  'anything else is refused without an address in the words: %s',
  (text) => {
    const { error } = recipientsVariable.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual(['must be recipients as JSON']);
  },
);
