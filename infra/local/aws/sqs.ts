import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { localClientSettings } from './client-settings.ts';

export interface QueueOptions {
  name: string;
  visibilityTimeoutSeconds: number;
  /** The dead-letter queue, created if there is no queue of this name yet. */
  deadLetterQueue?: { name: string; maxReceiveCount: number };
}

export interface CreatedQueue {
  queueUrl: string;
  queueArn: string;
  /** Present if the options name a dead-letter queue. */
  deadLetterQueueUrl?: string;
}

/** SQS on this machine, in memory. */
export interface SqsStandIn {
  url: string;
  /** Creates a queue; throws if it exists already with other settings. */
  createQueue(options: QueueOptions): Promise<CreatedQueue>;
  close(): Promise<void>;
}

/** Starts SQS on a free port of 127.0.0.1. */
export async function startSqs(): Promise<SqsStandIn> {
  // Not startFauxqs: that listens on every interface of the machine.
  const app = buildApp({ logger: false });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = new SQSClient({ ...localClientSettings(url), useQueueUrlAsEndpoint: false });

  const create = async (name: string, attributes: Record<string, string>) => {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    // fauxqs names a host such as sqs.<region>.localhost, which not every machine resolves; it reads only the path.
    return { queueUrl: `${url}${new URL(QueueUrl).pathname}`, queueArn: Attributes?.QueueArn ?? '' };
  };

  return {
    url,
    async createQueue({ name, visibilityTimeoutSeconds, deadLetterQueue }) {
      const attributes = { VisibilityTimeout: String(visibilityTimeoutSeconds) };
      if (deadLetterQueue === undefined) return create(name, attributes);
      const deadLetters = await create(deadLetterQueue.name, {});
      const RedrivePolicy = JSON.stringify({
        deadLetterTargetArn: deadLetters.queueArn,
        maxReceiveCount: deadLetterQueue.maxReceiveCount,
      });
      const queue = await create(name, { ...attributes, RedrivePolicy });
      return { ...queue, deadLetterQueueUrl: deadLetters.queueUrl };
    },
    async close() {
      client.destroy();
      await app.close();
    },
  };
}
