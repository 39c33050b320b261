import middy from '@middy/core';
import { createCostHistory } from '../aws/cost-history.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createEvaluationQueue } from '../aws/evaluation-queue.ts';
import { createFleetRecords } from '../aws/fleet-records.ts';
import { createRunRecords } from '../aws/run-records.ts';
import type { Timer } from '../emnify/timer.ts';
import { createEmnify } from '../runtime/emnify.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { facts, logger, observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { createRunLog } from '../runtime/run-log.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';
import { discoverEnvironment, fleetLimits } from './env.ts';
import { FleetMemory } from './fleet-memory.ts';
import { discoverPayload } from './payload.ts';
import { RecentlyQueued } from './recently-queued.ts';
import { recordPolling } from './record-polling.ts';
import { recordSweepStart } from './record-sweep-start.ts';

/** @param timer how the waits of pace and retries pass; a story lets them pass at once */
export function createHandler(timer?: Timer) {
  const environment = parseEnvironment(discoverEnvironment, process.env);
  const now = (): Date => new Date();
  const documents = createDocumentClient();
  const records = createFleetRecords(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const runs = createRunRecords(environment.COST_HISTORY_TABLE, documents);
  const runLog = createRunLog({ by: 'discover', records: runs, now });
  const { emnify, requestCounter } = createEmnify(environment, records, { now, timer });
  const costHistory = createCostHistory(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem);
  const recentlyQueued = new RecentlyQueued(environment.SWEEP_MINUTES * 60);
  const deps: DispatchDeps = {
    emnify,
    queue: createEvaluationQueue(environment.EVALUATION_QUEUE_URL),
    costHistory,
    fleet: records,
    limits: fleetLimits(environment),
    recentlyQueued,
    memory: new FleetMemory(costHistory, recentlyQueued),
    now,
  };

  /** The schedule sends `{"dueOnly": true}`, a person may sweep the whole fleet. */
  const discover = withPayload(discoverPayload, (payload) =>
    dispatch(deps, payload, {
      sweep: (start) => recordSweepStart(start, { logger, facts }),
      poll: (run) => recordPolling(run, { logger, facts }),
    }),
  );
  return middy(discover).use(observability).use(requestCounter.middleware).use(runLog);
}

export const handler = createHandler();
