import { leaveAlerts, type Outbox } from '../contracts/outbox.ts';
import type { Alert, Claim } from '../domain/alert.ts';
import type { Decision } from '../domain/crossing.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type Fault, type Standstill, standstill } from '../domain/fault.ts';
import type { ForecastVerdict } from '../domain/forecast.ts';
import type { EndpointMonth, SnapshotKind, SpendPoint } from '../domain/history.ts';
import type { BudgetsInForce, KeptBudgets } from '../domain/kept-budgets.ts';
import { type MutedAlert, partMuted } from '../domain/mute.ts';
import { type Period, periodOf } from '../domain/period.ts';
import type { Scope } from '../domain/scope.ts';
import { readSpend, type Spend } from '../domain/spend.ts';
import type { StatsAnswer } from '../domain/stats.ts';
import { type UnjudgedKind, unjudgedBy } from '../domain/unjudged.ts';
import type { SpendRate } from '../domain/watch.ts';
import { judgeLate, judgeSpend, judgeStandstill, type Look, type Sight, spendRateOf } from './judge-endpoint.ts';
import { storeMonths } from './remember.ts';

export interface EvaluateDeps {
  emnify: { endpointStats(id: string): Promise<StatsAnswer> };
  budgets(): Promise<BudgetsInForce>;
  costHistory: {
    read(endpointId: string, period: Period): Promise<EndpointMonth | undefined>;
    /** Stores the month and, where `snapshot` says so, its spend as one more point in time. */
    write(month: EndpointMonth, options: { snapshot?: SnapshotKind }): Promise<void>;
    /** The snapshots of a period since the last one before `since`, oldest first. */
    points(scope: Scope, period: Period, since: Date): Promise<SpendPoint[]>;
  };
  notificationLog: Outbox & { claims(scope: Scope, period: Period): Promise<Claim[]> };
  now(): Date;
}

/** Which endpoint to judge, and for which sweep; a person asks without one. */
export interface EvaluateInput {
  endpoint: Endpoint;
  sweepId?: string;
  fleetSize?: number;
  /** Writes nothing and tells nobody. */
  dryRun?: boolean;
}

/** What was seen of an endpoint and what follows from it. */
export interface Evaluation {
  endpoint: Endpoint;
  period: Period;
  outcome: 'evaluated' | 'skipped' | 'unjudged';
  /** Why emnify's answer says nothing of what it costs. */
  unjudged?: UnjudgedKind;
  reason: string;
  fetchedAt: string;
  spend?: Spend;
  lastMonth?: Spend;
  /** What the month before came to, where that is still to be judged. */
  late?: LateMonth;
  /** Whether nothing is left to judge in the month before. */
  isLastMonthClosed: boolean;
  decisions: Decision[];
  /** What the month will come to, by budget. */
  outlooks: { budget: string; verdict: ForecastVerdict }[];
  faults: Fault[];
  standing?: Standstill;
  /** How its spend moves; absent where emnify does not know the endpoint any more. */
  watch?: SpendRate;
  /** Alerts that were stored to be told or, in a dry run, that would be. */
  alerts: Alert[];
  muted: MutedAlert[];
  /** Why it was judged by budgets of before; absent where the parameter is right. */
  budgetsKept?: KeptBudgets;
}

export type LateMonth =
  /** It was not watched, is judged already, or has no traffic. */
  | { kind: 'nothing-to-judge' }
  | {
      kind: 'judged';
      spend: Spend;
      decisions: Decision[];
      alerts: Alert[];
      /** How far off the forecast of the middle of that month was, in percent; once, from its last late day on. */
      forecastErrorPct?: number;
    };

/**
 * Reads what one endpoint has cost, judges it by its budgets, and stores what is worth telling. Storing is a
 * conditional put, so that two runs at once, or one run twice, tell once.
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
  // Before the month is remembered: one that is closed is not judged again.
  const claimed = await leaveAlerts(deps.notificationLog, findings);
  await storeMonths(deps.costHistory, evaluation, before);
  return { ...evaluation, alerts: claimed };
}

/** Everything up to the writing: figures, decisions, and the alerts that they come to. */
async function evaluate(deps: EvaluateDeps, look: Look, answer: StatsAnswer): Promise<Evaluation> {
  const { input, fetchedAt, before } = look;
  const { endpoint } = input;
  const period = periodOf(fetchedAt);
  const nothing = { decisions: [], outlooks: [], faults: [], alerts: [], muted: [] };
  const isLastMonthClosed = before?.isLastMonthClosed === true;
  const seen = { endpoint, period, fetchedAt: fetchedAt.toISOString(), isLastMonthClosed, ...nothing };
  if (answer.kind === 'gone') return { ...seen, outcome: 'skipped', reason: answer.reason };
  if (answer.kind === 'refused') return { ...seen, outcome: 'unjudged', unjudged: 'refused', reason: answer.reason };

  const plan = await deps.budgets();
  const { stats } = answer;
  const reading = readSpend(stats, period);
  const { lastMonth } = reading;
  const sight: Sight = { ...look, plan, stats };
  const late = await judgeLate(deps, sight, lastMonth);
  const unjudged = unjudgedBy(reading, before);
  const spend = reading.kind === 'spend' && !unjudged ? reading.spend : undefined;
  const standing = standstill(before, { ...stats, spend }, fetchedAt);
  const judged = spend ? await judgeSpend(deps, sight, spend, lastMonth) : nothing;
  const stale = await judgeStandstill(
    deps,
    sight,
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
    ...seen,
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
    // What a mute keeps back of it is for the end of the mute to tell, even where it came late.
    isLastMonthClosed: late ? !muted.some(({ alert }) => alert.period === lastMonth.period) : isLastMonthClosed,
    decisions: judged.decisions,
    outlooks: judged.outlooks,
    faults: uniqueBy([...judged.faults, ...stale.faults], ({ kind, reason }) => `${kind} ${reason}`),
    ...(standing && { standing }),
    watch: spendRateOf(sight, spend ?? before?.spend),
    alerts,
    muted,
    ...(plan.kept && { budgetsKept: plan.kept }),
  };
}

/** Two budgets may come upon the same fault. */
function uniqueBy<Item>(items: Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}
