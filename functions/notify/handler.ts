import middy from '@middy/core';
import { createNotificationLog } from '../aws/notification-log.ts';
import { createTopic } from '../aws/topic.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { logger, metrics, observability } from '../runtime/observability.ts';
import { byHand } from '../runtime/payload.ts';
import { notifyEnvironment } from './env.ts';
import { notifyAs } from './notify-by-hand.ts';
import type { NotifyDeps } from './notify-pending.ts';
import { notifyPayload } from './payload.ts';
import { recordTold } from './record-told.ts';

const environment = parseEnvironment(notifyEnvironment, process.env);

const deps: NotifyDeps = {
  notificationLog: createNotificationLog(environment.NOTIFICATION_LOG_TABLE),
  topic: createTopic(environment.ALERT_TOPIC_ARN),
  settleSeconds: environment.SETTLE_SECONDS,
  onPending: (oldestMinutes) => metrics.addMetric('OldestPendingMinutes', 'None', oldestMinutes),
  now: () => new Date(),
};

/** The schedule sends `{}`, a person may ask for a test, or for a message once more. */
const notify = byHand(notifyPayload, async (payload) => {
  const told = await notifyAs(deps, payload);
  recordTold(told, { logger, metrics });
  return told;
});

export const handler = middy(notify).use(observability);
