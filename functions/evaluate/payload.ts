import * as z from 'zod/mini';
import { endpointId } from '../domain/endpoint.ts';
import type { PayloadContract } from '../runtime/payload.ts';

/** Which endpoints to judge now, or one to explain. */
export interface EvaluatePayload {
  endpointIds?: string[];
  /** Writes nothing and tells nobody. */
  dryRun: boolean;
  /** Says of one endpoint why it is told or not; writes nothing either. */
  explain?: string;
}

/** Lambda reads the payload first, and rounds a number beyond the safe ones. */
function isAsWritten(written: string | number): boolean {
  return typeof written === 'string' || Math.abs(written) <= Number.MAX_SAFE_INTEGER;
}

const written = z
  .union([z.string(), z.number()])
  .check(z.refine(isAsWritten, 'a number of more than 15 digits is not kept exactly: write the id in quotes'));
const id = z.pipe(z.pipe(written, z.transform(endpointId)), z.string());

export const evaluatePayload: PayloadContract<EvaluatePayload> = {
  schema: z
    .strictObject({
      endpointIds: z.optional(z.array(id).check(z.minLength(1), z.maxLength(100))),
      dryRun: z._default(z.boolean(), false),
      explain: z.optional(id),
    })
    .check(
      z.refine(
        ({ endpointIds, explain }) => (endpointIds === undefined) !== (explain === undefined),
        'it names neither or both of endpointIds and explain',
      ),
    ),
  allowed:
    '{"endpointIds": ["166"], "dryRun": true} with 1 to 100 ids, where dryRun is optional and writes nothing; ' +
    'or {"explain": "166"}',
};
