import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { aggregateBudgets } from '../../functions/aggregate/aggregate-budgets.ts';
import { recordAggregations } from '../../functions/aggregate/record-aggregation.ts';
import { createCostHistory } from '../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../functions/aws/deliveries.ts';
import { createDocumentClient } from '../../functions/aws/document-client.ts';
import { createFleetRecords } from '../../functions/aws/fleet-records.ts';
import { createFleetViews } from '../../functions/aws/fleet-views.ts';
import { createNotificationLog } from '../../functions/aws/notification-log.ts';
import { createPresses } from '../../functions/aws/presses.ts';
import type { CostHistory } from '../../functions/contracts/cost-history.ts';
import type { Deliveries } from '../../functions/contracts/deliveries.ts';
import type { FleetRecords } from '../../functions/contracts/fleet-records.ts';
import type { FleetViews } from '../../functions/contracts/fleet-views.ts';
import type { NotificationLog } from '../../functions/contracts/notification-log.ts';
import { type Presses, planInForce } from '../../functions/contracts/presses.ts';
import { pollFleet } from '../../functions/discover/poll-fleet.ts';
import { recordPolling } from '../../functions/discover/record-polling.ts';
import type { PlanInForce } from '../../functions/domain/judging/acknowledgement.ts';
import { evaluateMessage } from '../../functions/evaluate/evaluate-message.ts';
import { recordMessage } from '../../functions/evaluate/record-evaluation.ts';
import type { NotifyDeps } from '../../functions/notify/notify-deps.ts';
import { recordRun } from '../../functions/notify/record-run.ts';
import { runNotify } from '../../functions/notify/run-notify.ts';
import { recordReport } from '../../functions/report/record-report.ts';
import { reportFleet } from '../../functions/report/report-fleet.ts';
import { createRequestCounter } from '../../functions/runtime/request-counter.ts';
import { POLLING_MINUTES } from '../../infra/constructs/parts/emnify-pace.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { startDynamoDb } from '../../infra/local/aws/dynamodb.ts';
import { createTableRequest } from '../../infra/local/host/tables.ts';
import { COST_HISTORY, NOTIFICATION_LOG } from '../../infra/table-schemas.ts';
import { fakeQueue } from '../fakes/queue.ts';
import { BenchEmnify } from './bench-emnify.ts';
import { type DynamoUnits, meterDynamo, noUnits } from './dynamo-meter.ts';
import { type BenchDevice, benchPlan, deviceAt, storedMonth } from './fleet.ts';
import { limitsOf } from './planned-checks.ts';
import { StageLog } from './stage-log.ts';

export const STAGES = ['discover', 'evaluate', 'aggregate', 'notify', 'report'] as const;
export type Stage = (typeof STAGES)[number];

/** What one function did in the counted hours. */
export interface StageCount {
  invocations: number;
  units: DynamoUnits;
  log: StageLog;
}

export interface CountedHours {
  hours: number;
  endpoints: number;
  /** Endpoints that were checked, each check counted. */
  checks: number;
  stages: Record<Stage, StageCount>;
  /** Messages that left on any channel, the daily reports among them. */
  published: number;
  /** How often CloudWatch was asked what texts have cost. */
  spendingReads: number;
}

const [HISTORY, NOTIFICATIONS] = ['history', 'notifications'];
const WARM_UP_HOURS = 1;
const BEGIN = Date.parse('2026-10-14T06:00:00Z');
const MINUTE_MS = 60_000;
const AGGREGATE_MINUTES = 15;
/** As many messages as Lambda hands over at once. */
const BATCH = 10;

/**
 * The whole product through some hours, on a clock of its own: production's use cases and adapters over DynamoDB's
 * stand-in. What happens in the first hour is not counted: then everything is new.
 */
export async function countHours(options: { endpoints: number; seed: number; hours: number }): Promise<CountedHours> {
  const dynamodb = await startDynamoDb();
  const client = new DynamoDBClient(localClientSettings(dynamodb.url));
  try {
    await dynamodb.createTable(createTableRequest(HISTORY, COST_HISTORY));
    await dynamodb.createTable(createTableRequest(NOTIFICATIONS, NOTIFICATION_LOG));
    const product = new CountedProduct(createDocumentClient(client), options);
    await product.remember();
    await product.live(WARM_UP_HOURS);
    product.startCounting();
    await product.live(options.hours);
    return { ...product.counted, hours: options.hours, endpoints: options.endpoints };
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

class CountedProduct {
  counted = nothingCounted();
  #nowMs = BEGIN;
  #units: DynamoUnits = noUnits();
  readonly #costHistory: CostHistory;
  readonly #notificationLog: NotificationLog;
  readonly #deliveries: Deliveries;
  readonly #presses: Presses;
  #budgets: () => Promise<PlanInForce> = async () => this.#plan;
  readonly #records: FleetRecords;
  readonly #views: FleetViews;
  readonly #devices: BenchDevice[];
  readonly #queue = fakeQueue();
  readonly #plan = benchPlan();
  readonly #now = (): Date => new Date(this.#nowMs);
  readonly #topics: NotifyDeps['topics'] = {
    publish: async () => {
      this.counted.published += 1;
      return { kind: 'accepted', messageId: `message ${this.counted.published}` };
    },
  };
  readonly #smsSpending: NotifyDeps['smsSpending'] = async () => {
    this.counted.spendingReads += 1;
    return { spentUsd: 0, limitUsd: 1 };
  };

  constructor(documents: DynamoDBDocumentClient, { endpoints, seed }: { endpoints: number; seed: number }) {
    meterDynamo(documents, () => this.#units);
    this.#costHistory = createCostHistory(HISTORY, documents);
    this.#notificationLog = createNotificationLog(NOTIFICATIONS, documents);
    this.#deliveries = createDeliveries(NOTIFICATIONS, documents);
    this.#presses = createPresses(HISTORY, documents);
    this.#records = createFleetRecords(HISTORY, documents);
    this.#views = createFleetViews(HISTORY, documents);
    this.#devices = Array.from({ length: endpoints }, (_, index) => deviceAt(seed, index));
  }

  /** Every device was checked yesterday, and has five weeks of days. */
  async remember(): Promise<void> {
    const yesterday = new Date(BEGIN - 24 * 60 * MINUTE_MS);
    for (const device of this.#devices) await this.#costHistory.write(storedMonth(device, yesterday, 0), {});
  }

  startCounting(): void {
    this.counted = nothingCounted();
  }

  /** As the schedules have it, and one report at the end. */
  async live(hours: number): Promise<void> {
    for (let minute = 0; minute < hours * 60; minute++) {
      if (minute % POLLING_MINUTES === 0) await this.#discover();
      while (this.#queue.bodies.length > 0) await this.#evaluate(this.#queue.bodies.splice(0, BATCH));
      if (minute % AGGREGATE_MINUTES === 0) await this.#aggregate();
      await this.#notify();
      this.#nowMs += MINUTE_MS;
    }
    await this.#report();
  }

  async #discover(): Promise<void> {
    await this.#during('discover', async (emnify, { observers }) => {
      const fleet = this.#records;
      const limits = limitsOf({ sharePct: 50 });
      const deps = { emnify, queue: this.#queue, costHistory: this.#costHistory, fleet, limits, now: this.#now };
      recordPolling(await pollFleet(deps), observers);
    });
  }

  async #evaluate(bodies: string[]): Promise<void> {
    await this.#during('evaluate', async (emnify, { observers }) => {
      for (const body of bodies) {
        const delivery = { waitedSeconds: 1, isFirst: true };
        recordMessage(await evaluateMessage({ ...this.#tables(), emnify }, body, delivery), observers);
        this.counted.checks += 1;
      }
    });
  }

  async #aggregate(): Promise<void> {
    await this.#during('aggregate', async (emnify, { observers }) => {
      const deps = { ...this.#tables(), emnify, fleet: this.#records, fleetViews: this.#views, sweepMinutes: 60 };
      recordAggregations(await aggregateBudgets(deps, { dryRun: false }), observers);
    });
  }

  async #notify(): Promise<void> {
    await this.#during('notify', async (_, { observers }) => {
      const deps = { ...this.#tables(), topics: this.#topics, smsSpending: this.#smsSpending, settleSeconds: 60 };
      recordRun(await runNotify(deps), observers);
    });
  }

  async #report(): Promise<void> {
    await this.#during('report', async (_, { observers }) => {
      const nobody = { subscriptions: async () => [], recipients: [] };
      recordReport(await reportFleet({ ...this.#tables(), ...nobody }, { dryRun: false }), observers);
    });
  }

  #tables() {
    const [costHistory, notificationLog] = [this.#costHistory, this.#notificationLog];
    const [deliveries, presses, now] = [this.#deliveries, this.#presses, this.#now];
    const budgets = this.#budgets;
    return { costHistory, notificationLog, deliveries, presses, budgets, now };
  }

  /** One invocation of a function. */
  async #during(stage: Stage, work: (emnify: BenchEmnify, log: StageLog) => Promise<void>): Promise<void> {
    const count = this.counted.stages[stage];
    this.#units = count.units;
    // A cold start each time: a worker that lives on reads the presses once a minute.
    const [presses, now] = [this.#presses, this.#now];
    this.#budgets = planInForce({ budgets: async () => this.#plan, presses, now });
    const requestCounter = createRequestCounter(this.#records, this.#now, count.log.observers);
    await work(new BenchEmnify(this.#devices, this.#now, requestCounter.observer.requestSent), count.log);
    await requestCounter.middleware.after();
    count.log.end();
    count.invocations += 1;
  }
}

function nothingCounted(): Omit<CountedHours, 'hours' | 'endpoints'> {
  const nothing = (): StageCount => ({ invocations: 0, units: noUnits(), log: new StageLog() });
  return {
    checks: 0,
    published: 0,
    spendingReads: 0,
    stages: {
      discover: nothing(),
      evaluate: nothing(),
      aggregate: nothing(),
      notify: nothing(),
      report: nothing(),
    },
  };
}
