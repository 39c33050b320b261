import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createBudgets, createBudgetsRecord } from '../aws/budgets-in-force.ts';
import { createClaims } from '../aws/claims.ts';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDeliveries } from '../aws/deliveries.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createInvoker } from '../aws/functions.ts';
import { createPresses } from '../aws/presses.ts';
import { checkedInWords, checkPayload, resendPayload } from '../contracts/invocations.ts';
import { planInForce } from '../contracts/presses.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { logger, observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { pressIds } from '../runtime/press-id.ts';
import { recordKeptBudgets } from '../runtime/record-kept-budgets.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';
import { actEnvironment } from './env.ts';
import { actPayload } from './payload.ts';
import { recordAct } from './record-act.ts';
import { answerRenderer } from './render-answer.ts';

const environment = parseEnvironment(actEnvironment, process.env);
const { COST_HISTORY_TABLE, NOTIFICATION_LOG_TABLE } = environment;
const now = (): Date => new Date();
const newId = pressIds(now);
const documents = createDocumentClient();
const { last } = createBudgetsRecord(COST_HISTORY_TABLE, documents, recordUnreadableItem);
const budgets = createBudgets(environment.BUDGETS_PARAMETER_NAME, { record: { last }, now, onKept: recordKeptBudgets });
const presses = createPresses(COST_HISTORY_TABLE, documents, recordUnreadableItem);
const invoke = createInvoker();

const deps: DispatchDeps = {
  presses,
  // Read anew for each press: the one before may be of this very minute.
  budgets: () => planInForce({ budgets, presses, now })(),
  costHistory: createCostHistory(COST_HISTORY_TABLE, documents, recordUnreadableItem),
  notificationLog: createClaims(NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  deliveries: createDeliveries(NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  functions: {
    resend: async (ref) => void (await invoke(environment.NOTIFY_FUNCTION_ARN, resendPayload(ref))),
    check: async (id) => checkedInWords(await invoke(environment.EVALUATE_FUNCTION_ARN, checkPayload(id))),
  },
  now,
  newId,
  render: answerRenderer({ page: environment.PAGE_FUNCTION_ARN, newId }),
};

/** A person, the page or a widget sends a press. */
const act = withPayload(actPayload, (payload, context: Context) =>
  dispatch(deps, payload, context, (acted) => recordAct(acted, { logger })),
);

export const handler = middy(act).use(observability);
