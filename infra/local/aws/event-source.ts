import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { failedMessageIds } from './batch-outcome.ts';
import { localClientSettings } from './client-settings.ts';
import { type ReceivedMessage, toReceivedMessage, toSqsRecord } from './sqs-record.ts';

/** SQS's own limit of messages for one receive, delete or visibility call. */
const sqsBatchLimit = 10;
const messageCounts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
const idlePauseMs = 20;
/** A visibility timeout that is longer than any reading of dead letters, so that no message is read twice. */
const readingVisibilitySeconds = 60;

export interface EventSourceOptions {
  sqsUrl: string;
  queueUrl: string;
  queueArn: string;
  /** The most messages in one invocation. */
  batchSize: number;
  /** The most invocations at a time. */
  concurrency: number;
  /** Handles a batch. Throwing means that the whole batch failed; no response, or one without failures, that all of it succeeded. */
  invoke(event: SQSEvent): Promise<SQSBatchResponse | undefined>;
  /** The delay before a failed message can be received again; 0 (at once) by default. AWS would wait out the visibility timeout. */
  retryDelaySeconds?: number;
  onBatch?: (n: { succeeded: number; failed: number }) => void;
}

/**
 * Does what Lambda's SQS event source does, until nothing in the queue is visible, delayed or in flight: receives,
 * invokes, deletes what succeeded and makes the rest visible again. A message that always fails needs a dead-letter
 * queue, or this never ends. Throws the SDK's error when SQS does not answer.
 */
export async function drainQueue(options: EventSourceOptions): Promise<void> {
  const client = sqsClient(options.sqsUrl);
  const poll = async () => {
    for (;;) {
      const messages = await receive(client, options.queueUrl, { limit: options.batchSize });
      if (messages.length > 0) await deliver(client, options, messages);
      else if (await isEmpty(client, options.queueUrl)) return;
      else await delay(idlePauseMs);
    }
  };
  try {
    const results = await Promise.allSettled(Array.from({ length: options.concurrency }, poll));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  } finally {
    client.destroy();
  }
}

/**
 * Reads every visible message and leaves it in the queue, visible: for dead letters. It counts as a receive, so on a
 * queue with a dead-letter queue of its own it may move messages there.
 */
export async function receiveAll(sqsUrl: string, queueUrl: string): Promise<{ messageId: string; body: string }[]> {
  const client = sqsClient(sqsUrl);
  try {
    const messages = await receive(client, queueUrl, {
      limit: Number.POSITIVE_INFINITY,
      visibilitySeconds: readingVisibilitySeconds,
    });
    await makeVisible(client, queueUrl, messages, 0);
    return messages.map(({ messageId, body }) => ({ messageId, body }));
  } finally {
    client.destroy();
  }
}

function sqsClient(sqsUrl: string): SQSClient {
  return new SQSClient({ ...localClientSettings(sqsUrl), useQueueUrlAsEndpoint: false });
}

async function receive(
  client: SQSClient,
  queueUrl: string,
  { limit, visibilitySeconds }: { limit: number; visibilitySeconds?: number },
): Promise<ReceivedMessage[]> {
  const received: Message[] = [];
  while (received.length < limit) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(sqsBatchLimit, limit - received.length),
        VisibilityTimeout: visibilitySeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    received.push(...Messages);
  }
  return received.map(toReceivedMessage);
}

async function deliver(client: SQSClient, options: EventSourceOptions, messages: ReceivedMessage[]): Promise<void> {
  const event = { Records: messages.map((message) => toSqsRecord(message, options.queueArn)) };
  const ids = messages.map(({ messageId }) => messageId);
  const failed = await options.invoke(event).then(
    (response) => failedMessageIds(ids, response),
    () => new Set(ids),
  );
  const succeeded = messages.filter(({ messageId }) => !failed.has(messageId));
  await remove(client, options.queueUrl, succeeded);
  const rest = messages.filter(({ messageId }) => failed.has(messageId));
  await makeVisible(client, options.queueUrl, rest, options.retryDelaySeconds ?? 0);
  options.onBatch?.({ succeeded: succeeded.length, failed: rest.length });
}

async function remove(client: SQSClient, queueUrl: string, messages: ReceivedMessage[]): Promise<void> {
  for (const Entries of batchEntries(messages)) {
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`SQS did not delete ${Failed.length} messages: ${Failed[0]?.Message}`);
  }
}

/** Makes messages visible again. SQS refuses those whose visibility timeout has passed, and they are visible already. */
async function makeVisible(
  client: SQSClient,
  queueUrl: string,
  messages: ReceivedMessage[],
  seconds: number,
): Promise<void> {
  for (const entries of batchEntries(messages)) {
    const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: seconds }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}

function batchEntries(messages: ReceivedMessage[]): { Id: string; ReceiptHandle: string }[][] {
  const entries = messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
  const batches = [];
  while (entries.length > 0) batches.push(entries.splice(0, sqsBatchLimit));
  return batches;
}

async function isEmpty(client: SQSClient, queueUrl: string): Promise<boolean> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...messageCounts] }),
  );
  return messageCounts.every((name) => Attributes[name] === '0');
}
