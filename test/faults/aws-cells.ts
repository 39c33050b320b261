import type { Cell, Trouble } from './cells.ts';
import { answers, reset, silent, slow } from './troubles.ts';

/** So long a silent service is waited for here. */
export const PATIENCE = { patienceMs: 300, says: '300 ms' };

/** What is the same for every service of AWS. @param failing the service, what fails without it, and who hears of that */
export function awsCells(failing: Pick<Trouble, 'service' | 'fails' | 'alsoHeard'>): Cell[] {
  const { service } = failing;
  const malformed = service === 'sns' ? 'XML parse error' : '"<html>" is not valid JSON';
  return [
    { ...failing, kind: 'time-out', begin: silent, isRetried: true, ...PATIENCE },
    { service, kind: 'slow', begin: slow(100) },
    { ...failing, kind: 'connection reset', begin: reset, isRetried: true, says: 'read ECONNRESET' },
    { ...failing, kind: 'malformed answer', begin: answers(200, '<html>'), says: malformed },
  ];
}
