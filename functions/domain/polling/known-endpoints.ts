import type { Endpoint } from '../costs/endpoint.ts';

/** Endpoints that were checked, with their fields at that time. */
export class KnownEndpoints {
  readonly #known = new Set<string>();

  add(endpoint: Endpoint): void {
    this.#known.add(fieldsOf(endpoint));
  }

  /** Whether the endpoint was checked with the same name, tags, SIM, device and profiles. */
  has(endpoint: Endpoint): boolean {
    return this.#known.has(fieldsOf(endpoint));
  }
}

function fieldsOf({ id, name, tags, areTagsWhole, status, iccid, imei, simStatus, ...profiles }: Endpoint): string {
  const { tariffProfile, serviceProfile } = profiles;
  return JSON.stringify([id, name, tags, areTagsWhole, status, iccid, imei, simStatus, tariffProfile, serviceProfile]);
}
