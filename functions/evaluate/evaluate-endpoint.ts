import { leaveAlerts } from '../contracts/outbox.ts';
import { standstill } from '../domain/costs/data-fault.ts';
import type { StatsAnswer } from '../domain/costs/emnify-figures.ts';
import { readSpend } from '../domain/costs/spend.ts';
import { unjudgedBy } from '../domain/costs/unjudged.ts';
import { partMuted } from '../domain/judging/muted-alerts.ts';
import { periodOf } from '../domain/values/month.ts';
import type { EvaluateDeps, EvaluateInput, Evaluation } from './evaluation.ts';
import {
  type CheckInput,
  type EndpointContext,
  judgeLate,
  judgeSpend,
  judgeStandstill,
  spendRateOf,
} from './judge-endpoint.ts';
import { storeMonths } from './store-evaluation.ts';

/**
 * Reads what one endpoint has cost, judges it by its budgets, and stores its alerts. Storing is a conditional put, so
 * that two runs at once, or one run twice, send an alert once.
 *
 * @throws when emnify or a table cannot be had: nothing was decided, and the message comes back
 */
export async function evaluateEndpoint(deps: EvaluateDeps, input: EvaluateInput): Promise<Evaluation> {
  const answer = await deps.emnify.endpointStats(input.endpoint.id);
  const fetchedAt = deps.now();
  const before = await deps.costHistory.read(input.endpoint.id, periodOf(fetchedAt));
  const evaluation = await evaluate(deps, { input, fetchedAt, before }, answer);
  if (input.dryRun) return evaluation;

  const { alerts, muted, decisions } = evaluation;
  const budgets = [...decisions, ...alerts].map(({ budget }) => budget);
  const findings = { alerts, muted, budgets, ...(input.sweepId !== undefined && { sweepId: input.sweepId }) };
  // Before the month is stored: one that is closed is not judged again.
  const claimed = await leaveAlerts(deps.notificationLog, findings);
  await storeMonths(deps.costHistory, evaluation, before);
  return { ...evaluation, alerts: claimed };
}

/** Everything but the writing: figures, decisions, and the alerts that follow. */
async function evaluate(deps: EvaluateDeps, check: CheckInput, answer: StatsAnswer): Promise<Evaluation> {
  const { input, fetchedAt, before } = check;
  const { endpoint } = input;
  const period = periodOf(fetchedAt);
  const nothing = { decisions: [], outlooks: [], faults: [], alerts: [], muted: [] };
  const isLastMonthClosed = before?.isLastMonthClosed === true;
  const base = { endpoint, period, fetchedAt: fetchedAt.toISOString(), isLastMonthClosed, ...nothing };
  if (answer.kind === 'gone') return { ...base, outcome: 'skipped', reason: answer.reason };
  if (answer.kind === 'refused') return { ...base, outcome: 'unjudged', unjudged: 'refused', reason: answer.reason };

  const plan = await deps.budgets();
  const { stats } = answer;
  const reading = readSpend(stats, period);
  const { lastMonth } = reading;
  const context: EndpointContext = { ...check, plan, stats };
  const late = await judgeLate(deps, context, lastMonth);
  const unjudged = unjudgedBy(reading, before);
  const spend = reading.kind === 'spend' && !unjudged ? reading.spend : undefined;
  const standing = standstill(before, { ...stats, spend }, fetchedAt);
  const judged = spend ? await judgeSpend(deps, context, spend, lastMonth) : nothing;
  const stale = await judgeStandstill(
    deps,
    context,
    { period, ...(reading.asOf && { lastUpdated: reading.asOf }) },
    standing,
  );
  const found = [...judged.alerts, ...stale.alerts, ...(late?.kind === 'judged' ? late.alerts : [])];
  const { alerts, muted } = partMuted(
    uniqueBy(found, ({ dedupKey }) => dedupKey),
    plan.mutes,
    fetchedAt,
    endpoint,
  );
  return {
    ...base,
    outcome: unjudged ? 'unjudged' : 'evaluated',
    ...(unjudged && { unjudged: unjudged.kind }),
    reason:
      unjudged?.reason ??
      [
        judged.decisions.map(({ reason }) => reason).join('; ') || 'no budget matches this endpoint',
        ...(reading.localMonth ? [`emnify gives the month as ${reading.localMonth}, in another time zone`] : []),
      ].join('; '),
    ...(spend && { spend }),
    lastMonth,
    late,
    // What a mute keeps back of it is sent when the mute ends, even if it came late.
    isLastMonthClosed: late ? !muted.some(({ alert }) => alert.period === lastMonth.period) : isLastMonthClosed,
    decisions: judged.decisions,
    outlooks: judged.outlooks,
    faults: uniqueBy([...judged.faults, ...stale.faults], ({ kind, reason }) => `${kind} ${reason}`),
    ...(standing && { standing }),
    spendRate: spendRateOf(context, spend ?? before?.spend),
    alerts,
    muted,
    ...(plan.kept && { budgetsKept: plan.kept }),
  };
}

/** Drops duplicates: two budgets may find the same fault. */
function uniqueBy<Item>(items: Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}
