import * as z from 'zod';
import { SEVERITIES, type Severity } from '../domain/judging/thresholds.ts';
import { emailAddress, phoneNumber, type ReadNumber } from './budget-values.ts';
import { type Guide, guides, leaf, Refusal, wordLeaf } from './leaf.ts';
import { isMapping, makeProblem, type Problem } from './problem.ts';
import { at } from './written.ts';

/** The word in place of recipients if only programs get alerts. */
const NOBODY = 'nobody';

const REMEDY =
  'Write email or sms below it, such as email: [ops@example.com], or recipients: nobody if only programs get alerts.';

/** A list of recipients. A bare address gets all severities from `lowest` on. */
function recipientsOf(
  address: ReturnType<typeof emailAddress | typeof phoneNumber>,
  lowest: Severity,
  example: string,
  guide: Guide,
) {
  const from = wordLeaf('severity', `The lowest severity that this recipient gets; ${lowest} if left out.`, SEVERITIES);
  const withSeverity = z.strictObject({ to: address, from: from.prefault(lowest) }).register(guides, {
    description: 'A recipient with a lowest severity of its own.',
    remedy: `Write { to: ${example}, from: critical }.`,
  });
  const alone = address.transform((to) => ({ to, from: lowest }));
  return z
    .array(z.union([alone, withSeverity]))
    .register(guides, guide)
    .prefault([]);
}

const nobody = () =>
  leaf(
    {
      description: 'No recipients: only programs get alerts. They subscribe to the topic for events.',
      remedy: REMEDY,
      shape: { const: NOBODY },
    },
    (written, remedy) =>
      written === NOBODY ? { email: [], sms: [] } : new Refusal('neither a mapping nor nobody', remedy),
  );

const lists = (readNumber?: ReadNumber) =>
  z
    .strictObject({
      email: recipientsOf(emailAddress(), 'warning', 'ops@example.com', {
        description: 'Recipients of mails: an address for everything, or { to, from } for a lowest severity.',
        remedy: 'Write a list of mail addresses, such as [ops@example.com], or [] for no mails.',
      }),
      sms: recipientsOf(phoneNumber(readNumber), 'critical', '"+15555550100"', {
        description:
          'Recipients of text messages: a number for critical alerts, or { to, from } for a lowest severity.',
        remedy: 'Write a list of phone numbers in quotes, such as ["+15555550100"], or [] for no texts.',
      }),
    })
    .register(guides, { description: 'Lists of recipients.', remedy: REMEDY });

/** Recipients by mail and by text, or the word for none. */
export const recipients = (readNumber?: ReadNumber) =>
  z.union([nobody(), lists(readNumber)]).register(guides, {
    description: 'The recipients of alerts: email, sms or both, or nobody if only programs get alerts.',
    remedy: REMEDY,
  });

/** Reports a file without recipients, unless it says so: its alerts would silently reach no recipient. */
export function missingRecipients(content: unknown): Problem[] {
  const written = at(content, 'recipients');
  const mayBeEmpty = isMapping(content) && (written === undefined || isMapping(written));
  const hasEntries = ['email', 'sms'].some((key) => !isEmpty(at(written, key)));
  if (!mayBeEmpty || hasEntries) return [];
  return [makeProblem(['recipients'], written, 'neither email nor sms has an entry', REMEDY)];
}

function isEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}
