import { budgetsOf, type EffectiveBudget } from '../domain/budgets/budget.ts';
import { limitsFor } from '../domain/budgets/limit-from-tag.ts';
import { amountOn } from '../domain/costs/spend.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { compare, formatMoney } from '../domain/values/money.ts';
import { endOf, type Period, periodOf } from '../domain/values/month.ts';
import type { ActDeps } from './act-deps.ts';
import type { Decision, WishTo } from './decision.ts';
import { type EndpointTarget, findEndpoint, named, nameIn } from './find-target.ts';
import { knownBudget } from './known-budget.ts';
import { RefusedPress } from './refused-press.ts';

/** A higher limit for one endpoint until the end of the month. @throws {RefusedPress} where none can be raised, or it is not higher */
export async function decideRaise(deps: ActDeps, wish: WishTo<'raise'>): Promise<Decision> {
  const target = await findEndpoint(deps, wish);
  const plan = await deps.budgets();
  const period = periodOf(deps.now());
  const budget = budgetToRaise(plan, { ...target, period }, wish.budget);
  const { limit } = wish;
  const money = (amount: string): string => formatMoney({ amount, currency: plan.currency });
  if (compare(limit, budget.limit) <= 0) {
    throw new RefusedPress(
      `${money(limit)} is not above the limit of ${nameIn(target)}, ${money(budget.limit)}. Write a higher limit, or lower the limit in budgets.yaml.`,
    );
  }
  return {
    kind: 'raise',
    until: endOf(period).toISOString(),
    endpoint: named(target),
    budget: budget.name,
    period,
    limit,
    before: budget.limit,
    currency: plan.currency,
  };
}

/** The budget that is named, or the one of which the endpoint has used the largest share. */
function budgetToRaise(
  plan: PlanInForce,
  target: EndpointTarget & { period: Period },
  name: string | undefined,
): EffectiveBudget {
  const { endpoint, period } = target;
  if (name !== undefined) knownBudget(plan, name);
  const applying = limitsFor(endpoint, plan, period)
    .map(({ effectiveBudget }) => effectiveBudget)
    .toSorted((a, b) => shareOf(b, target, plan) - shareOf(a, target, plan));
  const found = applying.find((budget) => name === undefined || budget.name === name);
  if (found) return found;
  const names = applying.map((budget) => `"${budget.name}"`).join(', ');
  const isShared = name !== undefined && !budgetsOf('endpoint', plan).some((budget) => budget.name === name);
  if (isShared) {
    throw new RefusedPress(
      `Budget "${name}" has one limit for many endpoints. Only the limit of a single endpoint is raised by press: change this one in budgets.yaml.`,
    );
  }
  throw new RefusedPress(
    names === ''
      ? `No budget applies to ${nameIn(target)}, so it has no limit to raise.`
      : `Budget "${name}" does not apply to ${nameIn(target)}. Write one of ${names}.`,
  );
}

function shareOf({ meter, limit }: EffectiveBudget, { month }: EndpointTarget, { currency }: PlanInForce): number {
  return month.spend ? Number(amountOn(month.spend, meter, currency)) / Number(limit) : 0;
}
