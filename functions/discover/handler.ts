import middy from '@middy/core';
import { createCostHistory } from '../aws/cost-history.ts';
import { createEvaluationQueue } from '../aws/evaluation-queue.ts';
import { createTokenSecret } from '../aws/token-secret.ts';
import { createEmnifyClient } from '../emnify/client.ts';
import type { Timer } from '../emnify/timer.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { emnifyObserver, logger, metrics, observability } from '../runtime/observability.ts';
import { byHand } from '../runtime/payload.ts';
import { type DiscoverDeps, discoverEndpoints } from './discover-endpoints.ts';
import { discoverEnvironment } from './env.ts';
import { discoverPayload } from './payload.ts';
import { recordSweepStart } from './record-sweep-start.ts';
import { recordTokenLife } from './record-token-life.ts';

/** @param timer how the waits of pace and retries pass; a story lets them pass at once */
export function createHandler(timer?: Timer) {
  const environment = parseEnvironment(discoverEnvironment, process.env);
  const now = (): Date => new Date();
  const deps: DiscoverDeps = {
    emnify: createEmnifyClient({
      baseUrl: environment.EMNIFY_BASE_URL,
      rate: { perSecond: environment.EMNIFY_REQUESTS_PER_SECOND, burst: environment.EMNIFY_BURST },
      applicationToken: createTokenSecret(environment.EMNIFY_TOKEN_SECRET_ID),
      now,
      timer,
      observer: emnifyObserver,
    }),
    queue: createEvaluationQueue(environment.EVALUATION_QUEUE_URL),
    costHistory: createCostHistory(environment.COST_HISTORY_TABLE),
    now,
  };

  /** One sweep: the schedule and a person send the same `{}`. */
  const sweep = byHand(discoverPayload, async () => {
    recordTokenLife(environment.TOKEN_EXPIRES_AT, now(), { metrics });
    const start = await discoverEndpoints(deps);
    recordSweepStart(start, { logger, metrics });
    return start;
  });
  return middy(sweep).use(observability);
}

export const handler = createHandler();
