import * as z from 'zod';
import { recipientsVariable } from '../contracts/recipients.ts';
import { commonVariables, topicVariables } from '../runtime/environment.ts';

export const pageEnvironment = z.object({
  ...commonVariables,
  BUDGETS_PARAMETER_NAME: z.string().min(1),
  COST_HISTORY_TABLE: z.string().min(1),
  NOTIFICATION_LOG_TABLE: z.string().min(1),
  ...topicVariables,
  /** The mail addresses and phone numbers that the deployment has subscribed. */
  RECIPIENTS: recipientsVariable,
  /** Requests to emnify that a month may have. */
  REQUESTS_PER_MONTH: z.coerce.number({ error: 'must be a number' }).positive(),
});

/** What the deployment has to give this function. */
export type PageEnvironment = Record<keyof z.input<typeof pageEnvironment>, string>;
