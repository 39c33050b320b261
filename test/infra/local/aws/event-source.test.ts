import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { drainQueue, type EventSourceOptions, receiveAll } from '../../../../infra/local/aws/event-source.ts';
import { type CreatedQueue, type SqsStandIn, startSqs } from '../../../../infra/local/aws/sqs.ts';

const bodiesOf = (event: SQSEvent) => event.Records.map(({ body }) => body);
const failuresOf = (event: SQSEvent, bodies: string[]): SQSBatchResponse => ({
  batchItemFailures: event.Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});

describe('the SQS event source', () => {
  let sqs: SqsStandIn;
  let queue: CreatedQueue;
  let client: SQSClient;

  beforeEach(async () => {
    sqs = await startSqs();
    queue = await sqs.createQueue({
      name: 'evaluate',
      visibilityTimeoutSeconds: 30,
      deadLetterQueue: { name: 'evaluate-dead', maxReceiveCount: 3 },
    });
    client = new SQSClient({ ...localClientSettings(sqs.url), useQueueUrlAsEndpoint: false });
  });

  afterEach(async () => {
    client.destroy();
    await sqs.close();
  });

  const send = async (count: number) => {
    const bodies = Array.from({ length: count }, (_, index) => `m${index}`);
    for (let start = 0; start < count; start += 10) {
      const Entries = bodies.slice(start, start + 10).map((body) => ({
        Id: body,
        MessageBody: body,
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
      }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: queue.queueUrl, Entries }));
    }
    return bodies;
  };

  const drain = (options: Pick<EventSourceOptions, 'invoke'> & Partial<EventSourceOptions>) =>
    drainQueue({ sqsUrl: sqs.url, ...queue, batchSize: 10, concurrency: 2, ...options });

  const deadLetters = async () => {
    const letters = await receiveAll(sqs.url, queue.deadLetterQueueUrl ?? '');
    return letters.map(({ body }) => body).sort();
  };

  test('delivers every message once when all succeed, in batches of at most batchSize', async () => {
    const bodies = await send(25);
    const events: SQSEvent[] = [];
    const batches: { succeeded: number; failed: number }[] = [];
    await drain({
      batchSize: 4,
      invoke: async (event) => {
        events.push(event);
        return undefined;
      },
      onBatch: (batch) => batches.push(batch),
    });
    expect(events.flatMap(bodiesOf).sort()).toEqual(bodies.sort());
    expect(Math.max(...events.map(({ Records }) => Records.length))).toBe(4);
    expect(batches.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(25);
    expect(batches.every(({ failed }) => failed === 0)).toBe(true);
    expect(await deadLetters()).toEqual([]);
  });

  test('gathers a batch larger than one receive returns', async () => {
    await send(25);
    const sizes: number[] = [];
    await drain({
      batchSize: 25,
      concurrency: 1,
      invoke: async ({ Records }) => {
        sizes.push(Records.length);
        return undefined;
      },
    });
    expect(sizes).toEqual([25]);
  });

  test('hands over the record that Lambda would', async () => {
    await send(1);
    const events: SQSEvent[] = [];
    await drain({
      invoke: async (event) => {
        events.push(event);
        return { batchItemFailures: [] };
      },
    });
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: expect.any(String),
            receiptHandle: expect.any(String),
            body: 'm0',
            md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {
              kind: { dataType: 'String', stringValue: 'test', stringListValues: [], binaryListValues: [] },
            },
            eventSource: 'aws:sqs',
            eventSourceARN: queue.queueArn,
            awsRegion: 'eu-central-1',
          },
        ],
      },
    ]);
  });

  test('redelivers only what failed, until it is a dead letter', async () => {
    await send(5);
    const seen: string[] = [];
    await drain({
      invoke: async (event) => {
        seen.push(...bodiesOf(event));
        return failuresOf(event, ['m1', 'm3']);
      },
    });
    expect(seen.sort()).toEqual(['m0', 'm1', 'm1', 'm1', 'm2', 'm3', 'm3', 'm3', 'm4']);
    expect(await deadLetters()).toEqual(['m1', 'm3']);
  });

  test('takes an invocation that throws for a failed batch', async () => {
    await send(3);
    const batches: { succeeded: number; failed: number }[] = [];
    let invocations = 0;
    await drain({
      concurrency: 1,
      invoke: async () => {
        invocations += 1;
        if (invocations === 1) throw new Error('out of memory');
        return undefined;
      },
      onBatch: (batch) => batches.push(batch),
    });
    expect(batches).toEqual([
      { succeeded: 0, failed: 3 },
      { succeeded: 3, failed: 0 },
    ]);
  });

  test.each(['', 'not-of-this-batch'])('takes the failure identifier %j for a failed batch', async (itemIdentifier) => {
    await send(2);
    await drain({ invoke: async () => ({ batchItemFailures: [{ itemIdentifier }] }) });
    expect(await deadLetters()).toEqual(['m0', 'm1']);
  });

  test('waits for messages that become visible only after a delay', async () => {
    await send(1);
    const times: number[] = [];
    await drain({
      retryDelaySeconds: 1,
      invoke: async (event) => {
        times.push(performance.now());
        return times.length === 1 ? failuresOf(event, ['m0']) : undefined;
      },
    });
    const [first = 0, second = 0] = times;
    expect(times).toHaveLength(2);
    expect(second - first).toBeGreaterThanOrEqual(950);
  });

  test('invokes no more than concurrency at a time, and reaches it', async () => {
    await send(6);
    let running = 0;
    let most = 0;
    const three = Promise.withResolvers<void>();
    await drain({
      batchSize: 1,
      concurrency: 3,
      invoke: async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) three.resolve();
        await three.promise;
        running -= 1;
        return undefined;
      },
    });
    expect(most).toBe(3);
  });

  test('throws when there is no such queue', async () => {
    const invoke = async () => undefined;
    const missing = drain({ queueUrl: `${queue.queueUrl}-missing`, invoke });
    await expect(missing).rejects.toThrow('queue does not exist');
  });
});
