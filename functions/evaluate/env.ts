import * as z from 'zod';
import { commonVariables, emnifyVariables } from '../runtime/environment.ts';

export const evaluateEnvironment = z.object({
  ...commonVariables,
  ...emnifyVariables,
  BUDGETS_PARAMETER_NAME: z.string().min(1),
  COST_HISTORY_TABLE: z.string().min(1),
  NOTIFICATION_LOG_TABLE: z.string().min(1),
});

/** What the deployment has to give this function. */
export type EvaluateEnvironment = Record<keyof z.input<typeof evaluateEnvironment>, string>;
