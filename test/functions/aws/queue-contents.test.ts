import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createQueueContents, type QueueContents } from '../../../functions/aws/queue-contents.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SqsStandIn, startSqs } from '../../../infra/local/aws/sqs.ts';

let sqs: SqsStandIn;
let client: SQSClient;
let url: string;
let contents: QueueContents;
beforeEach(async () => {
  sqs = await startSqs();
  client = new SQSClient({ ...localClientSettings(sqs.url), useQueueUrlAsEndpoint: false, maxAttempts: 1 });
  url = (await sqs.createQueue({ name: 'letters', visibilityTimeoutSeconds: 30 })).queueUrl;
  contents = createQueueContents(client);
});
afterEach(async () => {
  client.destroy();
  await sqs.close();
});

const send = (attributes: Record<string, string> = {}) =>
  client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: '{}',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );

test('requests are those that wait, and those that a worker has', async () => {
  for (let sent = 0; sent < 3; sent++) await send();
  await client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1 }));
  expect(await contents.requests(url)).toEqual({ waiting: 2, taken: 1 });
});

describe('dead letters', () => {
  const TARGET_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:stack-discover';

  test('are none in an empty queue', async () => {
    expect(await contents.deadLetters(url)).toEqual({ count: 0 });
  });

  test('of a schedule name the function, and why it did not start', async () => {
    await send({ TARGET_ARN, ERROR_MESSAGE: 'AccessDenied', RETRY_ATTEMPTS: '3' });
    expect(await contents.deadLetters(url)).toEqual({ count: 1, reason: 'stack-discover: AccessDenied' });
  });

  test('that say nothing are counted', async () => {
    await send();
    expect(await contents.deadLetters(url)).toEqual({ count: 1 });
  });

  // SQS makes a message visible again after so many seconds; the stand-in takes none for the default.
  test('are asked for so that a person who polls sees them at the same time', async () => {
    await send({ TARGET_ARN });
    const asked: unknown[] = [];
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'ReceiveMessageCommand') asked.push(args.input);
          return await next(args);
        },
      { step: 'initialize' },
    );
    await contents.deadLetters(url);
    expect(asked).toMatchObject([{ VisibilityTimeout: 0 }]);
  });

  test('that cannot be counted are an error', async () => {
    await expect(contents.deadLetters(`${url}-gone`)).rejects.toThrow(/queue/i);
  });
});
