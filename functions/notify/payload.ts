import * as z from 'zod/mini';
import type { PayloadContract } from '../runtime/payload.ts';

export interface NotifyPayload {
  /** Send a message marked as a test instead of what is pending. */
  test: boolean;
}

export const notifyPayload: PayloadContract<NotifyPayload> = {
  schema: z.strictObject({ test: z._default(z.boolean(), false) }),
  allowed: '{} tells what is pending, {"test": true} sends a message marked as a test',
};
