import { type Claim, claimsUnder } from './alert.ts';
import { type Budget, type BudgetPlan, budgetsFor, whyNot } from './budget.ts';
import type { Decision } from './crossing.ts';
import { displayName, type Endpoint } from './endpoint.ts';
import { formatMoney } from './money.ts';
import { formatMoment, formatMomentInYear, longMonth, type Period } from './period.ts';
import type { Spend } from './spend.ts';

/** Why one budget counts for an endpoint, or why not. */
export interface BudgetExplanation {
  budget: string;
  counts: boolean;
  why: string;
}

export interface ExplainInput {
  endpoint: Endpoint;
  period: Period;
  fetchedAt: Date;
  /** What became of the question itself, where it did not come to figures. */
  reason: string;
  spend?: Spend;
  plan: BudgetPlan;
  claims: Claim[];
  decisions: Decision[];
}

/** The answer to "why was I told of this device, or not?", sentence by sentence. */
export function explain(input: ExplainInput): { words: string[]; budgets: BudgetExplanation[] } {
  const { endpoint, period, fetchedAt, plan, claims, decisions } = input;
  const budgets = explainBudgets(endpoint, plan);
  const who = `${displayName(endpoint)} (endpoint ${endpoint.id})`;
  return {
    budgets,
    words: [
      `${who}, ${longMonth(period)}, asked on ${formatMoment(fetchedAt)}.`,
      figures(input),
      ...budgets.map(
        ({ budget, counts, why }) => `Budget "${budget}" ${counts ? 'counts' : 'does not count'}: ${why}.`,
      ),
      ...(budgets.some(({ counts }) => counts)
        ? []
        : ['No budget counts for this device: nobody is told of its cost.']),
      ...plan.budgets.flatMap((budget) => history(budget, claims)),
      ...decisions.map(now),
    ],
  };
}

/** Every budget of the plan in its order, each with what decided about it. */
function explainBudgets(endpoint: Endpoint, plan: BudgetPlan): BudgetExplanation[] {
  const counting = budgetsFor(endpoint, plan);
  return plan.budgets.map((budget) => {
    const obstacle = whyNot(endpoint, budget.match);
    const first = counting.find(({ meter }) => meter === budget.meter);
    if (obstacle !== undefined) return { budget: budget.name, counts: false, why: obstacle };
    if (first !== budget) {
      const why = `it would match, but "${first?.name}" stands before it on the same meter (${budget.meter})`;
      return { budget: budget.name, counts: false, why };
    }
    const why = `it is the first on its meter (${budget.meter}) that matches`;
    return { budget: budget.name, counts: true, why };
  });
}

function figures({ spend, reason }: ExplainInput): string {
  if (!spend) return `There are no figures to judge: ${reason}.`;
  const { total, data, sms } = spend.meters;
  const amounts = (money: typeof total): string => money.map(formatMoney).join(' + ') || 'nothing';
  const hidden = spend.costUnavailable.length > 0 ? `; no cost is known of ${spend.costUnavailable.join(', ')}` : '';
  const asOf = spend.lastUpdated ? `, as of ${formatMoment(new Date(spend.lastUpdated))}` : '';
  return `It has cost ${amounts(total)} (data ${amounts(data)}, SMS ${amounts(sms)})${hidden}${asOf}.`;
}

function history(budget: Budget, claims: Claim[]): string[] {
  return claimsUnder(budget, claims).map(({ thresholdPct, toldAt }) =>
    toldAt
      ? `${thresholdPct} % of "${budget.name}" was told on ${formatMomentInYear(new Date(toldAt))}.`
      : `${thresholdPct} % of "${budget.name}" waits to be told by the next notify run.`,
  );
}

function now(decision: Decision): string {
  const verdict = decision.kind === 'crossed' ? 'Now it would be told' : 'Now nothing would be told';
  return `${verdict} of "${decision.budget}": ${decision.reason}.`;
}
