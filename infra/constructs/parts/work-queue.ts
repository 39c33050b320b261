import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';

/** After this many attempts a message is a dead letter. AWS advises five or more, so that it survives throttling. */
const ATTEMPTS = 5;

export interface WorkQueueProps {
  /** The time-out of the function that takes messages from the queue. */
  workerTimeout: Duration;
}

/** A queue of work for a function, one endpoint per message, and the messages that it could not do. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      // Six times the worker's time-out, as AWS advises: a message must not come back while a worker still has it.
      visibilityTimeout: Duration.seconds(6 * props.workerTimeout.toSeconds()),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
  }
}
