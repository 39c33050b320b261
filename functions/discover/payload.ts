import * as z from 'zod';
import type { PayloadContract } from '../runtime/payload.ts';

export interface DiscoverPayload {
  /** Checks only the endpoints that are due, as the schedule does. */
  dueOnly: boolean;
}

const schema = z
  .strictObject({
    dueOnly: z.boolean().optional(),
    /** The earlier name of `dueOnly`. Accepted in 0.2, removed in the release after it. */
    watch: z.boolean().optional(),
  })
  .transform(({ dueOnly, watch }) => ({ dueOnly: dueOnly ?? watch ?? false }));

export const discoverPayload: PayloadContract<DiscoverPayload> = {
  schema,
  allowed: '{} sweeps the whole fleet now, {"dueOnly": true} checks the endpoints that are due',
};
