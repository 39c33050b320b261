import * as z from 'zod/mini';
import { commonVariables } from '../runtime/environment.ts';

export const reportEnvironment = z.object({
  ...commonVariables,
  BUDGETS_PARAMETER_NAME: z.string().check(z.minLength(1)),
  COST_HISTORY_TABLE: z.string().check(z.minLength(1)),
  NOTIFICATION_LOG_TABLE: z.string().check(z.minLength(1)),
  ALERT_TOPIC_ARN: z.string().check(z.startsWith('arn:')),
  /** How many mail addresses and phone numbers are to be subscribed. */
  RECIPIENTS: z.coerce.number({ error: 'must be a number' }).check(z.nonnegative()),
});

/** What the deployment has to give this function. */
export type ReportEnvironment = Record<keyof z.input<typeof reportEnvironment>, string>;
