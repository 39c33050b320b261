import type { Run } from './alert.ts';
import type { CheckMe } from './budget.ts';

/** What an alert keeps of its sweep; nothing where a person asked. */
export function runOf({ sweepId, fleetSize }: Partial<Run>, { sharePct, atLeast }: CheckMe): Run | undefined {
  if (sweepId === undefined) return undefined;
  if (fleetSize === undefined) return { sweepId };
  return { sweepId, fleetSize, checkFrom: Math.max(atLeast, Math.floor((fleetSize * sharePct) / 100) + 1) };
}
