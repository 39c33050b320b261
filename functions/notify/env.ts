import * as z from 'zod/mini';
import { commonVariables } from '../runtime/environment.ts';

export const notifyEnvironment = z.object({
  ...commonVariables,
  NOTIFICATION_LOG_TABLE: z.string().check(z.minLength(1)),
  ALERT_TOPIC_ARN: z.string().check(z.startsWith('arn:')),
});

/** What the deployment has to give this function. */
export type NotifyEnvironment = Record<keyof z.input<typeof notifyEnvironment>, string>;
