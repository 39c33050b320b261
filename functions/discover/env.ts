import * as z from 'zod/mini';
import { commonVariables, emnifyVariables } from '../runtime/environment.ts';

export const discoverEnvironment = z.object({
  ...commonVariables,
  ...emnifyVariables,
  EVALUATION_QUEUE_URL: z.url(),
  COST_HISTORY_TABLE: z.string().check(z.minLength(1)),
  /** When the application token expires, as `Date.toISOString()`; `unknown` where nobody has said so. */
  TOKEN_EXPIRES_AT: z.string().check(z.regex(/^(unknown|\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/)),
});

/** What the deployment has to give this function. */
export type DiscoverEnvironment = Record<keyof z.input<typeof discoverEnvironment>, string>;
