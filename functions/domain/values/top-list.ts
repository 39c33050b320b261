/** The first of many entries in some order. It holds no more of them than it gives back. */
export class TopList<Entry> {
  readonly #most: number;
  readonly #order: (a: Entry, b: Entry) => number;
  readonly #entries: Entry[] = [];

  /** @param order as for `Array.prototype.sort` */
  constructor(most: number, order: (a: Entry, b: Entry) => number) {
    this.#most = most;
    this.#order = order;
  }

  add(entry: Entry): void {
    const last = this.#entries.at(-1);
    if (this.#entries.length >= this.#most && last !== undefined && this.#order(entry, last) >= 0) return;
    const place = this.#entries.findIndex((other) => this.#order(entry, other) < 0);
    this.#entries.splice(place < 0 ? this.#entries.length : place, 0, entry);
    if (this.#entries.length > this.#most) this.#entries.pop();
  }

  entries(): Entry[] {
    return [...this.#entries];
  }
}
