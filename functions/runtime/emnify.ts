import type * as z from 'zod';
import { createTokenSecret } from '../aws/token-secret.ts';
import type { RequestRecords } from '../contracts/request-records.ts';
import { createEmnifyClient, type EmnifyClient } from '../emnify/client.ts';
import type { Timer } from '../emnify/timer.ts';
import type { emnifyVariables } from './environment.ts';
import { createRequestCounter, type RequestCounter } from './request-counter.ts';

/** Wires the client of a function that asks emnify: its token, its pace, and the counter of its requests. */
export function createEmnify(
  environment: z.output<z.ZodObject<typeof emnifyVariables>>,
  records: RequestRecords,
  { now, timer }: { now: () => Date; timer: Timer | undefined },
): { emnify: EmnifyClient; requestCounter: RequestCounter } {
  const requestCounter = createRequestCounter(records, now);
  const emnify = createEmnifyClient({
    baseUrl: environment.EMNIFY_BASE_URL,
    rate: { perSecond: environment.EMNIFY_REQUESTS_PER_SECOND, burst: environment.EMNIFY_BURST },
    applicationToken: createTokenSecret(environment.EMNIFY_TOKEN_SECRET_ID),
    now,
    timer,
    observer: requestCounter.observer,
    paceShare: requestCounter.paceShare,
  });
  return { emnify, requestCounter };
}
