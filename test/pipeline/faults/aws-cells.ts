import type { Cell, Trouble } from './cells.ts';
import { answers, reset, silent, slow } from './troubles.ts';

/** So long a silent service is waited for here. */
export const TIME_LIMIT = { timeLimitMs: 300, says: '300 ms' };

type Failing = Pick<Trouble, 'service' | 'fails' | 'alsoHeard' | 'waits' | 'alsoBroken'>;

/**
 * What is the same for every service of AWS.
 *
 * @param failing the service, what fails without it, and who hears of that
 * @param trying whether further tries within one run get over what passes
 */
export function awsCells(failing: Failing, trying: Pick<Trouble, 'isRetried'> = { isRetried: true }): Cell[] {
  const { service } = failing;
  const malformed = service === 'sns' ? 'XML parse error' : '"<html>" is not valid JSON';
  return [
    { ...failing, kind: 'time-out', begin: silent, ...trying, ...TIME_LIMIT },
    { service, kind: 'slow', begin: slow(100) },
    { ...failing, kind: 'connection reset', begin: reset, ...trying, says: 'read ECONNRESET' },
    { ...failing, kind: 'malformed answer', begin: answers(200, '<html>'), says: malformed },
  ];
}
