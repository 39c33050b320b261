import { FleetPrices, isTelling, type ListedUsage, type PricedUsage, type UnitPrices } from '../domain/listed-usage.ts';
import type { Watch } from '../domain/watch.ts';

const UNPRICED: PricedUsage = { data: 0, sms: 0, dataSpend: 0, smsSpend: 0, spend: Number.NaN };
const NUMBERS_EACH = 7;

/** What the last looks at all endpoints make of a listed usage: seven numbers for each, however many there are. */
export class KnownUsage {
  /** Which of all endpoints it is, by id. */
  readonly #positions = new Map<string, number>();
  readonly #numbers: number[] = [];
  readonly #fleet = new FleetPrices();
  #prices: UnitPrices | undefined;

  /** @param priced absent where no look has followed a listed usage yet */
  add(id: string, { headroom, spend: watched }: Watch, priced: PricedUsage = UNPRICED): void {
    if (headroom === undefined || this.#positions.has(id)) return;
    this.#positions.set(id, this.#positions.size);
    const { data, sms, dataSpend, smsSpend, spend } = priced;
    this.#numbers.push(headroom, watched, data, sms, dataSpend, smsSpend, spend);
    this.#fleet.add(priced);
  }

  /** Whether an endpoint is to be looked at because of its usage. One that no budget counts for never is. */
  isTelling(id: string, usage: ListedUsage): boolean {
    const position = this.#positions.get(id);
    if (position === undefined) return false;
    this.#prices ??= this.#fleet.prices();
    const first = position * NUMBERS_EACH;
    const [headroom, watched = 0, data = 0, sms = 0, dataSpend = 0, smsSpend = 0, spend = 0] = this.#numbers.slice(
      first,
      first + NUMBERS_EACH,
    );
    const priced = Number.isNaN(spend) ? undefined : { data, sms, dataSpend, smsSpend, spend };
    return isTelling({ headroom, spend: watched }, priced, usage, this.#prices);
  }
}
