import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEvaluationQueue } from '../../../functions/aws/evaluation-queue.ts';
import type { EvaluationRequest } from '../../../functions/contracts/evaluation-request.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SqsStandIn, startSqs } from '../../../infra/local/aws/sqs.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { anEndpoint } from '../../fakes/samples.ts';

let sqs: SqsStandIn;
let client: SQSClient;
beforeAll(async () => {
  sqs = await startSqs();
  client = new SQSClient({ ...localClientSettings(sqs.url), useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  client.destroy();
  await sqs.close();
});

interface TestedQueue {
  send(requests: EvaluationRequest[]): Promise<void>;
  waiting(): Promise<number>;
  /** A worker begins with so many requests. */
  takeUp(count: number): Promise<void>;
}

let queues = 0;

async function overSqs(): Promise<TestedQueue> {
  queues += 1;
  const { queueUrl: QueueUrl } = await sqs.createQueue({ name: `q-${queues}`, visibilityTimeoutSeconds: 60 });
  return {
    ...createEvaluationQueue(QueueUrl, client),
    async takeUp(count) {
      await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: count }));
    },
  };
}

async function inMemory(): Promise<TestedQueue> {
  const queue = fakeQueue();
  return {
    ...queue,
    async takeUp(count) {
      queue.bodies.splice(0, count);
    },
  };
}

const requests = (count: number): EvaluationRequest[] =>
  Array.from({ length: count }, (_, index) => ({ sweepId: 's', endpoint: anEndpoint(`${index}`) }));

describe.each([
  ['in memory', inMemory],
  ['over SQS', overSqs],
])('the requests that wait in a queue %s', (_, newQueue) => {
  test('are none at first', async () => {
    expect(await (await newQueue()).waiting()).toBe(0);
  });

  test('are all sent messages that no worker has received', async () => {
    const queue = await newQueue();
    await queue.send(requests(25));
    expect(await queue.waiting()).toBe(25);
    await queue.takeUp(7);
    expect(await queue.waiting()).toBe(18);
    await queue.send(requests(2));
    expect(await queue.waiting()).toBe(20);
  });
});

test('over SQS, requests that cannot be counted are not taken for none', async () => {
  const queue = createEvaluationQueue(`${sqs.url}/000000000000/missing`, client);
  await expect(queue.waiting()).rejects.toThrow('queue does not exist');
});
