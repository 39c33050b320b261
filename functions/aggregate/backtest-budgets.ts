import { BudgetsError, checkBudgets } from '../budgets-file/budgets.ts';
import type { CostHistory } from '../contracts/cost-history.ts';
import { type Backtest, backtest } from '../domain/answers/backtest.ts';
import type { BudgetPlan } from '../domain/budgets/budget.ts';
import { scopeOf } from '../domain/costs/scope.ts';
import type { EndpointHistory } from '../domain/records/endpoint-month.ts';
import { type Period, periodOf } from '../domain/values/month.ts';

export interface BacktestDeps {
  budgets(): Promise<BudgetPlan>;
  costHistory: Pick<CostHistory, 'months' | 'points'>;
  now(): Date;
}

export type BacktestAnswer = Backtest;

/**
 * Replays this period's stored snapshots against other budgets, and against those in force.
 *
 * @param written the content of a `budgets.yaml`, or only its currency, budgets and mutes
 * @throws {BudgetsError} naming everything that is wrong with them
 */
export async function backtestBudgets(deps: BacktestDeps, written: unknown): Promise<BacktestAnswer> {
  const { costHistory, now } = deps;
  const checked = checkBudgets(written);
  if ('problems' in checked) throw new BudgetsError('the budgets to backtest', checked.problems);
  const { plan } = checked.file;
  const period = periodOf(now());
  const histories = await readHistories(costHistory, period);
  return backtest({ period, histories, plan, inForce: await deps.budgets() });
}

/** Everything that is stored of a period, endpoint by endpoint. */
export async function readHistories(
  costHistory: BacktestDeps['costHistory'],
  period: Period,
): Promise<EndpointHistory[]> {
  const histories: EndpointHistory[] = [];
  for await (const { endpoint, lastMonth } of costHistory.months(period)) {
    const points = await costHistory.points(scopeOf(endpoint), period);
    histories.push({ endpoint, points, ...(lastMonth && { lastMonth }) });
  }
  return histories;
}
