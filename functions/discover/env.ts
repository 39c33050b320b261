import * as z from 'zod';
import type { PollingLimits } from '../domain/polling/polling-plan.ts';
import { commonVariables, emnifyVariables } from '../runtime/environment.ts';

export const discoverEnvironment = z.object({
  ...commonVariables,
  ...emnifyVariables,
  EVALUATION_QUEUE_URL: z.url(),
  COST_HISTORY_TABLE: z.string().min(1),
  /** How often every endpoint is to be checked. */
  SWEEP_MINUTES: z.coerce.number({ error: 'must be a number' }).positive(),
  /** Our share of emnify's monthly quota. */
  EMNIFY_REQUESTS_PER_MONTH: z.coerce.number({ error: 'must be a number' }).positive(),
  /** How many endpoints all workers can check between two polls. */
  CHECKS_PER_RUN: z.coerce.number({ error: 'must be a number' }).positive(),
});

/** What the deployment has to give this function. */
export type DiscoverEnvironment = Record<keyof z.input<typeof discoverEnvironment>, string>;

/** What the settings allow a poll. */
export function fleetLimits(environment: z.output<typeof discoverEnvironment>): PollingLimits {
  return {
    sweepHours: environment.SWEEP_MINUTES / 60,
    requestsPerMonth: environment.EMNIFY_REQUESTS_PER_MONTH,
    checksPerRun: environment.CHECKS_PER_RUN,
  };
}
