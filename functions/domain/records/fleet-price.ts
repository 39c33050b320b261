import type { DataPrice } from './data-price.ts';

/** With fewer prices than this, one tariff would speak for the fleet. */
const LEAST_ENDPOINTS = 5;

/**
 * The fleet's usual cost of a MB, for endpoints that have no usual price of their own. `discover` finds it in the records
 * that it reads at each poll, and sends it with each request: so a check reads nothing more, and the tables keep their
 * schema.
 */
export class FleetPrice {
  readonly #usual: number[] = [];

  /** Adds what the last check of one endpoint knows. */
  add(price: DataPrice | undefined): void {
    if (price?.usual) this.#usual.push(price.usual);
  }

  /** The middle one of the endpoints' usual prices, which one dear endpoint does not move; undefined where too few have one. */
  perMb(): number | undefined {
    if (this.#usual.length < LEAST_ENDPOINTS) return undefined;
    const sorted = this.#usual.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}
