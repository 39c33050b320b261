/**
 * Endpoints that this process has queued a while ago and that were not checked since: the request waits, or fails and
 * is tried again. A process that has just started knows of none, and queues them once more.
 */
export class RecentlyQueued {
  readonly #queuedAt = new Map<string, number>();
  readonly #keepMs: number;

  constructor(keepSeconds: number) {
    this.#keepMs = keepSeconds * 1000;
  }

  add(ids: Iterable<string>, now: number): void {
    for (const [id, at] of this.#queuedAt) if (now - at > this.#keepMs) this.#queuedAt.delete(id);
    for (const id of ids) this.#queuedAt.set(id, now);
  }

  /** The endpoints that were not checked since. @param checkedAt their last checks, in milliseconds since 1970 */
  waiting(checkedAt: (id: string) => number, now: number): string[] {
    return [...this.#queuedAt.keys()].filter((id) => this.isWaiting(id, checkedAt(id), now));
  }

  /** @param checkedAt the last check, in milliseconds since 1970 */
  isWaiting(id: string, checkedAt: number, now: number): boolean {
    const at = this.#queuedAt.get(id);
    return at !== undefined && checkedAt < at && now - at <= this.#keepMs;
  }
}
