import * as z from 'zod';
import type { PayloadContract } from '../runtime/payload.ts';

export interface AggregatePayload {
  /** Writes nothing and sends nothing. */
  dryRun: boolean;
  /** Budgets, as `budgets.yaml` has them, to replay the stored snapshots against; writes nothing either. */
  backtest?: unknown;
}

export const aggregatePayload: PayloadContract<AggregatePayload> = {
  schema: z.strictObject({ dryRun: z.boolean().default(false), backtest: z.unknown().optional() }),
  allowed:
    '{} adds up groups and the organisation now, {"dryRun": true} without writing; ' +
    '{"backtest": {"currency": "EUR", "budgets": [{"name": "every-device", "limit": 5}]}} replays the stored figures ' +
    'against other budgets',
};
