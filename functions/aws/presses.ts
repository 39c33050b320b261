import type { Presses } from '../contracts/presses.ts';
import { createDocumentClient } from './document-client.ts';
import type { OnUnreadable } from './stored-items.ts';

/** The presses, among the records of the fleet. There is nothing yet that stores one. */
export function createPresses(
  _tableName: string,
  _documents = createDocumentClient(),
  _onUnreadable?: OnUnreadable,
): Presses {
  const refuse = async (): Promise<never> => {
    throw new Error('presses are not stored yet');
  };
  return {
    since: async () => [],
    press: async () => undefined,
    add: refuse,
    markDone: refuse,
    undo: refuse,
    markSaid: refuse,
  };
}
