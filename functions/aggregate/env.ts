import * as z from 'zod';
import { commonVariables, emnifyVariables } from '../runtime/environment.ts';

export const aggregateEnvironment = z.object({
  ...commonVariables,
  ...emnifyVariables,
  BUDGETS_PARAMETER_NAME: z.string().min(1),
  COST_HISTORY_TABLE: z.string().min(1),
  NOTIFICATION_LOG_TABLE: z.string().min(1),
  SWEEP_MINUTES: z.coerce.number({ error: 'must be a number' }).positive(),
});

/** What the deployment has to give this function. */
export type AggregateEnvironment = Record<keyof z.input<typeof aggregateEnvironment>, string>;
