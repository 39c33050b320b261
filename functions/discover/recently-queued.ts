/**
 * Whom this process has asked for a while ago, and who was not looked at since: the request waits, or fails and is tried
 * again. A process that has just started knows of nobody, and asks once more.
 */
export class RecentlyQueued {
  readonly #queuedAt = new Map<string, number>();
  readonly #rememberMs: number;

  constructor(rememberSeconds: number) {
    this.#rememberMs = rememberSeconds * 1000;
  }

  add(ids: Iterable<string>, now: number): void {
    for (const [id, at] of this.#queuedAt) if (now - at > this.#rememberMs) this.#queuedAt.delete(id);
    for (const id of ids) this.#queuedAt.set(id, now);
  }

  /** @param seenAt the last look, in milliseconds since 1970 */
  isWaiting(id: string, seenAt: number, now: number): boolean {
    const at = this.#queuedAt.get(id);
    return at !== undefined && seenAt < at && now - at <= this.#rememberMs;
  }
}
