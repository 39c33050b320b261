import {
  BatchRequestTooLong,
  type BatchResultErrorEntry,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type EvaluationRequest, serializeRequest } from '../contracts/evaluation-request.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** SQS takes ten messages in one call, if they are 1 MiB together. */
const BATCH_SIZE = 10;
const BATCH_BYTES = 1_048_576;

/**
 * Sends requests to the queue. One that SQS does not take stops no other.
 *
 * @throws when SQS did not take one of them, after all others: `SendMessageBatch` fails by parts
 */
export function createEvaluationQueue(
  queueUrl: string,
  // The queue's URL names AWS's host; with an endpoint set in the environment, that one is meant.
  sqs = new SQSClient({ ...CLIENT_CONFIG, useQueueUrlAsEndpoint: false }),
): {
  send(requests: EvaluationRequest[]): Promise<void>;
  /** Requests that nobody has taken up yet, about. */
  waiting(): Promise<number>;
} {
  /** @returns why messages were not taken, for each of them */
  async function sendBatch(bodies: string[]): Promise<Pick<BatchResultErrorEntry, 'Code' | 'Message'>[]> {
    const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
    try {
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      return Failed;
    } catch (error) {
      if (!(error instanceof BatchRequestTooLong)) throw error;
      return bodies.map(() => ({ Code: error.name, Message: error.message }));
    }
  }

  return {
    async send(requests) {
      const failed: Awaited<ReturnType<typeof sendBatch>> = [];
      for (const bodies of batchesOf(requests)) failed.push(...(await sendBatch(bodies)));
      if (failed.length === 0) return;
      const reasons = [...new Set(failed.map(({ Code, Message }) => `${Code}: ${Message}`))].join('; ');
      throw new Error(`SQS did not take ${failed.length} of ${requests.length} evaluation requests: ${reasons}`);
    },

    async waiting() {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },
  };
}

/** Message bodies in batches that SQS takes; one that is too large for SQS has a batch of its own. */
function* batchesOf(requests: EvaluationRequest[]): Generator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const request of requests) {
    const body = serializeRequest(request);
    // In ASCII, so that a character is a byte.
    const isFull = batch.length === BATCH_SIZE || bytes + body.length > BATCH_BYTES;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(body);
    bytes += body.length;
  }
  if (batch.length > 0) yield batch;
}
