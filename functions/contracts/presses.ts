import type { BudgetsInForce } from '../domain/budgets/kept-budgets.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { countedFrom, withPresses } from '../domain/presses/decisions.ts';
import type { Author, Press } from '../domain/presses/press.ts';

/** The partition of presses in the table of spends. */
export const PRESSES_PARTITION = 'presses';

/** The store of what persons decided by a press. Every method throws if the table cannot be had. */
export interface Presses {
  /** Reads the presses since a moment, also those that were taken back, oldest first. */
  since(moment: Date): Promise<Press[]>;
  /** Reads one press by its id. @returns undefined where there is none */
  press(id: string): Promise<Press | undefined>;
  /** Stores a press. @returns false where one with its id is stored already, which stays as it is */
  add(press: Press): Promise<boolean>;
  /** Records that a press was done. */
  markDone(id: string, at: Date): Promise<void>;
  /** Takes a press back. @returns false where that was done already */
  undo(id: string, undone: Author): Promise<boolean>;
  /** Records that recipients have read of a press, or that it was taken back. */
  markSaid(id: string, what: 'press' | 'undoing'): Promise<void>;
}

/** How long a reading counts: a press takes effect within a minute. */
const KEEP_MS = 60_000;

/**
 * Reads the budgets in force, with what persons have decided by a press. Both readings count for a minute.
 *
 * @returns the reader. It throws what `budgets` throws, and if the table cannot be had
 */
export function planInForce({
  budgets,
  presses,
  now,
}: {
  budgets(): Promise<BudgetsInForce>;
  presses: Pick<Presses, 'since'>;
  now(): Date;
}): () => Promise<PlanInForce> {
  let latest: { at: number; pressed: Promise<Press[]> } | undefined;

  return async () => {
    const plan = await budgets();
    const at = now();
    if (!latest || at.getTime() - latest.at >= KEEP_MS) {
      latest = { at: at.getTime(), pressed: presses.since(countedFrom(at)) };
    }
    const asked = latest;
    try {
      return withPresses(plan, await asked.pressed, at);
    } catch (error) {
      if (latest === asked) latest = undefined;
      throw error;
    }
  };
}
