import * as z from 'zod';
import { type Budget, DEFAULT_CHECK_ME } from '../domain/budgets/budget.ts';
import { METERS } from '../domain/costs/spend.ts';
import {
  baseUrl,
  budgetName,
  currency,
  deviceCount,
  duration,
  heartbeatUrl,
  limit,
  percentValue,
  type ReadNumber,
  senderId,
  tagKey,
  trueOrFalse,
  wholeDollars,
} from './budget-values.ts';
import { guides, wordLeaf } from './leaf.ts';
import { match } from './match-schema.ts';
import { mutes } from './mute-schema.ts';
import { recipients } from './recipients-schema.ts';
import { moment, timeOfDay } from './time-values.ts';

const SCOPES: Budget['scope'][] = ['endpoint', 'group', 'organisation'];

/** Every key of every scope. `conflictsIn` checks which of them go together. */
const budget = z
  .strictObject({
    name: budgetName,
    scope: wordLeaf(
      'scope',
      'What shares the limit: nothing (endpoint: each device has its own limit), the matching devices (group), or the whole workspace (organisation).',
      SCOPES,
    ).prefault('endpoint'),
    match: match.optional(),
    meter: wordLeaf('meter', 'Which cost counts: all of it, or only data or sms.', METERS).prefault('total'),
    limit,
    limitFromTag: tagKey.optional(),
    thresholds: z
      .array(percentValue('Whole percent of the limit.', 1000, 80))
      .min(1)
      .register(guides, {
        description:
          'When to send an alert, in percent of the limit. 100 always is a level, listed or not. After the last one follow 150, 200, 300, 500, 1000, 2000, 5000 … If left out: 80 and 100, for an organisation 50, 80 and 90.',
        remedy: 'Write a list of whole percents, such as [80, 100], or leave thresholds out.',
      })
      .optional(),
    criticalFrom: percentValue(
      'The share of the limit, in percent, from which an alert is critical; below it, an alert is a warning. If left out: 100, with limit: emnify 80.',
      1000,
      100,
    ).optional(),
    forecast: trueOrFalse('Whether to warn when the limit is likely to be reached this month.').prefault(true),
    anomaly: trueOrFalse(
      'Whether to send an alert when a device spends much faster than usual, whatever its limit. Only for scope endpoint; true if left out.',
    ).optional(),
  })
  .register(guides, {
    description: 'A monthly cost limit and when to send alerts about it.',
    remedy: 'Write at least a name and a limit: { name: every-device, limit: 5 }.',
  });

const budgets = z.array(budget).min(1).register(guides, {
  description:
    'From special to general: of the endpoint budgets on one meter, the first that matches a device counts for it. Group and organisation budgets all count.',
  remedy: 'Write a list of at least one budget, such as: - { name: every-device, limit: 5 }.',
});

const emnify = () =>
  z
    .strictObject({
      baseUrl: baseUrl().prefault('https://cdn.emnify.net'),
      requestShare: percentValue(
        'Our share of the requests that emnify answers the workspace in a month, in percent.',
        100,
        50,
      ).prefault(50),
      tokenExpires: moment('When the application token expires: operators hear of it two weeks before').optional(),
    })
    .register(guides, {
      description:
        "The address of emnify's API (only white labels need it), our share of the requests, and when your token expires.",
      remedy:
        'Write { requestShare: 50 }, { tokenExpires: 2026-11-30 }, { baseUrl: https://cdn.emnify.net }, or leave emnify out.',
      removed: new Map([['listWith', 'Remove listWith: endpoints are always listed by REST.']]),
    });

const ENCRYPTIONS = ['aws-managed', 'customer-managed'] as const;

const checkMe = z
  .strictObject({
    share: percentValue(
      'The share of the fleet, in percent, that has to be exceeded.',
      100,
      DEFAULT_CHECK_ME.sharePct,
    ).prefault(DEFAULT_CHECK_ME.sharePct),
    atLeast: deviceCount.prefault(DEFAULT_CHECK_ME.atLeast),
  })
  .register(guides, {
    description:
      'When many devices cross a threshold within 6 hours, a price or a setting is the likely cause: one alert says so.',
    remedy: 'Write { share: 30, atLeast: 20 }, or leave checkMe out.',
  });

const plan = { currency, budgets, mutes: mutes.prefault([]), checkMe: checkMe.prefault({}) };

/** The content of the SSM parameter that functions read. */
export const planSchema = z.strictObject(plan).register(guides, {
  description: 'The budgets of the cost alerts.',
  remedy: 'Write a JSON object with currency and budgets, as a deployment does.',
});

const buildFileSchema = (readNumber?: ReadNumber) =>
  z
    .strictObject({
      currency,
      sweep: duration('How often every device is checked.', 5, 24 * 60, '15 minutes, 1 hour or 2 hours').prefault(
        '1 hour',
      ),
      notify: duration('How often alerts are sent; all new ones go into one message.', 1, 60, '1 minute').prefault(
        '1 minute',
      ),
      report: timeOfDay().prefault('07:00'),
      monthlyTest: trueOrFalse('Whether a message marked as a test goes to every recipient once a month.').prefault(
        true,
      ),
      smsSpendingLimit: wholeDollars().prefault(1),
      smsSenderId: senderId().optional(),
      heartbeatUrl: heartbeatUrl().optional(),
      encryption: wordLeaf(
        'kind of encryption',
        'Which keys encrypt the data: those of AWS, or one of your own, which costs about 1 USD a month plus its requests.',
        ENCRYPTIONS,
      ).prefault('aws-managed'),
      emnify: emnify().prefault({}),
      recipients: recipients(readNumber).prefault({}),
      budgets: plan.budgets,
      mutes: plan.mutes,
      checkMe: plan.checkMe,
    })
    .register(guides, {
      description: 'Cost limits for devices on emnify, and the recipients of their alerts.',
      remedy:
        'Write at least currency and budgets; the comments of the budgets.yaml in the repository teach the format.',
    });

const built = new Map<ReadNumber | undefined, ReturnType<typeof buildFileSchema>>();

/** The schema of `budgets.yaml`. It is built on first use, as most functions never need it. */
export function fileSchema(readNumber?: ReadNumber): ReturnType<typeof buildFileSchema> {
  const schema = built.get(readNumber) ?? buildFileSchema(readNumber);
  built.set(readNumber, schema);
  return schema;
}
