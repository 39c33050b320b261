import type { CostHistory } from '../contracts/cost-history.ts';
import type { RunRecords } from '../contracts/run-records.ts';
import type { WatchdogMemories } from '../contracts/watchdog-memory.ts';
import { keptInWords } from '../domain/budgets/kept-budgets.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import type { Recipient } from '../domain/messages/recipient.ts';
import { countSubscribers, type Subscription } from '../domain/messages/subscriptions.ts';
import type { HealthPage } from '../domain/page/views.ts';
import { periodOf } from '../domain/values/month.ts';
import { CONDITIONS, SEVERITIES } from '../domain/watchdog/conditions.ts';
import type { FunctionName, RunNotes } from '../domain/watchdog/observations.ts';
import type { WatchState } from '../domain/watchdog/verdict.ts';

export interface HealthDeps {
  budgets(): Promise<PlanInForce>;
  costHistory: Pick<CostHistory, 'lastSweep'>;
  runs: Pick<RunRecords, 'notes' | 'counts'>;
  watchdog: Pick<WatchdogMemories, 'last'>;
  subscriptions(): Promise<Subscription[]>;
  recipients: Recipient[];
  /** Requests to emnify that a month may have. */
  requestsPerMonth: number;
  now(): Date;
}

/** Reads how the alerter itself is, as the watchdog has seen it last. @throws when a table or SNS cannot be had */
export async function readHealth(deps: HealthDeps): Promise<HealthPage> {
  const { costHistory, runs, watchdog, recipients, requestsPerMonth } = deps;
  const now = deps.now();
  const [{ memory }, sweep, counted, notes, plan, subscriptions] = await Promise.all([
    watchdog.last(),
    costHistory.lastSweep(),
    runs.counts(periodOf(now)),
    runs.notes(),
    deps.budgets(),
    deps.subscriptions(),
  ]);
  const { sent, ...counts } = counted;
  const watchedAt = memory?.state.history.at(-1)?.at;
  return {
    view: 'health',
    now,
    ...(watchedAt !== undefined && { watchedAt }),
    conditions: memory ? conditionsIn(memory.state) : [],
    ...(sweep && { sweep }),
    counts,
    requests: { sent, quota: requestsPerMonth },
    runs: runsIn(notes),
    subscribers: countSubscribers(subscriptions, recipients),
    ...(plan.kept && { budgetsKept: keptInWords(plan.kept, now) }),
  };
}

/** Those that held at the last run of the watchdog, the most severe first. */
function conditionsIn({ conditions }: WatchState): HealthPage['conditions'] {
  return CONDITIONS.flatMap(({ id, title, severity, impact, remedy }) => {
    const state = conditions[id];
    if (!state) return [];
    const { detail, since, isOn = false } = state;
    return [{ id, title, severity, impact, remedy, detail, since, isOn }];
  }).sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function runsIn(notes: Record<FunctionName, RunNotes>): HealthPage['runs'] {
  return Object.entries(notes).map(([name, { good, failed }]) => ({
    name,
    ...(good && { goodAt: good.at }),
    ...(failed && { failedAt: failed.at, ...(failed.reason !== undefined && { reason: failed.reason }) }),
  }));
}
