import { settingsWithoutEffect } from '../domain/budgets/settings-use.ts';
import type { AggregateDeps, Aggregated } from './aggregation.ts';
import { judgeRun } from './judge-run.ts';
import { readContext } from './read-context.ts';
import { storeRun } from './store-run.ts';

/**
 * Judges the budgets that many endpoints share: groups by what the sweeps have stored, the organisation by emnify's own
 * total. A failed request about the organisation does not keep back what is known without it.
 *
 * @throws when emnify or a table cannot be had
 */
export async function aggregateBudgets(deps: AggregateDeps, { dryRun }: { dryRun: boolean }): Promise<Aggregated> {
  const context = await readContext(deps);
  const judged = judgeRun(context);
  const aggregations = dryRun
    ? [...judged.shared.flatMap((shared) => shared.aggregations), ...judged.others]
    : await storeRun(deps, context, judged);
  if (context.failure) throw context.failure.error;
  const { plan, settingsUse, now } = context;
  return {
    aggregations,
    fleet: judged.fleet,
    withoutEffect: settingsWithoutEffect(settingsUse, plan, now),
    budgetsKept: plan.kept,
  };
}
