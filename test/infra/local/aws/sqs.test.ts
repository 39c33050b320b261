import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { receiveAll } from '../../../../infra/local/aws/event-source.ts';
import { type SqsStandIn, startSqs } from '../../../../infra/local/aws/sqs.ts';

describe('the SQS stand-in', () => {
  let sqs: SqsStandIn;
  let client: SQSClient;

  beforeEach(async () => {
    sqs = await startSqs();
    client = new SQSClient({ ...localClientSettings(sqs.url), useQueueUrlAsEndpoint: false });
  });

  afterEach(async () => {
    client.destroy();
    await sqs.close();
  });

  const send = (queueUrl: string, bodies: string[]) =>
    client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: bodies.map((MessageBody, index) => ({ Id: `m${index}`, MessageBody })),
      }),
    );

  test('names its queues under its own address and in the region of the functions', async () => {
    const { queueUrl, queueArn } = await sqs.createQueue({ name: 'evaluate', visibilityTimeoutSeconds: 7 });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['VisibilityTimeout'] }),
    );
    expect({ queueUrl, queueArn, Attributes }).toEqual({
      queueUrl: `${sqs.url}/000000000000/evaluate`,
      queueArn: 'arn:aws:sqs:eu-central-1:000000000000:evaluate',
      Attributes: { VisibilityTimeout: '7' },
    });
  });

  test('accepts a batch of ten and refuses eleven', async () => {
    const { queueUrl } = await sqs.createQueue({ name: 'evaluate', visibilityTimeoutSeconds: 30 });
    const bodies = Array.from({ length: 10 }, (_, index) => `body ${index}`);
    const { Successful, Failed = [] } = await send(queueUrl, bodies);
    expect([Successful?.length, Failed.length]).toEqual([10, 0]);
    await expect(send(queueUrl, [...bodies, 'one too many'])).rejects.toThrow('Maximum number of entries');
  });

  test('moves a message to the dead-letter queue after maxReceiveCount receives', async () => {
    const { queueUrl, deadLetterQueueUrl = '' } = await sqs.createQueue({
      name: 'evaluate',
      visibilityTimeoutSeconds: 30,
      deadLetterQueue: { name: 'evaluate-dead', maxReceiveCount: 2 },
    });
    await send(queueUrl, ['poison']);
    const receive = () => client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
    for (const _ of [1, 2]) {
      const { Messages: [message] = [] } = await receive();
      expect(message?.Body).toBe('poison');
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    expect(await receiveAll(sqs.url, deadLetterQueueUrl)).toEqual([]);
    expect((await receive()).Messages).toBeUndefined();
    expect(await receiveAll(sqs.url, deadLetterQueueUrl)).toEqual([{ messageId: expect.any(String), body: 'poison' }]);
  });

  test('uses a dead-letter queue that is there already', async () => {
    const dead = await sqs.createQueue({ name: 'dead', visibilityTimeoutSeconds: 5 });
    const queue = await sqs.createQueue({
      name: 'evaluate',
      visibilityTimeoutSeconds: 30,
      deadLetterQueue: { name: 'dead', maxReceiveCount: 2 },
    });
    expect(queue.deadLetterQueueUrl).toBe(dead.queueUrl);
  });

  test('refuses a queue that exists with another visibility timeout', async () => {
    await sqs.createQueue({ name: 'evaluate', visibilityTimeoutSeconds: 30 });
    const other = sqs.createQueue({ name: 'evaluate', visibilityTimeoutSeconds: 31 });
    await expect(other).rejects.toThrow('different value for attribute VisibilityTimeout');
  });

  test('reads more messages than one receive returns, and reads them again', async () => {
    const { queueUrl } = await sqs.createQueue({ name: 'dead', visibilityTimeoutSeconds: 30 });
    const bodies = Array.from({ length: 10 }, (_, index) => `a${index}`);
    await send(queueUrl, bodies);
    await send(queueUrl, ['b0', 'b1']);
    const first = await receiveAll(sqs.url, queueUrl);
    const second = await receiveAll(sqs.url, queueUrl);
    expect(first.map(({ body }) => body)).toEqual([...bodies, 'b0', 'b1']);
    expect(second).toEqual(first);
  });
});
