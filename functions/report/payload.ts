import * as z from 'zod';
import type { PayloadContract } from '../runtime/payload.ts';

export interface ReportPayload {
  /** Answers with the report and sends nothing. */
  dryRun: boolean;
}

export const reportPayload: PayloadContract<ReportPayload> = {
  schema: z.strictObject({ dryRun: z.boolean().default(false) }),
  allowed:
    '{} makes the report now, and the next run of notify sends it, {"dryRun": true} answers with it and sends nothing',
};
