import { LEVELS } from './budget.ts';
import { MONTH_HOURS } from './calendar.ts';
import type { Device } from './devices.ts';
import { Total } from './total.ts';

/**
 * What every device really costs. Costs run evenly between the moments at which their pace changes, so a fleet is two
 * lists of numbers, and any moment can be asked for, as long as time only moves on.
 */
export class Fleet {
  readonly size: number;
  readonly total = new Total();
  /** By device, then by level: when it was crossed first. `Infinity`: not yet. */
  readonly crossedAt: Float64Array;
  readonly #kinds: string[] = [];
  readonly #kindOf: Uint8Array;
  /** Where the changes of each device begin. */
  readonly #first: Int32Array;
  readonly #changes: Changes;
  readonly #next: Int32Array;
  readonly #clock: Float64Array;
  readonly #spend: Float64Array;
  readonly #perHour: Float64Array;
  readonly #blockedAt: Float64Array;

  /** @param deviceAt asked for each device once, in order */
  constructor(size: number, deviceAt: (index: number) => Device) {
    this.size = size;
    this.crossedAt = new Float64Array(size * LEVELS.length).fill(Number.POSITIVE_INFINITY);
    this.#kindOf = new Uint8Array(size);
    this.#first = new Int32Array(size + 1);
    this.#next = new Int32Array(size);
    this.#clock = new Float64Array(size);
    this.#spend = new Float64Array(size);
    this.#perHour = new Float64Array(size);
    this.#blockedAt = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#changes = new Changes();
    for (let index = 0; index < size; index++) this.#add(index, deviceAt(index));
  }

  kindOf(index: number): string {
    return this.#kinds[this.#kindOf[index] ?? 0] ?? '';
  }

  /** What a device has cost by then, in EUR. Never asked for a moment before the last one. */
  spendAt(index: number, hours: number): number {
    const end = Math.min(hours, this.#blockedAt[index] ?? 0);
    const last = this.#first[index + 1] ?? 0;
    let next = this.#next[index] ?? 0;
    while (next < last && (this.#changes.at[next] ?? 0) <= end) {
      this.#spendUntil(index, this.#changes.at[next] ?? 0);
      this.#perHour[index] = (this.#perHour[index] ?? 0) + (this.#changes.perHour[next] ?? 0);
      next += 1;
    }
    this.#next[index] = next;
    this.#spendUntil(index, end);
    return this.#spend[index] ?? 0;
  }

  /** What it costs in an hour, at the moment that was asked for last. */
  perHour(index: number): number {
    return this.#perHour[index] ?? 0;
  }

  /** Blocks a device: from then on it costs nothing more. */
  block(index: number, hours: number): void {
    this.#blockedAt[index] = hours;
    const last = this.#first[index + 1] ?? 0;
    let perHour = this.#perHour[index] ?? 0;
    for (let change = this.#next[index] ?? 0; change < last; change++) {
      const at = this.#changes.at[change] ?? 0;
      const by = this.#changes.perHour[change] ?? 0;
      if (at < hours) perHour += by;
      else this.total.change(at, -by);
    }
    this.total.change(hours, -perHour);
  }

  #add(index: number, { kind, costs }: Device): void {
    if (!this.#kinds.includes(kind)) this.#kinds.push(kind);
    this.#kindOf[index] = this.#kinds.indexOf(kind);
    const changes = costs
      .flatMap(({ from, hours, cost }) => [
        { at: from, perHour: cost / hours },
        { at: from + hours, perHour: -cost / hours },
      ])
      .filter(({ at }) => at < MONTH_HOURS)
      .sort((a, b) => a.at - b.at);
    this.#next[index] = this.#changes.length;
    for (const { at, perHour } of changes) {
      this.#changes.push(at, perHour);
      this.total.change(at, perHour);
    }
    this.#first[index + 1] = this.#changes.length;
  }

  #spendUntil(index: number, hours: number): void {
    const since = this.#clock[index] ?? 0;
    if (hours <= since) return;
    const before = this.#spend[index] ?? 0;
    const perHour = this.#perHour[index] ?? 0;
    const after = before + perHour * (hours - since);
    for (let level = 0; level < LEVELS.length; level++) {
      const amount = LEVELS[level] ?? 0;
      const place = index * LEVELS.length + level;
      if (before < amount && after >= amount && this.crossedAt[place] === Number.POSITIVE_INFINITY) {
        this.crossedAt[place] = since + (amount - before) / perHour;
      }
    }
    this.#spend[index] = after;
    this.#clock[index] = hours;
  }
}

/** Lists of numbers that grow: when a pace changes, and by how much. */
class Changes {
  at = new Float64Array(1024);
  perHour = new Float64Array(1024);
  length = 0;

  push(at: number, perHour: number): void {
    if (this.length === this.at.length) {
      this.at = twiceAsLong(this.at);
      this.perHour = twiceAsLong(this.perHour);
    }
    this.at[this.length] = at;
    this.perHour[this.length] = perHour;
    this.length += 1;
  }
}

function twiceAsLong(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * numbers.length);
  longer.set(numbers);
  return longer;
}
