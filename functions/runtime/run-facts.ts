import type { EndpointCounts, NoteName, RunNotes } from '../domain/watchdog/observations.ts';

/** Collects what a run leaves for the watchdog, until it is stored. */
export class RunFacts {
  readonly #reasons = new Map<NoteName, string | undefined>();
  readonly #counts = new Map<keyof EndpointCounts, number>();

  /** Notes a fact. The last reason counts. */
  note(name: NoteName, reason?: string): void {
    this.#reasons.set(name, reason);
  }

  count(name: keyof EndpointCounts, endpoints = 1): void {
    if (endpoints > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + endpoints);
  }

  /** The notes since the last call. */
  takeNotes(at: string): RunNotes {
    const notes = [...this.#reasons].map(([name, reason]) => [name, { at, ...(reason !== undefined && { reason }) }]);
    this.#reasons.clear();
    return Object.fromEntries(notes);
  }

  /** The counts that are not stored yet. They stay until `stored` is called. */
  get counts(): Partial<EndpointCounts> {
    return Object.fromEntries(this.#counts);
  }

  stored(counts: Partial<EndpointCounts>): void {
    for (const [name, stored] of Object.entries(counts) as [keyof EndpointCounts, number][]) {
      const left = (this.#counts.get(name) ?? 0) - stored;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    }
  }
}
