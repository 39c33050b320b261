import * as z from 'zod';
import { recipientsVariable } from '../contracts/recipients.ts';
import { commonVariables, topicVariables } from '../runtime/environment.ts';

export const reportEnvironment = z.object({
  ...commonVariables,
  BUDGETS_PARAMETER_NAME: z.string().min(1),
  COST_HISTORY_TABLE: z.string().min(1),
  NOTIFICATION_LOG_TABLE: z.string().min(1),
  ...topicVariables,
  /** The mail addresses and phone numbers that the deployment has subscribed. */
  RECIPIENTS: recipientsVariable,
});

/** What the deployment has to give this function. */
export type ReportEnvironment = Record<keyof z.input<typeof reportEnvironment>, string>;
