import type { Alert } from '../domain/alert.ts';
import type { BudgetPlan } from '../domain/budget.ts';
import type { EndpointMonth, GroupMonth, SweepRecord } from '../domain/history.ts';
import type { Message, SentNotification } from '../domain/message.ts';
import { type Period, periodOf } from '../domain/period.ts';
import { renderReport } from '../domain/render-report.ts';
import {
  addEndpoint,
  addShared,
  emptyReport,
  finishReport,
  type Report,
  type Subscribers,
  sharedBudgets,
} from '../domain/report.ts';
import type { Scope } from '../domain/scope.ts';

export interface ReportDeps {
  budgets(): Promise<BudgetPlan>;
  costHistory: {
    months(period: Period): AsyncIterable<EndpointMonth>;
    readGroup(scope: Scope, period: Period): Promise<GroupMonth | undefined>;
    lastSweep(): Promise<SweepRecord | undefined>;
  };
  notificationLog: {
    sentIn(period: Period, since: Date): Promise<SentNotification[]>;
    pending(now: Date): Promise<Alert[]>;
  };
  topic: { publish(message: Message): Promise<string> };
  subscribers(): Promise<Subscribers>;
  now(): Date;
}

/** What one run of `report` found, and the message that told it; none in a dry run. */
export interface Reported {
  report: Report;
  subject: string;
  messageId?: string;
}

const DAY_MS = 86_400_000;

/** Tells how the fleet is and how the alerter itself is. @throws when a table cannot be had or the topic refuses */
export async function reportFleet(deps: ReportDeps, { dryRun }: { dryRun: boolean }): Promise<Reported> {
  const { costHistory, notificationLog, topic } = deps;
  const plan = await deps.budgets();
  const now = deps.now();
  const making = emptyReport(plan, now);
  for await (const month of costHistory.months(making.period)) addEndpoint(making, month);
  for (const shared of sharedBudgets(plan)) {
    addShared(making, shared, await costHistory.readGroup(shared.scope, making.period));
  }
  const yesterday = new Date(now.getTime() - DAY_MS);
  const told = [];
  for (const period of new Set([periodOf(yesterday), making.period])) {
    told.push(...(await notificationLog.sentIn(period, yesterday)));
  }
  const waiting = await notificationLog.pending(now);
  const sweep = await costHistory.lastSweep();
  const subscribers = await deps.subscribers();
  const report = finishReport(making, { told, waiting: waiting.length, sweep, subscribers });
  const message = renderReport(report);
  return { report, subject: message.subject, ...(!dryRun && { messageId: await topic.publish(message) }) };
}
