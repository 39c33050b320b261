import * as z from 'zod';
import type { PayloadContract } from '../runtime/payload.ts';

/** What a person may send to this function. The schedule sends `{}`. */
export interface WatchdogPayload {
  /** Judges and writes nothing, sends nothing. */
  dryRun: boolean;
}

export const watchdogPayload: PayloadContract<WatchdogPayload> = {
  schema: z.strictObject({ dryRun: z.boolean().default(false) }),
  allowed: '{} watches and says what is wrong, {"dryRun": true} answers with what it would say, and sends nothing',
};
