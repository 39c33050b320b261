import * as z from 'zod';
import type { PayloadContract } from '../runtime/payload.ts';

export interface DiscoverPayload {
  /** Asks only for the endpoints whose turn it is, as the schedule does. */
  watch: boolean;
}

export const discoverPayload: PayloadContract<DiscoverPayload> = {
  schema: z.strictObject({ watch: z.boolean().default(false) }),
  allowed: '{} sweeps the whole fleet now, {"watch": true} asks for the endpoints whose turn it is',
};
