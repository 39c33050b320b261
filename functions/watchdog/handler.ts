import middy from '@middy/core';
import { createAwsMetrics } from '../aws/aws-metrics.ts';
import { createClaims } from '../aws/claims.ts';
import { createDeliveries } from '../aws/deliveries.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createOperatorsTopic } from '../aws/operators-topic.ts';
import { createQueueContents } from '../aws/queue-contents.ts';
import { createRunRecords } from '../aws/run-records.ts';
import { createSubscriber } from '../aws/subscriber.ts';
import { createSubscriptions } from '../aws/subscriptions.ts';
import { createWatchdogMemories } from '../aws/watchdog-memory.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { createHeartbeat } from '../runtime/heartbeat.ts';
import { logger, observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { alertTopics, deadLetterUrls, functionNames, watchdogEnvironment, watchSettings } from './env.ts';
import { watchdogPayload } from './payload.ts';
import { recordWatch } from './record-watch.ts';
import { watch } from './watch.ts';
import type { WatchDeps } from './watch-deps.ts';

const environment = parseEnvironment(watchdogEnvironment, process.env);
const documents = createDocumentClient();
const queues = createQueueContents();
const deadLetters = deadLetterUrls(environment);
const topics = alertTopics(environment);

const deps: WatchDeps = {
  runs: createRunRecords(environment.COST_HISTORY_TABLE, documents),
  memories: createWatchdogMemories(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem),
  notificationLog: createClaims(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  deliveries: createDeliveries(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  requests: async () => await queues.requests(environment.EVALUATION_QUEUE_URL),
  deadLetters: async (of) => await queues.deadLetters(deadLetters[of]),
  metrics: createAwsMetrics({ topicArns: topics, functionNames: functionNames(environment), hours: 2 }),
  subscriptions: createSubscriptions({ ...topics, operators: environment.OPERATORS_TOPIC_ARN }),
  recipients: environment.RECIPIENTS,
  subscribe: createSubscriber(topics),
  publish: createOperatorsTopic(environment.OPERATORS_TOPIC_ARN),
  heartbeat: createHeartbeat(environment.HEARTBEAT_URL, (what, error) => logger.warn(what, { error: error as Error })),
  settings: watchSettings(environment),
  now: () => new Date(),
};

/** The schedule sends `{}`; a person may ask what the watchdog would say. */
const watchdog = withPayload(watchdogPayload, async (payload) => {
  const found = await watch(deps, payload);
  recordWatch(found, { logger });
  return found;
});

export const handler = middy(watchdog).use(observability);
