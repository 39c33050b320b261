import type { AggregateDeps } from '../../../functions/aggregate/aggregation.ts';
import { createBudgetsRecord } from '../../../functions/aws/budgets-in-force.ts';
import { createBudgetsParameter } from '../../../functions/aws/budgets-parameter.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../../functions/aws/deliveries.ts';
import { createDocumentClient } from '../../../functions/aws/document-client.ts';
import { createEvaluationQueue } from '../../../functions/aws/evaluation-queue.ts';
import { createFleetRecords } from '../../../functions/aws/fleet-records.ts';
import { createFleetViews } from '../../../functions/aws/fleet-views.ts';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { createPresses } from '../../../functions/aws/presses.ts';
import { createSmsSpending } from '../../../functions/aws/sms-spending.ts';
import { createSubscriptions } from '../../../functions/aws/subscriptions.ts';
import { createTokenSecret } from '../../../functions/aws/token-secret.ts';
import { createTopics } from '../../../functions/aws/topics.ts';
import {
  type BudgetsInForceDeps,
  type BudgetsRecord,
  budgetsInForce,
} from '../../../functions/contracts/budgets-in-force.ts';
import type { CostHistory } from '../../../functions/contracts/cost-history.ts';
import type { Deliveries } from '../../../functions/contracts/deliveries.ts';
import type { FleetRecords } from '../../../functions/contracts/fleet-records.ts';
import type { FleetViews } from '../../../functions/contracts/fleet-views.ts';
import type { NotificationLog } from '../../../functions/contracts/notification-log.ts';
import { type Presses, planInForce } from '../../../functions/contracts/presses.ts';
import type { PollingDeps } from '../../../functions/discover/poll-fleet.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import { createEmnifyClient } from '../../../functions/emnify/client.ts';
import type { EvaluateDeps } from '../../../functions/evaluate/evaluation.ts';
import type { NotifyDeps } from '../../../functions/notify/notify-deps.ts';
import type { ReportDeps } from '../../../functions/report/report-fleet.ts';
import { recordKeptBudgets } from '../../../functions/runtime/record-kept-budgets.ts';
import { hurriedTimer } from '../../fakes/hurried-timer.ts';
import { fakeObservers, type ObserversFake } from '../../fakes/observers.ts';
import type { hurriedClients } from './aws-clients.ts';
import { PARAMETER, SECRET, SMS_USD } from './ground.ts';

export type AwsClients = { [Service in keyof typeof hurriedClients]: ReturnType<(typeof hurriedClients)[Service]> };

export interface Resources {
  clients: AwsClients;
  emnifyUrl: string;
  /** How long emnify may take for an answer. */
  emnifyTimeLimitMs: number;
  queue: PollingDeps['queue'] | { url: string };
  topicArns: Record<Channel, string>;
  /** Names of tables, or tables in memory. */
  tables: { costHistory: string; notificationLog: string } | Tables;
  now(): Date;
}

export interface Tables {
  costHistory: CostHistory;
  notificationLog: NotificationLog;
  deliveries: Deliveries;
  fleet: FleetRecords;
  fleetViews: FleetViews;
  budgetsRecord: BudgetsRecord;
  presses: Presses;
}

/** What the use cases depend on, and where they are heard. */
export interface Functions {
  discover: PollingDeps;
  evaluate: EvaluateDeps;
  aggregate: AggregateDeps;
  notify: NotifyDeps;
  report: ReportDeps;
  observers: ObserversFake;
}

/** Wires the functions as their handlers do after a cold start: each with a token, a cache and an adapter of its own. */
export function coldStart(resources: Resources): Functions {
  const { clients, emnifyUrl, emnifyTimeLimitMs, queue, topicArns, now } = resources;
  const observers = fakeObservers();
  const emnify = () =>
    createEmnifyClient({
      baseUrl: emnifyUrl,
      rate: { perSecond: 1000, burst: 100 },
      applicationToken: createTokenSecret(SECRET, clients.secretsManager),
      now,
      timer: hurriedTimer,
      timeLimitMs: emnifyTimeLimitMs,
      observer: {
        requestSent: () => {},
        throttled: () => {},
        tokenRefused: () => observers.facts.note('tokenRefused'),
      },
    });
  const tables = tablesOf(resources);
  const { keep, last } = tables.budgetsRecord;
  const budgetsWith = (record: BudgetsInForceDeps['record']) =>
    budgetsInForce({
      parameter: createBudgetsParameter(PARAMETER, clients.ssm),
      record,
      now,
      onKept: (kept) => recordKeptBudgets(kept, observers),
    });
  const planWith = (record: BudgetsInForceDeps['record']) =>
    planInForce({ budgets: budgetsWith(record), presses: tables.presses, now });
  const state = () => ({ budgets: planWith({ keep, last }), ...tables, now });
  return {
    discover: {
      emnify: emnify(),
      queue: 'url' in queue ? createEvaluationQueue(queue.url, clients.sqs) : queue,
      ...state(),
      limits: { sweepHours: 1, requestsPerMonth: 5_000_000, checksPerRun: 1800 },
    },
    evaluate: { emnify: emnify(), ...state() },
    aggregate: { emnify: emnify(), ...state(), sweepMinutes: 60 },
    notify: {
      ...state(),
      topics: createTopics({ topicArns }, clients.sns.topics),
      smsSpending: createSmsSpending(SMS_USD.limit, clients.cloudwatch, now),
      settleSeconds: 0,
      onTrouble: (what, error) => observers.logger.warn(what, { error }),
    },
    report: {
      ...state(),
      budgets: planWith({ last }),
      subscriptions: createSubscriptions(topicArns, clients.sns.subscriptions),
      recipients: [
        { channel: 'mail', address: 'ops@example.com', from: 'warning' },
        { channel: 'text', address: '+491700000000', from: 'critical' },
      ],
    },
    observers,
  };
}

export function tablesOf({ tables, clients }: Pick<Resources, 'tables' | 'clients'>): Tables {
  if ('fleet' in tables) return tables;
  const { costHistory, notificationLog } = tables;
  const documents = createDocumentClient(clients.dynamodb);
  return {
    costHistory: createCostHistory(costHistory, documents),
    fleet: createFleetRecords(costHistory, documents),
    fleetViews: createFleetViews(costHistory, documents),
    notificationLog: createNotificationLog(notificationLog, documents),
    deliveries: createDeliveries(notificationLog, documents),
    budgetsRecord: createBudgetsRecord(costHistory, documents),
    presses: createPresses(costHistory, documents),
  };
}
