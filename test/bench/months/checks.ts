import type { LastCheck } from '../../../functions/domain/polling/polling-plan.ts';
import type { MeasuredRate, SpendRate } from '../../../functions/domain/polling/spend-rate.ts';

/** The last check of each endpoint, as the product's table keeps it: numbers side by side, for a million of them. */
export class Checks {
  readonly size: number;
  readonly #checkedAt: Float64Array;
  readonly #spend: Float64Array;
  readonly #headroom: Float64Array;
  readonly #monthPerHour: Float64Array;
  readonly #latelyPerHour: Float64Array;
  readonly #perHour: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#checkedAt = new Float64Array(size);
    this.#spend = new Float64Array(size);
    this.#headroom = new Float64Array(size);
    this.#monthPerHour = new Float64Array(size);
    this.#latelyPerHour = new Float64Array(size);
    this.#perHour = new Float64Array(size);
  }

  has(index: number): boolean {
    return this.#checkedAt[index] !== 0;
  }

  at(index: number): MeasuredRate | undefined {
    if (!this.has(index)) return undefined;
    const check = { item: index, spendRate: { ...NO_RATE }, checkedAt: 0 };
    this.#fill(check, index);
    return check;
  }

  keep(
    index: number,
    { spend, headroom = 0, monthPerHour, latelyPerHour, perHour }: SpendRate,
    checkedAt: number,
  ): void {
    this.#checkedAt[index] = checkedAt;
    this.#spend[index] = spend;
    this.#headroom[index] = headroom;
    this.#monthPerHour[index] = monthPerHour;
    this.#latelyPerHour[index] = latelyPerHour;
    this.#perHour[index] = perHour;
  }

  /** Shows every check, in one object that is the next check afterwards: to keep it, copy it. */
  showAll(see: (check: LastCheck<number>) => void): void {
    const check = { item: 0, spendRate: { ...NO_RATE }, checkedAt: 0 };
    for (let index = 0; index < this.size; index++) {
      if (!this.has(index)) continue;
      this.#fill(check, index);
      see(check);
    }
  }

  #fill(check: { item: number; spendRate: Required<SpendRate>; checkedAt: number }, index: number): void {
    const { spendRate } = check;
    check.item = index;
    check.checkedAt = this.#checkedAt[index] ?? 0;
    spendRate.spend = this.#spend[index] ?? 0;
    spendRate.headroom = this.#headroom[index] ?? 0;
    spendRate.monthPerHour = this.#monthPerHour[index] ?? 0;
    spendRate.latelyPerHour = this.#latelyPerHour[index] ?? 0;
    spendRate.perHour = this.#perHour[index] ?? 0;
  }
}

// Not whole numbers, so that the fields hold any number from the beginning on.
const NO_RATE: Required<SpendRate> = {
  spend: 0.5,
  headroom: 0.5,
  monthPerHour: 0.5,
  latelyPerHour: 0.5,
  perHour: 0.5,
};
