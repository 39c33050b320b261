import * as z from 'zod/mini';
import type { PayloadContract } from '../runtime/payload.ts';

/** Which endpoints to judge now; `dryRun` writes nothing and tells nobody. */
export interface EvaluatePayload {
  endpointIds: string[];
  dryRun: boolean;
}

const id = z.pipe(z.union([z.string().check(z.minLength(1)), z.int()]), z.transform(String));

export const evaluatePayload: PayloadContract<EvaluatePayload> = {
  schema: z.strictObject({
    endpointIds: z.array(id).check(z.minLength(1), z.maxLength(100)),
    dryRun: z._default(z.boolean(), false),
  }),
  allowed: '{"endpointIds": ["166"], "dryRun": true} with 1 to 100 ids; dryRun is optional and writes nothing',
};
