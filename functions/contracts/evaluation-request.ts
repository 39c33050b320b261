import * as z from 'zod';
import type { Endpoint } from '../domain/costs/endpoint.ts';

/** A message from `discover` to `evaluate`: one endpoint, with everything that budgets match on. */
export interface EvaluationRequest {
  /** The sweep that the request belongs to. */
  sweepId: string;
  /** The number of endpoints in the whole fleet, if emnify counts them. */
  fleetSize?: number;
  /** How long it may wait in the queue before it is dropped. Default: forever. */
  maxQueueSeconds?: number;
  /** Usual cost of a MB of data in the fleet, in the budgets' currency; absent where it is not known. */
  fleetPricePerMb?: number;
  endpoint: Endpoint;
}

/** The circumstances in which a message was received. */
export interface QueueDelivery {
  /** The time since it was sent. */
  waitedSeconds: number;
  /** Whether this is its first delivery. */
  isFirst: boolean;
}

/** The fields of an endpoint, as they are sent and stored. */
export const endpointFields = {
  id: z.string(),
  name: z.string(),
  tags: z.array(z.string()),
  areTagsWhole: z.literal(true).optional(),
  status: z.string(),
  iccid: z.string().optional(),
  imei: z.string().optional(),
  simStatus: z.string().optional(),
  tariffProfile: z.string().optional(),
  serviceProfile: z.string().optional(),
};

const schema = z.object({
  sweepId: z.string(),
  fleetSize: z.int().optional(),
  maxQueueSeconds: z.number().optional(),
  fleetPricePerMb: z.number().optional(),
  /** The name of `maxQueueSeconds` in requests of the release before. Accepted for one release. */
  patienceSeconds: z.number().optional(),
  endpoint: z.object(endpointFields),
});

/** Writes a request in ASCII: SQS refuses some characters that a device's name may contain, and one refused message would stop a sweep. */
export function serializeRequest(request: EvaluationRequest): string {
  return JSON.stringify(request).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Reads a message. Drops fields that only an earlier version sent.
 *
 * @throws if a message is not one of ours: it goes to the dead-letter queue, where an operator can read it
 */
export function parseRequest(body: string): EvaluationRequest {
  const { patienceSeconds, ...request } = schema.parse(JSON.parse(body));
  return patienceSeconds === undefined ? request : { ...request, maxQueueSeconds: patienceSeconds };
}
