import * as z from 'zod/mini';
import type { PayloadContract } from '../runtime/payload.ts';

export const discoverPayload: PayloadContract<Record<string, never>> = {
  schema: z.strictObject({}),
  allowed: '{} sweeps the whole fleet now',
};
