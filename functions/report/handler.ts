import middy from '@middy/core';
import { createBudgets, createBudgetsRecord } from '../aws/budgets-in-force.ts';
import { createClaims } from '../aws/claims.ts';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDeliveries } from '../aws/deliveries.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createPresses } from '../aws/presses.ts';
import { createRunRecords } from '../aws/run-records.ts';
import { createSubscriptions } from '../aws/subscriptions.ts';
import { planInForce } from '../contracts/presses.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { facts, logger, observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { recordKeptBudgets } from '../runtime/record-kept-budgets.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { createRunLog } from '../runtime/run-log.ts';
import { reportEnvironment } from './env.ts';
import { reportPayload } from './payload.ts';
import { recordReport } from './record-report.ts';
import { type ReportDeps, reportFleet } from './report-fleet.ts';

const environment = parseEnvironment(reportEnvironment, process.env);
const now = (): Date => new Date();
// One client, so that both tables share its connections.
const documents = createDocumentClient();
const runs = createRunRecords(environment.COST_HISTORY_TABLE, documents);
const { last } = createBudgetsRecord(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);

const budgets = createBudgets(environment.BUDGETS_PARAMETER_NAME, { record: { last }, now, onKept: recordKeptBudgets });
const presses = createPresses(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
const deps: ReportDeps = {
  budgets: planInForce({ budgets, presses, now }),
  costHistory: createCostHistory(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem),
  notificationLog: createClaims(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  deliveries: createDeliveries(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  subscriptions: createSubscriptions({
    mail: environment.MAIL_TOPIC_ARN,
    text: environment.TEXT_TOPIC_ARN,
    event: environment.EVENT_TOPIC_ARN,
  }),
  recipients: environment.RECIPIENTS,
  presses,
  now,
};

/** The schedule and a person send `{}`. */
const report = withPayload(reportPayload, async (payload) => {
  const reported = await reportFleet(deps, payload);
  recordReport(reported, { logger, facts });
  return reported;
});

export const handler = middy(report)
  .use(observability)
  .use(createRunLog({ by: 'report', records: runs, now }));
