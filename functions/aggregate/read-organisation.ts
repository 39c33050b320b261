import type { BudgetPlan, EffectiveBudget, OrganisationBudget } from '../domain/budgets/budget.ts';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import { ORGANISATION } from '../domain/costs/scope.ts';
import { hasTraffic, readSpend } from '../domain/costs/spend.ts';
import { faultAlert } from '../domain/judging/alert.ts';
import { periodOf } from '../domain/values/month.ts';
import type { Aggregation, SharedSpend } from './aggregation.ts';

/** The organisation's own total by each of its budgets; `late`: of the month before; `others` are budgets that cannot be judged now, and why. */
export function readOrganisation(
  organisation: OrganisationFigures,
  budgets: OrganisationBudget[],
  { plan, now }: { plan: BudgetPlan; now: Date },
): { sharedSpends: SharedSpend[]; late: SharedSpend[]; others: Aggregation[] } {
  const period = periodOf(now);
  const reading = readSpend(organisation.stats, period);
  const sharedSpends: SharedSpend[] = [];
  const late: SharedSpend[] = [];
  const others: Aggregation[] = [];
  for (const budget of budgets) {
    const { effectiveBudget, obstacle } = effectiveBudgetOf(budget, organisation, plan.currency);
    if (effectiveBudget && hasTraffic(reading.lastMonth)) {
      late.push({ effectiveBudget, scope: ORGANISATION, spend: reading.lastMonth });
    }
    if (!effectiveBudget) {
      const fault = { kind: 'limit-unavailable' as const, reason: obstacle };
      const about = { budget: budget.name, meter: budget.meter, currency: plan.currency };
      const alert = faultAlert(fault, about, { scope: ORGANISATION, spend: { period }, fetchedAt: now });
      others.push({ scope: ORGANISATION, period, reason: obstacle, alerts: [alert], muted: [] });
    } else if (reading.kind === 'stale') {
      others.push({ scope: ORGANISATION, period, reason: reading.reason, alerts: [], muted: [] });
    } else {
      const lastMonth = hasTraffic(reading.lastMonth) ? { lastMonth: reading.lastMonth } : {};
      sharedSpends.push({ effectiveBudget, scope: ORGANISATION, spend: reading.spend, ...lastMonth });
    }
  }
  return { sharedSpends, late, others };
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
  return { effectiveBudget: { ...budget, limit: limit.amount } };
}
