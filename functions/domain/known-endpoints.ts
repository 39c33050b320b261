import type { Endpoint } from './endpoint.ts';
import { TextSet } from './text-set.ts';

/** Which endpoints were looked at, and what they were called then, in a few bytes each. */
export class KnownEndpoints {
  readonly #known = new TextSet();

  add(endpoint: Endpoint): void {
    this.#known.add(fieldsOf(endpoint));
  }

  /** Whether it was looked at, and has the same name, tags and profiles since. */
  has(endpoint: Endpoint): boolean {
    return this.#known.has(fieldsOf(endpoint));
  }
}

function fieldsOf({ id, name, tags, areTagsWhole, status, iccid, tariffProfile, serviceProfile }: Endpoint): string {
  return JSON.stringify([id, name, tags, areTagsWhole, status, iccid, tariffProfile, serviceProfile]);
}
