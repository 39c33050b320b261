import * as z from 'zod';
import { endpointId } from '../domain/costs/endpoint.ts';
import type { PayloadContract } from '../runtime/payload.ts';

/** Which endpoints to judge now, or one to explain. */
export interface EvaluatePayload {
  endpointIds?: string[];
  /** Writes nothing and sends nothing. */
  dryRun: boolean;
  /** Explains why one endpoint did or did not raise an alert; writes nothing either. */
  explain?: string;
}

/** Lambda reads the payload first, and rounds a number beyond the safe ones. */
function isAsWritten(written: string | number): boolean {
  return typeof written === 'string' || Math.abs(written) <= Number.MAX_SAFE_INTEGER;
}

const written = z
  .union([z.string(), z.number()])
  .refine(isAsWritten, 'a number of more than 15 digits is not kept exactly: write the id in quotes');
const id = written.transform(endpointId).pipe(z.string());

export const evaluatePayload: PayloadContract<EvaluatePayload> = {
  schema: z
    .strictObject({
      endpointIds: z.array(id).min(1).max(100).optional(),
      dryRun: z.boolean().default(false),
      explain: id.optional(),
    })
    .refine(
      ({ endpointIds, explain }) => (endpointIds === undefined) !== (explain === undefined),
      'it names neither or both of endpointIds and explain',
    ),
  allowed:
    '{"endpointIds": ["166"], "dryRun": true} with 1 to 100 ids, where dryRun is optional and writes nothing; ' +
    'or {"explain": "166"}',
};
