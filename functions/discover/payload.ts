import * as z from 'zod/mini';
import type { PayloadContract } from '../runtime/payload.ts';

export interface DiscoverPayload {
  /** Asks only for the endpoints whose turn it is, as the schedule does. */
  watch: boolean;
}

export const discoverPayload: PayloadContract<DiscoverPayload> = {
  schema: z.strictObject({ watch: z._default(z.boolean(), false) }),
  allowed: '{} sweeps the whole fleet now, {"watch": true} asks for the endpoints whose turn it is',
};
