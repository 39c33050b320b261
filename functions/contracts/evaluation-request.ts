import * as z from 'zod';
import type { Endpoint } from '../domain/costs/endpoint.ts';

/** What `discover` leaves in the queue for `evaluate`: one endpoint a message, with all that budgets match on. */
export interface EvaluationRequest {
  /** The sweep that the request belongs to. */
  sweepId: string;
  /** Endpoints in the whole fleet, where emnify counts them. */
  fleetSize?: number;
  /** How long it may wait in the queue before it is dropped. Default: forever. */
  maxQueueSeconds?: number;
  endpoint: Endpoint;
}

/** How a message came out of the queue. */
export interface QueueDelivery {
  /** Since it was sent. */
  waitedSeconds: number;
  /** Whether this is its first delivery. */
  isFirst: boolean;
}

const schema: z.ZodType<EvaluationRequest> = z.object({
  sweepId: z.string(),
  fleetSize: z.int().optional(),
  maxQueueSeconds: z.number().optional(),
  endpoint: z.object({
    id: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    areTagsWhole: z.literal(true).optional(),
    status: z.string(),
    iccid: z.string().optional(),
    tariffProfile: z.string().optional(),
    serviceProfile: z.string().optional(),
  }),
});

/** In ASCII: SQS refuses some characters that a device's name may hold, and one refused message would stop a sweep. */
export function serializeRequest(request: EvaluationRequest): string {
  return JSON.stringify(request).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Reads a message. Fields that only an earlier version has sent are left out.
 *
 * @throws when a message is not one of ours: it goes to the dead-letter queue, where a person can read it
 */
export function parseRequest(body: string): EvaluationRequest {
  return schema.parse(JSON.parse(body));
}
