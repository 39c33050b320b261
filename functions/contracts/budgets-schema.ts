import * as z from 'zod/mini';
import { DEFAULT_THRESHOLDS } from '../domain/budget.ts';
import { SEVERITIES, type Severity } from '../domain/crossing.ts';
import { METERS } from '../domain/spend.ts';
import {
  baseUrl,
  budgetName,
  currency,
  duration,
  emailAddress,
  endpointId,
  limit,
  pattern,
  phoneNumber,
  threshold,
} from './budget-values.ts';
import { type Guide, guides, wordLeaf } from './leaf.ts';

/** Refused like any other word, but not as one that nobody knows. */
const PLANNED_SCOPES = ['group', 'organisation'];

const match = z
  .strictObject({
    tags: z.optional(
      z
        .array(pattern('A tag as emnify has it; case does not matter.', 'camera'))
        .check(z.minLength(1))
        .register(guides, {
          description: 'Devices that have at least one of these tags.',
          remedy: 'Write a list of tags, such as [camera, gateway], or leave tags out.',
        }),
    ),
    name: z.optional(
      pattern("The device's whole name; * stands for any characters, ? for one; case does not matter.", '"cam-*"'),
    ),
    ids: z.optional(
      z.array(endpointId).check(z.minLength(1)).register(guides, {
        description: 'Endpoints by their emnify ids.',
        remedy: 'Write a list of endpoint ids, such as [12345678], or leave ids out.',
      }),
    ),
  })
  .register(guides, {
    description: 'Which devices the budget is for: every key that is there must hold. Without it: all devices.',
    remedy: 'Write at least one of tags, name and ids below it, such as tags: [camera], or leave match out.',
  });

/** Another scope will be another object beside this one, told apart by `scope` (`z.discriminatedUnion`). */
const endpointBudget = z
  .strictObject({
    name: budgetName,
    scope: z.prefault(
      wordLeaf(
        'scope',
        'What shares the limit: endpoint gives each device a limit of its own.',
        ['endpoint'],
        PLANNED_SCOPES,
      ),
      'endpoint',
    ),
    match: z.optional(match),
    meter: z.prefault(wordLeaf('meter', 'Which cost counts: all of it, or data or sms alone.', METERS), 'total'),
    limit,
    thresholds: z.prefault(
      z.array(threshold).check(z.minLength(1)).register(guides, {
        description: 'When to tell, in percent of the limit. Beyond the last one, every further 50 % tells again.',
        remedy: 'Write a list of whole percents, such as [80, 100], or leave thresholds out.',
      }),
      DEFAULT_THRESHOLDS,
    ),
  })
  .register(guides, {
    description: 'A monthly cost limit and when to tell about it.',
    remedy: 'Write at least a name and a limit: { name: every-device, limit: 5 }.',
  });

const budgets = z.array(endpointBudget).check(z.minLength(1)).register(guides, {
  description: 'From special to general: of the budgets on one meter, the first that matches a device counts for it.',
  remedy: 'Write a list of at least one budget, such as: - { name: every-device, limit: 5 }.',
});

/** A list of addresses; each may stand alone, which means from `lowest` on. */
function recipientsOf(
  address: typeof emailAddress | typeof phoneNumber,
  lowest: Severity,
  example: string,
  guide: Guide,
) {
  const from = wordLeaf('severity', `The lowest severity that this recipient gets; ${lowest} if left out.`, SEVERITIES);
  const withSeverity = z.strictObject({ to: address, from: z.prefault(from, lowest) }).register(guides, {
    description: 'A recipient of some severities only.',
    remedy: `Write { to: ${example}, from: critical }.`,
  });
  const alone = z.pipe(
    address,
    z.transform((to: string) => ({ to, from: lowest })),
  );
  return z.prefault(z.array(z.union([alone, withSeverity])).register(guides, guide), []);
}

const recipients = z
  .strictObject({
    email: recipientsOf(emailAddress, 'warning', 'ops@example.com', {
      description: 'Who gets mails: an address for everything, or { to, from } for a lowest severity.',
      remedy: 'Write a list of mail addresses, such as [ops@example.com], or [] for nobody.',
    }),
    sms: recipientsOf(phoneNumber, 'critical', '"+15555550100"', {
      description: 'Who gets text messages: a number for what is critical, or { to, from } for a lowest severity.',
      remedy: 'Write a list of phone numbers in quotes, such as ["+15555550100"], or [] for nobody.',
    }),
  })
  .register(guides, {
    description: 'Who is told. Programs subscribe to the topic instead and need no entry here.',
    remedy: 'Write email and sms below it, such as email: [ops@example.com], or leave recipients out.',
  });

const emnify = z.strictObject({ baseUrl: z.prefault(baseUrl, 'https://cdn.emnify.net') }).register(guides, {
  description: 'Where emnify is asked. Only white labels need this.',
  remedy: 'Write { baseUrl: https://cdn.emnify.net }, or leave emnify out.',
});

/** What a function reads from its SSM parameter. */
export const planSchema = z.strictObject({ currency, budgets }).register(guides, {
  description: 'The budgets of the cost alerts.',
  remedy: 'Write a JSON object with currency and budgets, as a deployment does.',
});

/** All of `budgets.yaml`. */
export const fileSchema = z
  .strictObject({
    currency,
    sweep: z.prefault(
      duration('How often every device is looked at.', 5, 24 * 60, '15 minutes, 1 hour or 2 hours'),
      '1 hour',
    ),
    notify: z.prefault(
      duration('How often what was found is told; all that is new goes into one message.', 1, 60, '1 minute'),
      '1 minute',
    ),
    emnify: z.prefault(emnify, {}),
    recipients: z.prefault(recipients, {}),
    budgets,
  })
  .register(guides, {
    description: 'Cost limits for devices on emnify, and who is told about them.',
    remedy: 'Write at least currency and budgets; the comments of the budgets.yaml in the repository teach the format.',
  });
