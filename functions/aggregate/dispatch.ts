import { aggregateBudgets } from './aggregate-budgets.ts';
import type { AggregateDeps, Aggregated } from './aggregation.ts';
import { type BacktestAnswer, type BacktestDeps, backtestBudgets } from './backtest-budgets.ts';
import type { AggregatePayload } from './payload.ts';

export type DispatchDeps = AggregateDeps & BacktestDeps;

/** What a person who invokes `aggregate` reads. */
export interface AggregateAnswer extends Aggregated {
  dryRun: boolean;
}

/** Does what the payload asks for: judges the shared budgets, or replays the stored figures. */
export async function dispatch(
  deps: DispatchDeps,
  { dryRun, backtest }: AggregatePayload,
  record: (aggregated: Aggregated) => void,
): Promise<AggregateAnswer | BacktestAnswer> {
  if (backtest !== undefined) return await backtestBudgets(deps, backtest);
  const aggregated = await aggregateBudgets(deps, { dryRun });
  record(aggregated);
  return { dryRun, ...aggregated };
}
