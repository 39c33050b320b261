import * as z from 'zod';
import type { PayloadContract } from '../runtime/payload.ts';

export interface NotifyPayload {
  /** Send a message marked as a test instead of what waits. */
  test: boolean;
  /** The ref of a notification to send once more. */
  resend?: string;
}

export const notifyPayload: PayloadContract<NotifyPayload> = {
  schema: z
    .strictObject({
      test: z.boolean().default(false),
      resend: z
        .string()
        .regex(/^[0-9a-f]{6}$/i)
        .optional(),
    })
    .refine(({ test, resend }) => !(test && resend !== undefined), 'it names both test and resend'),
  allowed:
    '{} sends what waits, {"test": true} sends a message marked as a test, {"resend": "7f3a9c"} sends the ' +
    'notification with this ref once more',
};
