/**
 * The process that one function runs in: what Lambda's runtime is to it. Started by `function-process.ts` with nothing
 * but the function's own environment; invoked over the process's message channel.
 */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';

export type HostMessage =
  | { kind: 'ready' }
  | { kind: 'answer'; id: string; answer: unknown }
  | { kind: 'failure'; id: string; message: string };

const END_MARK = 'END RequestId: ';

const [, , modulePath = '', exportName = 'handler'] = process.argv;

function say(message: HostMessage): void {
  process.send?.(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  const { [exportName]: handler } = await import(pathToFileURL(modulePath).href);
  process.on('message', async ({ id, event }: { id: string; event: unknown }) => {
    const outcome = await handler(event, contextOf()).then(
      (answer: unknown) => ({ kind: 'answer', id, answer }),
      (error: unknown) => ({ kind: 'failure', id, message: messageOf(error) }),
    );
    // As Lambda does, and last in the log: who reads it knows that nothing of this invocation is still to come.
    process.stdout.write(`${END_MARK}${id}\n`);
    say(outcome);
  });
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'failure', id: 'start', message: messageOf(error) });
}

function contextOf(): object {
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
  return {
    functionName,
    awsRequestId: randomUUID(),
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => 300_000,
  };
}
