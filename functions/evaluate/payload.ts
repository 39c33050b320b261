import * as z from 'zod';
import { writtenEndpointId } from '../runtime/endpoint-id.ts';
import type { PayloadContract } from '../runtime/payload.ts';

/** Which endpoints to judge now, or one to explain. */
export interface EvaluatePayload {
  endpointIds?: string[];
  /** Writes nothing and sends nothing. */
  dryRun: boolean;
  /** Explains why one endpoint did or did not raise an alert; writes nothing either. */
  explain?: string;
}

export const evaluatePayload: PayloadContract<EvaluatePayload> = {
  schema: z
    .strictObject({
      endpointIds: z.array(writtenEndpointId).min(1).max(100).optional(),
      dryRun: z.boolean().default(false),
      explain: writtenEndpointId.optional(),
    })
    .refine(
      ({ endpointIds, explain }) => (endpointIds === undefined) !== (explain === undefined),
      'it names neither or both of endpointIds and explain',
    ),
  allowed:
    '{"endpointIds": ["166"], "dryRun": true} with 1 to 100 ids, where dryRun is optional and writes nothing; ' +
    'or {"explain": "166"}',
};
