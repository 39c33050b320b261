import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createBudgets, createBudgetsRecord } from '../aws/budgets-in-force.ts';
import { createClaims } from '../aws/claims.ts';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDeliveries } from '../aws/deliveries.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createFleetRecords } from '../aws/fleet-records.ts';
import { createFleetViews } from '../aws/fleet-views.ts';
import { createPresses } from '../aws/presses.ts';
import { createRunRecords } from '../aws/run-records.ts';
import { createSubscriptions } from '../aws/subscriptions.ts';
import { createWatchdogMemories } from '../aws/watchdog-memory.ts';
import { planInForce } from '../contracts/presses.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { pressIds } from '../runtime/press-id.ts';
import { recordKeptBudgets } from '../runtime/record-kept-budgets.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';
import { pageEnvironment } from './env.ts';
import { pagePayload } from './payload.ts';
import { renderer } from './render.ts';

const environment = parseEnvironment(pageEnvironment, process.env);
const now = (): Date => new Date();
const { COST_HISTORY_TABLE: costs, NOTIFICATION_LOG_TABLE: notifications } = environment;
const { MAIL_TOPIC_ARN: mail, TEXT_TOPIC_ARN: text, EVENT_TOPIC_ARN: event } = environment;
// One client, so that both tables share its connections.
const documents = createDocumentClient();
const { last } = createBudgetsRecord(costs, documents, recordUnreadableItem);

const budgets = createBudgets(environment.BUDGETS_PARAMETER_NAME, { record: { last }, now, onKept: recordKeptBudgets });
const presses = createPresses(costs, documents, recordUnreadableItem);
const deps: DispatchDeps = {
  budgets: planInForce({ budgets, presses, now }),
  costHistory: createCostHistory(costs, documents, recordUnreadableItem),
  fleet: createFleetRecords(costs, documents, recordUnreadableItem),
  fleetViews: createFleetViews(costs, documents, recordUnreadableItem),
  presses,
  runs: createRunRecords(costs, documents, recordUnreadableItem),
  watchdog: createWatchdogMemories(costs, documents, recordUnreadableItem),
  notificationLog: createClaims(notifications, documents, recordUnreadableItem),
  deliveries: createDeliveries(notifications, documents, recordUnreadableItem),
  subscriptions: createSubscriptions({ mail, text, event }),
  recipients: environment.RECIPIENTS,
  requestsPerMonth: environment.REQUESTS_PER_MONTH,
  ...renderer(pressIds(now)),
  now,
};

/** CloudWatch asks for a widget, and a person by hand. */
const page = withPayload(pagePayload, async (payload, { invokedFunctionArn }: Context) =>
  dispatch(deps, payload, invokedFunctionArn),
);

export const handler = middy(page).use(observability);
