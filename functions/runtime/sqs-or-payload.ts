import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueDelivery } from '../contracts/evaluation-request.ts';
import * as observability from './observability.ts';
import { type PayloadContract, withPayload } from './payload.ts';
import { noteFailure } from './run-log.ts';

/**
 * Accepts batches of SQS, where each message succeeds or fails alone, and payloads.
 * A failed message comes back by itself and ends, after a few tries, in the dead-letter queue.
 */
export function sqsOrPayload<Payload, Answer>(
  handlers: {
    onMessage(body: string, delivery: QueueDelivery): Promise<void>;
    payload: PayloadContract<Payload>;
    onPayload(payload: Payload): Promise<Answer>;
  },
  { logger, facts }: observability.Observers = observability,
): (event: unknown, context: Context) => Promise<SQSBatchResponse | Answer> {
  const processor = new BatchProcessor(EventType.SQS);
  const onPayload = withPayload(handlers.payload, handlers.onPayload);

  const onRecord = async ({ body, messageId, attributes }: SQSRecord): Promise<void> => {
    try {
      await handlers.onMessage(body, deliveryOf(attributes));
    } catch (error) {
      noteFailure(facts, 'requestFailed', error);
      logger.error('message failed, it will be redelivered', { error: error as Error, messageId });
      throw error;
    }
  };

  return async (event, context) =>
    isSqsEvent(event)
      ? await processPartialResponse(event, onRecord, processor, { context, throwOnFullBatchFailure: false })
      : await onPayload(event);
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
