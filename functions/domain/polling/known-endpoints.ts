import type { Endpoint } from '../costs/endpoint.ts';

/** Which endpoints were looked at, and what they were called then. */
export class KnownEndpoints {
  readonly #known = new Set<string>();

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
