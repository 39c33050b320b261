import { aggregateBudgets } from './aggregate-budgets.ts';
import type { AggregateDeps, Aggregated } from './aggregation.ts';
import { type BacktestAnswer, type BacktestDeps, backtestBudgets } from './backtest-budgets.ts';
import type { AggregatePayload } from './payload.ts';

export type ByHandDeps = AggregateDeps & BacktestDeps;

/** What a person who invokes `aggregate` reads. */
export interface AggregateAnswer extends Aggregated {
  dryRun: boolean;
}

/** Does what the schedule or a person asks: judges the shared budgets, or replays the stored figures. */
export async function aggregateAs(
  deps: ByHandDeps,
  { dryRun, backtest }: AggregatePayload,
  record: (aggregated: Aggregated) => void,
): Promise<AggregateAnswer | BacktestAnswer> {
  if (backtest !== undefined) return await backtestBudgets(deps, backtest);
  const aggregated = await aggregateBudgets(deps, { dryRun });
  record(aggregated);
  return { dryRun, ...aggregated };
}
