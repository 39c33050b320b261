import * as z from 'zod';
import { commonVariables } from '../runtime/environment.ts';

const arn = z.string().startsWith('arn:');

/** Reads the variables of this function. */
export const actEnvironment = z.object({
  ...commonVariables,
  BUDGETS_PARAMETER_NAME: z.string().min(1),
  COST_HISTORY_TABLE: z.string().min(1),
  NOTIFICATION_LOG_TABLE: z.string().min(1),
  /** Sends a notification once more. */
  NOTIFY_FUNCTION_ARN: arn,
  /** Checks an endpoint. */
  EVALUATE_FUNCTION_ARN: arn,
  /** The page that an answer leads back to. */
  PAGE_FUNCTION_ARN: arn,
});

/** What the deployment has to give this function. */
export type ActEnvironment = Record<keyof z.input<typeof actEnvironment>, string>;
