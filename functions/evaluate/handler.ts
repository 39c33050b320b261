import middy from '@middy/core';
import { createBudgetsParameter } from '../aws/budgets-parameter.ts';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createNotificationLog } from '../aws/notification-log.ts';
import { createTokenSecret } from '../aws/token-secret.ts';
import { parseRequest } from '../contracts/evaluation-request.ts';
import { createEmnifyClient } from '../emnify/client.ts';
import type { Timer } from '../emnify/timer.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { emnifyObserver, logger, metrics, observability } from '../runtime/observability.ts';
import { queueOrHand } from '../runtime/queue-or-hand.ts';
import { evaluateEnvironment } from './env.ts';
import { answerByHand, type ByHandDeps } from './evaluate-by-hand.ts';
import { evaluateEndpoint } from './evaluate-endpoint.ts';
import { evaluatePayload } from './payload.ts';
import { recordEvaluation } from './record-evaluation.ts';

/** @param timer how the waits of pace and retries pass; a story lets them pass at once */
export function createHandler(timer?: Timer) {
  const environment = parseEnvironment(evaluateEnvironment, process.env);
  const now = (): Date => new Date();
  // One client, so that both tables share its connections.
  const documents = createDocumentClient();
  const deps: ByHandDeps = {
    emnify: createEmnifyClient({
      baseUrl: environment.EMNIFY_BASE_URL,
      rate: { perSecond: environment.EMNIFY_REQUESTS_PER_SECOND, burst: environment.EMNIFY_BURST },
      applicationToken: createTokenSecret(environment.EMNIFY_TOKEN_SECRET_ID),
      now,
      timer,
      observer: emnifyObserver,
    }),
    budgets: createBudgetsParameter(environment.BUDGETS_PARAMETER_NAME),
    costHistory: createCostHistory(environment.COST_HISTORY_TABLE, documents),
    notificationLog: createNotificationLog(environment.NOTIFICATION_LOG_TABLE, documents),
    now,
  };

  const evaluate = queueOrHand({
    onMessage: async (body) => recordEvaluation(await evaluateEndpoint(deps, parseRequest(body)), { logger, metrics }),
    payload: evaluatePayload,
    onPayload: async (payload) => await answerByHand(deps, payload),
  });
  return middy(evaluate).use(observability);
}

export const handler = createHandler();
