import * as z from 'zod/mini';
import { commonVariables } from '../runtime/environment.ts';

export const notifyEnvironment = z.object({
  ...commonVariables,
  NOTIFICATION_LOG_TABLE: z.string().check(z.minLength(1)),
  /** So long nothing new has to come before what is pending is told: a sweep of minutes is one message. 0: at once. */
  SETTLE_SECONDS: z.coerce.number({ error: 'must be a number' }).check(z.nonnegative()),
  ALERT_TOPIC_ARN: z.string().check(z.startsWith('arn:')),
});

/** What the deployment has to give this function. */
export type NotifyEnvironment = Record<keyof z.input<typeof notifyEnvironment>, string>;
