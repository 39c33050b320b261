import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type EvaluationRequest, serializeRequest } from '../contracts/evaluation-request.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** SQS takes ten messages in one call. */
const BATCH_SIZE = 10;

/** Sends requests to the queue. @throws when SQS did not take one of them: `SendMessageBatch` fails by parts */
export function createEvaluationQueue(
  queueUrl: string,
  // The queue's URL names AWS's host; with an endpoint set in the environment, that one is meant.
  sqs = new SQSClient({ ...CLIENT_CONFIG, useQueueUrlAsEndpoint: false }),
): {
  send(requests: EvaluationRequest[]): Promise<void>;
  /** Requests that nobody has taken up yet, about. */
  waiting(): Promise<number>;
} {
  async function sendBatch(requests: EvaluationRequest[]): Promise<void> {
    const entries = requests.map((request, index) => ({ Id: String(index), MessageBody: serializeRequest(request) }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    if (Failed.length === 0) return;
    const reasons = [...new Set(Failed.map(({ Code, Message }) => `${Code}: ${Message}`))].join('; ');
    throw new Error(`SQS did not take ${Failed.length} of ${entries.length} evaluation requests: ${reasons}`);
  }

  return {
    async send(requests) {
      for (let start = 0; start < requests.length; start += BATCH_SIZE) {
        await sendBatch(requests.slice(start, start + BATCH_SIZE));
      }
    },

    async waiting() {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },
  };
}
