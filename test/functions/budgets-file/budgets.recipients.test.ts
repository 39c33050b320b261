import { expect, test } from '@jest/globals';
import { checkBudgets } from '../../../functions/budgets-file/budgets.ts';

const file = (changes: object) => ({ currency: 'EUR', budgets: [{ name: 'every-device', limit: 5 }], ...changes });

test.each<[string, unknown]>([
  [
    'recipients.email is "a@example.com": not a list. Write a list of mail addresses',
    file({ recipients: { email: 'a@example.com' } }),
  ],
  [
    'recipients.email[0] is "Ops <a@example.com>": not a mail address. Write the bare address',
    file({ recipients: { email: ['Ops <a@example.com>'] } }),
  ],
  [
    'recipients.email[0].to is "ops@localhost": not a mail address.',
    file({ recipients: { email: [{ to: 'ops@localhost' }] } }),
  ],
  [
    'recipients.email[0] is "ops@b..example": not a mail address. Write what belongs between its two dots, or one dot.',
    file({ recipients: { email: ['ops@b..example'] } }),
  ],
  [
    'recipients.email[0] is "o..ps@b.example": not a mail address.',
    file({ recipients: { email: ['o..ps@b.example'] } }),
  ],
  [
    'recipients.email[0] is "ops@аcme.io": not a mail address. Write letters from a to z in place of а (U+0430), or the domain in its form that begins with xn--.',
    file({ recipients: { email: ['ops@аcme.io'] } }),
  ],
  [
    'not a mail address. Write letters from a to z in place of ＠ (U+FF20)',
    file({ recipients: { email: ['a＠b.io'] } }),
  ],
  [
    'recipients.email[0] is "ops@.b.example": not a mail address. Write the bare address',
    file({ recipients: { email: ['ops@.b.example'] } }),
  ],
  [
    'recipients is "none": neither a mapping nor nobody. Write email or sms below it, such as email: [ops@example.com], or recipients: nobody if',
    file({ recipients: 'none' }),
  ],
  ['recipients is a list: neither a mapping nor nobody. Write', file({ recipients: ['a@example.com'] })],
  ['recipients is empty. Write email or sms below it', file({ recipients: null })],
  [
    'recipients.mail is not a known key. Did you mean email? Allowed here: email, sms.',
    file({ recipients: { mail: ['a@example.com'] } }),
  ],
  [
    'recipients.email[1] is "A@Example.com": the same as recipients.email[0]. Remove one of the two.',
    file({ recipients: { email: ['a@example.com', { to: 'A@Example.com' }] } }),
  ],
  [
    'recipients.email is empty. Write a list of mail addresses, such as [ops@example.com], or [] for no mails.',
    file({ recipients: { email: null } }),
  ],
  [
    'recipients.email[0].from is "high": not a severity. Write warning or critical.',
    file({ recipients: { email: [{ to: 'a@example.com', from: 'high' }] } }),
  ],
  [
    'recipients.sms[0].form is not a known key. Did you mean from? Allowed here: to, from.',
    file({ recipients: { sms: [{ to: '+15555550100', form: 'critical' }] } }),
  ],
  [
    'recipients.sms[0] is 15555550100: a number, not text. Write "+", the country code and the number, 8 to 15 digits',
    file({ recipients: { sms: [15555550100] } }),
  ],
  [
    'not an international phone number. Write "+", the country code and the number, 8 to 15 digits, in quotes, such as "+15555550100".',
    file({ recipients: { sms: ['0170 1234567'] } }),
  ],
  ['recipients.sms[0] is "+1234567": not an international phone number.', file({ recipients: { sms: ['+1234567'] } })],
  ['not an international phone number.', file({ recipients: { sms: ['+1234567890123456'] } })],
  [
    'recipients.sms[1] is "+15555550100": the same as recipients.sms[0].',
    file({ recipients: { sms: ['+15555550100', '+15555550100'] } }),
  ],
  ['recipients.sms[0].to is missing. Write "+"', file({ recipients: { sms: [{ from: 'critical' }] } })],
])('%s', (complaint, content) => {
  const checked = checkBudgets(content);
  const complaints =
    'problems' in checked ? checked.problems.map(({ message, remedy }) => `${message}. ${remedy}`) : [];
  expect(complaints).toEqual([expect.stringContaining(complaint)]);
});
