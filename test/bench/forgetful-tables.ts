import type { BudgetPlan } from '../../functions/domain/budgets/budget.ts';
import type { EndpointMonth } from '../../functions/domain/records/endpoint-month.ts';
import type { EvaluateDeps } from '../../functions/evaluate/evaluation.ts';

/**
 * What `evaluate` needs beside emnify, in memory and without keeping anything: so that what is measured is its own work,
 * and grows with nothing but the work.
 *
 * @param readMonth the last check of an endpoint, made anew at each call
 */
export function forgetfulTables(
  plan: BudgetPlan,
  readMonth: (endpointId: string) => EndpointMonth | undefined = () => undefined,
): Omit<EvaluateDeps, 'emnify' | 'now'> {
  return {
    budgets: async () => plan,
    costHistory: {
      read: async (endpointId) => readMonth(endpointId),
      write: async () => {},
      points: async () => [],
    },
    notificationLog: {
      claims: async () => [],
      claim: async () => true,
      noteMuted: async () => {},
      firstSweep: async () => 'long ago',
      keepFirstSweep: async () => {},
    },
  };
}
