import middy from '@middy/core';
import { createBudgets, createBudgetsRecord } from '../aws/budgets-in-force.ts';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createFleetRecords } from '../aws/fleet-records.ts';
import { createNotificationLog } from '../aws/notification-log.ts';
import { createPresses } from '../aws/presses.ts';
import { createRunRecords } from '../aws/run-records.ts';
import { planInForce } from '../contracts/presses.ts';
import type { Timer } from '../emnify/timer.ts';
import { createEmnify } from '../runtime/emnify.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { facts, logger, observability } from '../runtime/observability.ts';
import { recordKeptBudgets } from '../runtime/record-kept-budgets.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { createRunLog } from '../runtime/run-log.ts';
import { sqsOrPayload } from '../runtime/sqs-or-payload.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';
import { evaluateEnvironment } from './env.ts';
import { evaluateMessage } from './evaluate-message.ts';
import { rationLocations } from './location-ration.ts';
import { evaluatePayload } from './payload.ts';
import { recordMessage } from './record-evaluation.ts';

/** @param timer how the waits of pace and retries pass; a story lets them pass at once */
export function createHandler(timer?: Timer) {
  const environment = parseEnvironment(evaluateEnvironment, process.env);
  const now = (): Date => new Date();
  // One client, so that all tables share its connections.
  const documents = createDocumentClient();
  const records = createFleetRecords(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const record = createBudgetsRecord(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const runs = createRunRecords(environment.COST_HISTORY_TABLE, documents);
  const runLog = createRunLog({ by: 'evaluate', records: runs, now, goodEveryMs: Number.POSITIVE_INFINITY });
  const { emnify, requestCounter } = createEmnify(environment, records, { now, timer });
  const locations = rationLocations((id) => emnify.location(id), now);
  const budgets = createBudgets(environment.BUDGETS_PARAMETER_NAME, { record, now, onKept: recordKeptBudgets });
  const presses = createPresses(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const deps: DispatchDeps = {
    emnify: { ...emnify, location: locations.location },
    budgets: planInForce({ budgets, presses, now }),
    costHistory: createCostHistory(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem),
    fleet: records,
    notificationLog: createNotificationLog(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
    now,
  };

  const evaluate = sqsOrPayload({
    onMessage: async (body, delivery) => recordMessage(await evaluateMessage(deps, body, delivery), { logger, facts }),
    payload: evaluatePayload,
    onPayload: async (payload) => await dispatch(deps, payload),
  });
  return middy(evaluate).use(observability).use(requestCounter.middleware).use(runLog).use(locations.middleware);
}

export const handler = createHandler();
