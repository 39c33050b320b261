/**
 * The process in which one function runs, in place of Lambda's runtime. `function-process.ts` starts it with only the
 * function's own environment, and invokes it over the process's message channel.
 */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { type Clock, install } from '@sinonjs/fake-timers';
import { messageOf } from '../../../functions/domain/values/text.ts';
import type { Timer } from '../../../functions/emnify/timer.ts';

export type HostMessage =
  | { kind: 'ready' }
  | { kind: 'answer'; id: string; answer: unknown }
  | { kind: 'failure'; id: string; message: string };

const END_MARK = 'END RequestId: ';

const [, , modulePath = '', exportName = 'handler', timeoutSeconds = '300', storyTime] = process.argv;

function say(message: HostMessage): void {
  process.send?.(message);
}

// The command has ended, and nothing else can invoke or stop this process.
process.on('disconnect', () => process.exit());

try {
  const clock = storyTime ? install({ now: new Date(storyTime), toFake: ['Date'] }) : undefined;
  const module = await import(pathToFileURL(modulePath).href);
  const handler = clock && module.createHandler ? module.createHandler(passingTimer(clock)) : module[exportName];
  process.on('message', async ({ id, event, now }: { id: string; event: unknown; now?: string }) => {
    if (now) clock?.setSystemTime(new Date(now));
    const outcome = await handler(event, contextOf()).then(
      (answer: unknown) => ({ kind: 'answer', id, answer }),
      (error: unknown) => ({ kind: 'failure', id, message: messageOf(error) }),
    );
    // As in Lambda, this is the last line of the invocation's log.
    process.stdout.write(`${END_MARK}${id}\n`);
    say(outcome);
  });
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'failure', id: 'start', message: messageOf(error) });
}

/** Replaces waiting by moving the clock of the story on. */
function passingTimer(clock: Clock): Timer {
  return {
    nowMs: () => Date.now(),
    sleep: async (ms) => clock.setSystemTime(Date.now() + ms),
  };
}

/** Makes the context that Lambda passes beside the event. The remaining time is real, also in a story. */
function contextOf(): object {
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
  const endsAtMs = performance.now() + Number(timeoutSeconds) * 1000;
  return {
    functionName,
    awsRequestId: randomUUID(),
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - performance.now()),
  };
}
