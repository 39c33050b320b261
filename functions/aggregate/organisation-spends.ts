import { type BudgetPlan, budgetsOf, type EffectiveBudget, type OrganisationBudget } from '../domain/budgets/budget.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import { ORGANISATION } from '../domain/costs/scope.ts';
import { hasTraffic, readSpend } from '../domain/costs/spend.ts';
import { faultAlert } from '../domain/judging/alert.ts';
import { periodOf } from '../domain/values/month.ts';
import type { Aggregation, SharedSpend } from './aggregation.ts';

type Spending = Pick<SharedSpend, 'scope' | 'spend' | 'effectiveBudgets' | 'lastMonth'>;

/** What the organisation's own total says about its budgets. */
export interface OrganisationSpends {
  /** The month before; none where it had no traffic. */
  late: Spending[];
  /** This month; none where emnify does not show it. */
  current: Spending[];
  /** Budgets that cannot be judged now, and why. */
  notJudged: Aggregation[];
}

/** Reads the organisation's own total for its budgets. @param organisation absent where emnify did not answer */
export function organisationSpends(
  organisation: OrganisationFigures | undefined,
  { plan, now }: { plan: BudgetPlan; now: Date },
): OrganisationSpends {
  const budgets = budgetsOf('organisation', plan);
  if (!organisation || budgets.length === 0) return { late: [], current: [], notJudged: [] };
  const period = periodOf(now);
  const reading = readSpend(organisation.stats, period);
  const lastMonth = hasTraffic(reading.lastMonth) ? reading.lastMonth : undefined;
  const effectiveBudgets: EffectiveBudget[] = [];
  const notJudged: Aggregation[] = [];
  for (const budget of budgets) {
    const { effectiveBudget, obstacle } = effectiveBudgetOf(budget, organisation, plan.currency);
    if (effectiveBudget) effectiveBudgets.push(effectiveBudget);
    const common = { scope: ORGANISATION, period, muted: [] };
    if (!effectiveBudget) {
      const fault = { kind: 'limit-unavailable' as const, reason: obstacle };
      const about = { budget: budget.name, meter: budget.meter, currency: plan.currency };
      const alert = faultAlert(fault, about, { scope: ORGANISATION, spend: { period }, fetchedAt: now });
      notJudged.push({ ...common, reason: obstacle, alerts: [alert] });
    } else if (reading.kind === 'stale') {
      notJudged.push({ ...common, reason: reading.reason, alerts: [] });
    }
  }
  if (effectiveBudgets.length === 0) return { late: [], current: [], notJudged };
  const common = { scope: ORGANISATION, effectiveBudgets };
  return {
    late: lastMonth ? [{ ...common, spend: lastMonth }] : [],
    current: reading.kind === 'spend' ? [{ ...common, spend: reading.spend, lastMonth }] : [],
    notJudged,
  };
}

/** The limit in figures, or why there is none. */
function effectiveBudgetOf(
  budget: OrganisationBudget,
  { limit }: OrganisationFigures,
  currency: string,
): { effectiveBudget: EffectiveBudget; obstacle?: never } | { effectiveBudget?: never; obstacle: string } {
  if (budget.limit !== 'emnify') return { effectiveBudget: { ...budget, limit: budget.limit } };
  if (!limit) return { obstacle: 'emnify shows no monthly cost limit of the organisation' };
  if (limit.currency !== undefined && limit.currency !== currency) {
    return { obstacle: `emnify's monthly cost limit is in ${limit.currency}, and the budgets are in ${currency}` };
  }
  return { effectiveBudget: { ...budget, limit: limit.amount, isEmnifysLimit: true } };
}
