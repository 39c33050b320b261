import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueDelivery } from '../contracts/evaluation-request.ts';
import * as observability from './observability.ts';
import { byHand, type PayloadContract } from './payload.ts';

/**
 * A function with two doors: a queue, each message of which succeeds or fails for itself, and a person.
 * A failed message comes back by itself and ends, after a few tries, in the dead-letter queue.
 */
export function queueOrHand<Payload, Answer>(
  doors: {
    onMessage(body: string, delivery: QueueDelivery): Promise<void>;
    payload: PayloadContract<Payload>;
    onPayload(payload: Payload): Promise<Answer>;
  },
  { logger, metrics }: observability.Observers = observability,
): (event: unknown, context: Context) => Promise<SQSBatchResponse | Answer> {
  const processor = new BatchProcessor(EventType.SQS);
  const fromHand = byHand(doors.payload, doors.onPayload);

  const fromQueue = async ({ body, messageId, attributes }: SQSRecord): Promise<void> => {
    try {
      await doors.onMessage(body, deliveryOf(attributes));
    } catch (error) {
      metrics.addMetric('MessagesFailed', 'Count', 1);
      logger.error('message failed, it will be redelivered', { error: error as Error, messageId });
      throw error;
    }
  };

  return async (event, context) =>
    isSqsEvent(event)
      ? await processPartialResponse(event, fromQueue, processor, { context, throwOnFullBatchFailure: false })
      : await fromHand(event);
}

function deliveryOf({ SentTimestamp, ApproximateReceiveCount }: SQSRecord['attributes']): QueueDelivery {
  const waitedSeconds = (Date.now() - Number(SentTimestamp)) / 1000;
  return { waitedSeconds, isFirst: ApproximateReceiveCount === '1' };
}

function isSqsEvent(event: unknown): event is SQSEvent {
  return isObject(event) && Array.isArray(event.Records) && event.Records.every(isObject);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
