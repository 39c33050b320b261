import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createDeliveries } from '../aws/deliveries.ts';
import { createDocumentClient } from '../aws/document-client.ts';
import { createNotificationLog } from '../aws/notification-log.ts';
import { createPresses } from '../aws/presses.ts';
import { createRunRecords } from '../aws/run-records.ts';
import { createSmsSpending } from '../aws/sms-spending.ts';
import { createTopics } from '../aws/topics.ts';
import { parseEnvironment } from '../runtime/environment.ts';
import { facts, logger, observability } from '../runtime/observability.ts';
import { withPayload } from '../runtime/payload.ts';
import { recordUnreadableItem } from '../runtime/record-unreadable-item.ts';
import { createRunLog } from '../runtime/run-log.ts';
import { dispatch } from './dispatch.ts';
import { notifyEnvironment } from './env.ts';
import type { NotifyDeps } from './notify-deps.ts';
import { notifyPayload } from './payload.ts';
import { recordRun } from './record-run.ts';

const environment = parseEnvironment(notifyEnvironment, process.env);
const documents = createDocumentClient();
const now = (): Date => new Date();
const runs = createRunRecords(environment.COST_HISTORY_TABLE, documents);

const deps: NotifyDeps = {
  notificationLog: createNotificationLog(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  deliveries: createDeliveries(environment.NOTIFICATION_LOG_TABLE, documents, recordUnreadableItem),
  presses: createPresses(environment.COST_HISTORY_TABLE, documents, recordUnreadableItem),
  topics: createTopics({
    topicArns: {
      mail: environment.MAIL_TOPIC_ARN,
      text: environment.TEXT_TOPIC_ARN,
      event: environment.EVENT_TOPIC_ARN,
    },
    senderId: environment.SMS_SENDER_ID,
  }),
  smsSpending: createSmsSpending(environment.SMS_SPENDING_LIMIT),
  settleSeconds: environment.SETTLE_SECONDS,
  onTrouble: (what, error) => logger.warn(what, { error }),
  now,
};

/** The schedule sends `{}`; a person may ask for a test, or for a notification once more. */
const notify = withPayload(notifyPayload, async (payload, context: Context) => {
  const run = await dispatch(deps, payload, () => context.getRemainingTimeInMillis());
  recordRun(run, { logger, facts });
  return run;
});

/** A good run is stored every five minutes: often enough to see that there are none. */
const runLog = createRunLog({ by: 'notify', records: runs, now, goodEveryMs: 5 * 60_000 });

export const handler = middy(notify).use(observability).use(runLog);
