/** Keeps the most urgent of many items, and never many more than it is asked for. */
export class MostUrgent<Item> {
  readonly #most: number;
  #kept: { item: Item; urgency: number }[] = [];
  /** What is no more urgent than this is not kept. */
  #least = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether an item of this urgency would be kept: asked before an item is made, where there are very many. */
  takes(urgency: number): boolean {
    return this.#most > 0 && urgency > this.#least;
  }

  add(item: Item, urgency: number): void {
    if (!this.takes(urgency)) return;
    this.#kept.push({ item, urgency });
    if (this.#kept.length >= 2 * this.#most + 16) this.#trim();
  }

  /** The most urgent first. */
  items(): Item[] {
    this.#trim();
    return this.#kept.map(({ item }) => item);
  }

  #trim(): void {
    this.#kept.sort((a, b) => b.urgency - a.urgency);
    if (this.#kept.length <= this.#most) return;
    this.#kept.length = this.#most;
    this.#least = this.#kept.at(-1)?.urgency ?? this.#least;
  }
}
