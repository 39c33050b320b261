import { type AggregateDeps, type Aggregation, aggregateBudgets } from './aggregate-budgets.ts';
import { type BacktestAnswer, type BacktestDeps, backtestBudgets } from './backtest-budgets.ts';
import type { AggregatePayload } from './payload.ts';

export type ByHandDeps = AggregateDeps & BacktestDeps;

/** What a person who invokes `aggregate` reads. */
export interface AggregateAnswer {
  dryRun: boolean;
  aggregations: Aggregation[];
}

/** Does what the schedule or a person asks: judges the shared budgets, or replays the stored figures. */
export async function aggregateAs(
  deps: ByHandDeps,
  { dryRun, backtest }: AggregatePayload,
  record: (aggregations: Aggregation[]) => void,
): Promise<AggregateAnswer | BacktestAnswer> {
  if (backtest !== undefined) return await backtestBudgets(deps, backtest);
  const aggregations = await aggregateBudgets(deps, { dryRun });
  record(aggregations);
  return { dryRun, aggregations };
}
