import type { Author, Press } from '../domain/presses/press.ts';

/** The store of what persons decided by a press. Every method throws if the table cannot be had. */
export interface Presses {
  /** Reads the presses that count at a moment or later, also those that were undone, oldest end first. */
  since(moment: Date): Promise<Press[]>;
  /** Reads one press by its id. @returns undefined where there is none */
  press(id: string): Promise<Press | undefined>;
  /** Stores a press. @returns false where one with its id is stored already, which stays as it is */
  add(press: Press): Promise<boolean>;
  /** Records that a press was done. */
  markDone(press: Press, at: Date): Promise<void>;
  /** Takes a press back. @returns false where that was done already */
  undo(press: Press, undone: Author): Promise<boolean>;
  /** Records that recipients have read of a press, or of its undoing. */
  markSaid(press: Press, what: 'press' | 'undoing'): Promise<void>;
}
