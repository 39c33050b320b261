import * as z from 'zod';
import { commonVariables, topicVariables } from '../runtime/environment.ts';

const positive = z.coerce.number({ error: 'must be a number' }).positive();

export const notifyEnvironment = z.object({
  ...commonVariables,
  /** Holds what each function leaves about its runs. */
  COST_HISTORY_TABLE: z.string().min(1),
  NOTIFICATION_LOG_TABLE: z.string().min(1),
  /** Wait until no new alert has arrived for this long, so that one sweep becomes one message. 0: send at once. */
  SETTLE_SECONDS: z.coerce.number({ error: 'must be a number' }).nonnegative(),
  ...topicVariables,
  /** What phones show as the sender of a text; empty: SNS chooses. */
  SMS_SENDER_ID: z.string(),
  /** What AWS lets the account spend on texts in a month, in US dollars. */
  SMS_SPENDING_LIMIT: positive,
});

/** What the deployment has to give this function. */
export type NotifyEnvironment = Record<keyof z.input<typeof notifyEnvironment>, string>;
