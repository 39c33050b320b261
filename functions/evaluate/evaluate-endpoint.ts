import { type Alert, type Claim, claimsUnder, makeAlert } from '../domain/alert.ts';
import { type BudgetPlan, budgetsFor } from '../domain/budget.ts';
import { type Decision, judge } from '../domain/crossing.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type EndpointMonth, isNews, needsSnapshot } from '../domain/history.ts';
import { type Period, periodOf } from '../domain/period.ts';
import { readSpend, type Spend } from '../domain/spend.ts';
import type { StatsAnswer } from '../domain/stats.ts';

export interface EvaluateDeps {
  emnify: { endpointStats(id: string): Promise<StatsAnswer> };
  budgets(): Promise<BudgetPlan>;
  costHistory: {
    read(endpointId: string, period: Period): Promise<EndpointMonth | undefined>;
    /** Stores the month and, where `snapshot` says so, its spend as one more point in time. */
    write(month: EndpointMonth, options: { snapshot: boolean }): Promise<void>;
  };
  notificationLog: {
    claims(endpointId: string, period: Period): Promise<Claim[]>;
    /** Stores an alert to be told. @returns false when somebody was faster: it is theirs to tell */
    claim(alert: Alert): Promise<boolean>;
  };
  now(): Date;
}

/** What was seen of an endpoint and what follows from it. */
export interface Evaluation {
  endpoint: Endpoint;
  period: Period;
  outcome: 'evaluated' | 'skipped';
  reason: string;
  fetchedAt: string;
  spend?: Spend;
  lastMonth?: Spend;
  /** On days 1 and 2 of a month: what the month before came to. */
  late?: LateMonth;
  decisions: Decision[];
  /** Alerts that were stored to be told or, in a dry run, that would be. */
  alerts: Alert[];
}

export interface LateMonth {
  spend: Spend;
  decisions: Decision[];
  alerts: Alert[];
}

/**
 * Reads what one endpoint has cost, judges it by its budgets, and stores what is worth telling. Storing is a
 * conditional put, so that two runs at once, or one run twice, tell once.
 *
 * @throws when emnify or a table cannot be had: nothing was decided, and the message comes back
 */
export async function evaluateEndpoint(
  deps: EvaluateDeps,
  { endpoint, dryRun = false }: { endpoint: Endpoint; dryRun?: boolean },
): Promise<Evaluation> {
  const answer = await deps.emnify.endpointStats(endpoint.id);
  const evaluation = await evaluate(deps, endpoint, answer);
  if (dryRun) return evaluation;

  await remember(deps, evaluation);
  const claimed: Alert[] = [];
  for (const alert of evaluation.alerts) {
    if (await deps.notificationLog.claim(alert)) claimed.push(alert);
  }
  return { ...evaluation, alerts: claimed };
}

/** Everything up to the writing: figures, decisions, and the alerts that they come to. */
async function evaluate(deps: EvaluateDeps, endpoint: Endpoint, answer: StatsAnswer): Promise<Evaluation> {
  const fetchedAt = deps.now();
  const period = periodOf(fetchedAt);
  const seen = { endpoint, period, fetchedAt: fetchedAt.toISOString(), decisions: [], alerts: [] };
  if (answer.kind === 'gone') return { ...seen, outcome: 'skipped', reason: answer.reason };

  const reading = readSpend(answer.stats, period);
  const { lastMonth } = reading;
  const late = await judgeLate(deps, endpoint, lastMonth, fetchedAt);
  if (reading.kind === 'stale') {
    return { ...seen, outcome: 'evaluated', reason: reading.reason, lastMonth, late, alerts: late?.alerts ?? [] };
  }
  const { spend } = reading;
  const judged = await judgeSpend(deps, { endpoint, spend, lastMonth, fetchedAt });
  return {
    ...seen,
    outcome: 'evaluated',
    reason: judged.decisions.map(({ reason }) => reason).join('; ') || 'no budget matches this endpoint',
    spend,
    lastMonth,
    late,
    decisions: judged.decisions,
    alerts: [...judged.alerts, ...(late?.alerts ?? [])],
  };
}

/** One spend by every budget that counts for the endpoint, against what was claimed in that spend's period. */
async function judgeSpend(
  deps: EvaluateDeps,
  seen: { endpoint: Endpoint; spend: Spend; lastMonth?: Spend; fetchedAt: Date },
): Promise<{ decisions: Decision[]; alerts: Alert[] }> {
  const { endpoint, spend } = seen;
  const plan = await deps.budgets();
  const claims = await deps.notificationLog.claims(endpoint.id, spend.period);
  const judged = budgetsFor(endpoint, plan).map((budget) => {
    const toldPct = claimsUnder(budget, claims).map((claim) => claim.thresholdPct);
    return { budget, decision: judge(budget, plan.currency, spend, toldPct) };
  });
  return {
    decisions: judged.map(({ decision }) => decision),
    alerts: judged.flatMap(({ budget, decision }) =>
      decision.kind === 'crossed' ? makeAlert(decision, { ...seen, budget, claims }) : [],
    ),
  };
}

/** Charges land late: on days 1 and 2 the month before is judged, too. Google keeps a month open for two days. */
const LATE_DAYS = 2;

/** What last month came to, where it may still grow and was watched: a first run does not tell of a month before it. */
async function judgeLate(
  deps: EvaluateDeps,
  endpoint: Endpoint,
  spend: Spend,
  fetchedAt: Date,
): Promise<LateMonth | undefined> {
  if (fetchedAt.getUTCDate() > LATE_DAYS) return undefined;
  const watched = await deps.costHistory.read(endpoint.id, spend.period);
  return watched && { spend, ...(await judgeSpend(deps, { endpoint, spend, fetchedAt })) };
}

async function remember(deps: EvaluateDeps, evaluation: Evaluation): Promise<void> {
  const { late } = evaluation;
  if (late) await rememberMonth(deps, { ...evaluation, ...late, period: late.spend.period });
  await rememberMonth(deps, evaluation);
}

async function rememberMonth({ costHistory }: EvaluateDeps, evaluation: Evaluation): Promise<void> {
  const { endpoint, period, outcome, reason, fetchedAt, spend, decisions } = evaluation;
  const before = await costHistory.read(endpoint.id, period);
  const month: EndpointMonth = {
    endpoint,
    period,
    outcome,
    reason,
    fetchedAt,
    // What a device had cost before it vanished stays spent, and judged.
    ...((spend ?? before?.spend) && { spend: spend ?? before?.spend }),
    decisions: spend ? decisions : (before?.decisions ?? []),
  };
  const snapshot = spend !== undefined && needsSnapshot(before, spend, fetchedAt);
  if (snapshot || isNews(before, month)) await costHistory.write(month, { snapshot });
}
