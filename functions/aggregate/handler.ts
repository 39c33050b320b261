import middy from '@middy/core';
import { createBudgets, createBudgetsRecord } from '../aws/budgets-in-force.ts';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createFleetRecords } from '../aws/fleet-records.ts';
import { createFleetViews } from '../aws/fleet-views.ts';
import { createNotificationLog } from '../aws/notification-log.ts';
import { createPresses } from '../aws/presses.ts';
import { createRunRecords } from '../aws/run-records.ts';
import { planInForce } from '../contracts/presses.ts';
import type { Timer } from '../emnify/timer.ts';
import { createEmnify } from '../runtime/emnify.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { facts, logger, observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { recordKeptBudgets } from '../runtime/record-kept-budgets.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { createRunLog } from '../runtime/run-log.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';
import { aggregateEnvironment } from './env.ts';
import { aggregatePayload } from './payload.ts';
import { recordAggregations } from './record-aggregation.ts';

/** @param timer how the waits of pace and retries pass; a story lets them pass at once */
export function createHandler(timer?: Timer) {
  const environment = parseEnvironment(aggregateEnvironment, process.env);
  const now = (): Date => new Date();
  // One client, so that all tables share its connections.
  const documents = createDocumentClient();
  const records = createFleetRecords(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const record = createBudgetsRecord(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const runs = createRunRecords(environment.COST_HISTORY_TABLE, documents);
  const runLog = createRunLog({ by: 'aggregate', records: runs, now });
  const { emnify, requestCounter } = createEmnify(environment, records, { now, timer });
  const budgets = createBudgets(environment.BUDGETS_PARAMETER_NAME, { record, now, onKept: recordKeptBudgets });
  const presses = createPresses(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const deps: DispatchDeps = {
    emnify,
    budgets: planInForce({ budgets, presses, now }),
    costHistory: createCostHistory(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem),
    notificationLog: createNotificationLog(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
    fleet: records,
    fleetViews: createFleetViews(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem),
    sweepMinutes: environment.SWEEP_MINUTES,
    now,
  };

  /** The schedule sends `{}`, a person may ask what would be, or what would have been. */
  const aggregate = withPayload(aggregatePayload, async (payload) =>
    dispatch(deps, payload, (aggregated) => recordAggregations(aggregated, { logger, facts })),
  );
  return middy(aggregate).use(observability).use(requestCounter.middleware).use(runLog);
}

export const handler = createHandler();
