import type { EndpointBudget } from '../../../functions/domain/budgets/budget.ts';
import { defaultCriticalFrom, defaultThresholds } from '../../../functions/domain/budgets/budget.ts';

/** The budget of every device in the months that are played: emnify's own example, and the product's own thresholds. */
export const BUDGET: EndpointBudget = {
  name: 'every-device',
  scope: 'endpoint',
  meter: 'total',
  limit: '5',
  thresholds: defaultThresholds('endpoint'),
  criticalFrom: defaultCriticalFrom('5'),
  forecast: true,
};

/** What a device has cost where it crosses a threshold, in EUR, ascending. The last one is the limit. */
export const LEVELS: readonly number[] = BUDGET.thresholds.map((pct) => (Number(BUDGET.limit) * pct) / 100);
export const LIMIT = Number(BUDGET.limit);
