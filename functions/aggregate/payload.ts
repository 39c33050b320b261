import * as z from 'zod/mini';
import type { PayloadContract } from '../runtime/payload.ts';

export interface AggregatePayload {
  /** Writes nothing and tells nobody. */
  dryRun: boolean;
  /** Budgets, as `budgets.yaml` has them, to replay the stored snapshots against; writes nothing either. */
  backtest?: unknown;
}

export const aggregatePayload: PayloadContract<AggregatePayload> = {
  schema: z.strictObject({ dryRun: z._default(z.boolean(), false), backtest: z.optional(z.unknown()) }),
  allowed:
    '{} adds up groups and the organisation now, {"dryRun": true} without writing; ' +
    '{"backtest": {"currency": "EUR", "budgets": [{"name": "every-device", "limit": 5}]}} replays the stored figures ' +
    'against other budgets',
};
