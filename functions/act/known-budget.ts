import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { RefusedPress } from './refused-press.ts';

/** The name of a budget, if there is one of this name. @throws {RefusedPress} naming those that there are */
export function knownBudget(plan: PlanInForce, name: string): string {
  if (plan.budgets.some((budget) => budget.name === name)) return name;
  throw new RefusedPress(
    `There is no budget "${name}". Write one of ${plan.budgets.map((budget) => `"${budget.name}"`).join(', ')}.`,
  );
}
