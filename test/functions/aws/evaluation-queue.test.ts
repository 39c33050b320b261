import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createEvaluationQueue } from '../../../functions/aws/evaluation-queue.ts';
import {
  type EvaluationRequest,
  parseRequest,
  serializeRequest,
} from '../../../functions/contracts/evaluation-request.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { receiveAll } from '../../../infra/local/aws/event-source.ts';
import { startJsonStandIn } from '../../../infra/local/aws/json-stand-in.ts';
import { startSqs } from '../../../infra/local/aws/sqs.ts';
import { anEndpoint } from '../../fakes/samples.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function clientOf(url: string): SQSClient {
  const client = new SQSClient({ ...localClientSettings(url), useQueueUrlAsEndpoint: false });
  closing.push(() => client.destroy());
  return client;
}

function requests(count: number): EvaluationRequest[] {
  return Array.from({ length: count }, (_, index) => ({ sweepId: 's', endpoint: anEndpoint(`${index + 1}`) }));
}

interface Entry {
  Id: string;
  MessageBody: string;
}

/** An SQS that takes every message but those of the named endpoints, and remembers how it was asked. */
async function sqsThatRefuses(...refused: string[]) {
  const batches: Entry[][] = [];
  const { url, close } = await startJsonStandIn('AmazonSQS', {
    SendMessageBatch({ Entries }) {
      const entries = Entries as Entry[];
      batches.push(entries);
      const isRefused = ({ MessageBody }: Entry): boolean => refused.includes(parseRequest(MessageBody).endpoint.id);
      return {
        Successful: entries
          .filter((entry) => !isRefused(entry))
          .map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
        Failed: entries
          .filter(isRefused)
          .map(({ Id }) => ({ Id, SenderFault: true, Code: 'InvalidMessageContents', Message: 'odd characters' })),
      };
    },
  });
  closing.push(close);
  const queue = createEvaluationQueue(`${url}/000000000000/evaluation`, clientOf(url));
  return { queue, sizes: () => batches.map((entries) => entries.length) };
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

describe('the evaluation queue', () => {
  test('carries requests as they are, whatever a device is called', async () => {
    const sqs = await startSqs();
    closing.push(sqs.close);
    const { queueUrl } = await sqs.createQueue({ name: 'evaluation', visibilityTimeoutSeconds: 30 });
    const sent = requests(25);
    sent[7] = { sweepId: 's', endpoint: anEndpoint('8', { name: 'Kühl \u0000\uffff\ud800 ❄️ "4"', tags: ['a, b'] }) };
    await createEvaluationQueue(queueUrl, clientOf(sqs.url)).send(sent);
    const received = (await receiveAll(sqs.url, queueUrl)).map(({ body }) => parseRequest(body));
    const byId = (a: EvaluationRequest, b: EvaluationRequest) => Number(a.endpoint.id) - Number(b.endpoint.id);
    expect(received.sort(byId)).toEqual(sent);
  });

  test.each([
    [0, []],
    [1, [1]],
    [10, [10]],
    [25, [10, 10, 5]],
  ])('takes %d requests in batches of %j', async (count, sizes) => {
    const sqs = await sqsThatRefuses();
    await sqs.queue.send(requests(count));
    expect(sqs.sizes()).toEqual(sizes);
  });

  test('throws when SQS takes all but some messages, and says how many and why', async () => {
    const { queue, sizes } = await sqsThatRefuses('12', '15');
    await expect(queue.send(requests(25))).rejects.toThrow(
      'SQS did not take 2 of 25 evaluation requests: InvalidMessageContents: odd characters',
    );
    expect(sizes()).toEqual([10, 10, 5]);
  });

  /** In a message of 1 MiB, an endpoint's name and so many bytes. */
  const BESIDE_NAME = serializeRequest({ sweepId: 's', endpoint: anEndpoint('1', { name: '' }) }).length;
  const ofBytes = (bytes: number): EvaluationRequest => ({
    sweepId: 's',
    endpoint: anEndpoint('1', { name: 'x'.repeat(bytes - BESIDE_NAME) }),
  });

  test.each<[number[], number[]]>([
    [[1_048_576], [1]],
    [[524_288, 524_288], [2]],
    [
      [524_288, 524_289],
      [1, 1],
    ],
    [
      [200, 1_048_576, 200, 200],
      [1, 1, 2],
    ],
    [
      [...Array<number>(12).fill(104_857), 900_000],
      [10, 2, 1],
    ],
  ])('takes messages of %j bytes in batches of %j, none of them above 1 MiB', async (bytes, sizes) => {
    const sqs = await sqsThatRefuses();
    await sqs.queue.send(bytes.map(ofBytes));
    expect(sqs.sizes()).toEqual(sizes);
  });

  test('that gets a message that no batch can carry takes all others, and throws', async () => {
    const sqs = await startSqs();
    closing.push(sqs.close);
    const { queueUrl } = await sqs.createQueue({ name: 'evaluation', visibilityTimeoutSeconds: 30 });
    const sent = requests(25);
    sent[3] = ofBytes(1_048_577);
    await expect(createEvaluationQueue(queueUrl, clientOf(sqs.url)).send(sent)).rejects.toThrow(
      'SQS did not take 1 of 25 evaluation requests: BatchRequestTooLong: Batch requests cannot be longer than',
    );
    const received = (await receiveAll(sqs.url, queueUrl)).map(({ body }) => parseRequest(body).endpoint.id);
    expect(received.map(Number).sort((a, b) => a - b)).toEqual(
      sent.flatMap(({ endpoint }, index) => (index === 3 ? [] : Number(endpoint.id))),
    );
  });

  test('throws when there is no such queue', async () => {
    const sqs = await startSqs();
    closing.push(sqs.close);
    const queue = createEvaluationQueue(`${sqs.url}/000000000000/missing`, clientOf(sqs.url));
    await expect(queue.send(requests(1))).rejects.toThrow('queue does not exist');
  });
});
