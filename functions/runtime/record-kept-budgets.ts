import type { KeptBudgets } from '../domain/budgets/kept-budgets.ts';
import * as observability from './observability.ts';

/** Says that budgets of before are in force, and why: the parameter is wrong or cannot be read. */
export function recordKeptBudgets(kept: KeptBudgets, { logger, facts }: observability.Observers = observability): void {
  facts.note('budgetsRefused', kept.problem);
  logger.warn('budgets refused: the last ones that were right are in force', { ...kept });
}
