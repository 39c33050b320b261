import type { CostHistory } from '../contracts/cost-history.ts';
import type { Deliveries } from '../contracts/deliveries.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { Presses } from '../contracts/presses.ts';
import type { BudgetsInForce } from '../domain/budgets/kept-budgets.ts';
import { scopeKey } from '../domain/costs/scope.ts';
import type { Recipient } from '../domain/messages/recipient.ts';
import { renderReport } from '../domain/messages/render-report.ts';
import {
  addEndpoint,
  addNeverJudged,
  addShared,
  addSharedNeverJudged,
  emptyReport,
  finishReport,
  justClosedPeriod,
  type Report,
  type ReportInMaking,
  sharedBudgets,
} from '../domain/messages/report.ts';
import { countSubscribers, type Subscription } from '../domain/messages/subscriptions.ts';
import { countedFrom } from '../domain/presses/decisions.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { type Period, periodOf } from '../domain/values/month.ts';

export interface ReportDeps {
  budgets(): Promise<BudgetsInForce>;
  costHistory: Pick<CostHistory, 'months' | 'readGroup' | 'lastSweep'>;
  notificationLog: Pick<Claims, 'waiting'>;
  deliveries: Pick<Deliveries, 'add' | 'sentIn' | 'state'>;
  subscriptions(): Promise<Subscription[]>;
  recipients: Recipient[];
  presses: Pick<Presses, 'since'>;
  now(): Date;
}

/** What one run of `report` found. */
export interface Reported {
  report: Report;
  subject: string;
  /** Whether it was left for the next run of `notify` to send; not in a dry run. */
  isOnItsWay: boolean;
}

/** Reports how the fleet is and how the alerter itself is; `notify` sends it. @throws when a table cannot be had */
export async function reportFleet(deps: ReportDeps, { dryRun }: { dryRun: boolean }): Promise<Reported> {
  const { costHistory, notificationLog, deliveries } = deps;
  const plan = await deps.budgets();
  const now = deps.now();
  const making = emptyReport(plan, now);
  for await (const month of costHistory.months(making.period)) addEndpoint(making, month);
  for (const shared of sharedBudgets(plan)) {
    addShared(making, shared, await costHistory.readGroup(shared.scope, making.period));
  }
  const closed = justClosedPeriod(now);
  if (closed !== undefined) await addClosedMonth(deps, making, closed);
  const yesterday = new Date(now.getTime() - DAY_MS);
  const sent = [];
  for (const period of new Set([periodOf(yesterday), making.period])) {
    sent.push(...(await deliveries.sentIn(period, yesterday)));
  }
  let waiting = 0;
  for await (const page of notificationLog.waiting()) waiting += page.length;
  const { channels: failing } = await deliveries.state();
  const sweep = await costHistory.lastSweep();
  const presses = await deps.presses.since(countedFrom(now));
  const subscribers = countSubscribers(await deps.subscriptions(), deps.recipients);
  const report = finishReport(making, { sent, waiting, failing, sweep, subscribers, presses });
  const { head, messages } = renderReport(report);
  if (!dryRun) await deliveries.add(head, [], messages);
  return { report, subject: head.subject, isOnItsWay: !dryRun };
}

async function addClosedMonth({ costHistory }: ReportDeps, making: ReportInMaking, closed: Period): Promise<void> {
  for await (const month of costHistory.months(closed)) addNeverJudged(making, month);
  const scopes = new Map(sharedBudgets(making.plan).map(({ scope }) => [scopeKey(scope), scope]));
  for (const scope of scopes.values()) addSharedNeverJudged(making, scope, await costHistory.readGroup(scope, closed));
}
