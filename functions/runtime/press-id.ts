import { randomBytes } from 'node:crypto';

/** Makes ids of presses: the moment, and six digits at random. */
export function pressIds(now: () => Date): () => string {
  return () => `${now().toISOString()}-${randomBytes(3).toString('hex')}`;
}
