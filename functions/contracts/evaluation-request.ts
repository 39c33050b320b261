import * as z from 'zod/mini';
import type { Endpoint } from '../domain/endpoint.ts';
import type { ListedUsage } from '../domain/listed-usage.ts';

/** What `discover` leaves in the queue for `evaluate`: one endpoint a message, with all that budgets match on. */
export interface EvaluationRequest {
  /** The sweep that the request belongs to. */
  sweepId: string;
  /** Endpoints in the whole fleet, where emnify counts them. */
  fleetSize?: number;
  /** So long it may wait to be taken up; later it is worth nothing. Without it, it always is worth something. */
  patienceSeconds?: number;
  endpoint: Endpoint;
  /** What emnify's list says it has used this month, where it says so. */
  usage?: ListedUsage;
}

const schema: z.ZodMiniType<EvaluationRequest> = z.object({
  sweepId: z.string(),
  fleetSize: z.optional(z.int()),
  patienceSeconds: z.optional(z.number()),
  endpoint: z.object({
    id: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    areTagsWhole: z.optional(z.literal(true)),
    status: z.string(),
    iccid: z.optional(z.string()),
    tariffProfile: z.optional(z.string()),
    serviceProfile: z.optional(z.string()),
  }),
  usage: z.optional(z.object({ data: z.number(), sms: z.number() })),
});

/** In ASCII: SQS refuses some characters that a device's name may hold, and one refused message would stop a sweep. */
export function serializeRequest(request: EvaluationRequest): string {
  return JSON.stringify(request).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @throws when a message is not one of ours: it goes to the dead-letter queue, where a person can read it */
export function parseRequest(body: string): EvaluationRequest {
  return schema.parse(JSON.parse(body));
}
