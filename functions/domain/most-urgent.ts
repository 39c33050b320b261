/** Keeps the most urgent of many items, and never many more than it is asked for. */
export class MostUrgent<Item> {
  readonly #most: number;
  #kept: { item: Item; urgency: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(item: Item, urgency: number): void {
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
    this.#kept.length = Math.min(this.#kept.length, this.#most);
  }
}
