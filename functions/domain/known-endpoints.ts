import { createHash } from 'node:crypto';
import type { Endpoint } from './endpoint.ts';

/** Which endpoints were looked at, and what they were called then, in a few bytes each. */
export class KnownEndpoints {
  readonly #marks = new Map<string, number>();

  add(endpoint: Endpoint): void {
    this.#marks.set(endpoint.id, markOf(endpoint));
  }

  /** Whether it was looked at, and has the same name, tags and profiles since. */
  has(endpoint: Endpoint): boolean {
    return this.#marks.get(endpoint.id) === markOf(endpoint);
  }
}

function markOf({ id, name, tags, status, iccid, tariffProfile, serviceProfile }: Endpoint): number {
  const fields = JSON.stringify([id, name, tags, status, iccid, tariffProfile, serviceProfile]);
  return createHash('sha256').update(fields).digest().readUInt32LE();
}
