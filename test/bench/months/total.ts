import { MONTH_HOURS, TICK_HOURS } from './calendar.ts';

const TICKS = Math.round(MONTH_HOURS / TICK_HOURS);

/** What the fleet has cost together: exact at every tick, and kept so that it can be shown late. */
export class Total {
  /** By tick: how the cost of an hour changes in it. */
  readonly #changes = new Float64Array(TICKS + 1);
  /** By tick: what these changes come to before it ends. */
  readonly #early = new Float64Array(TICKS + 1);
  /** At the end of each tick; the first is the beginning of the month. */
  readonly #totals = new Float64Array(TICKS + 1);
  #perHour = 0;
  #reached = 0;

  /** From `hours` on, an hour costs so much more. It must not lie in a tick whose end was asked for already. */
  change(hours: number, perHour: number): void {
    const tick = Math.floor(hours / TICK_HOURS);
    if (tick >= TICKS) return;
    this.#changes[tick] = (this.#changes[tick] ?? 0) + perHour;
    this.#early[tick] = (this.#early[tick] ?? 0) + perHour * ((tick + 1) * TICK_HOURS - hours);
  }

  /** In EUR, at the last tick that has ended by then. */
  at(hours: number): number {
    const tick = Math.max(0, Math.min(TICKS, Math.round(hours / TICK_HOURS)));
    for (; this.#reached < tick; this.#reached++) {
      const inTick = this.#perHour * TICK_HOURS + (this.#early[this.#reached] ?? 0);
      this.#totals[this.#reached + 1] = (this.#totals[this.#reached] ?? 0) + inTick;
      this.#perHour += this.#changes[this.#reached] ?? 0;
    }
    return this.#totals[tick] ?? 0;
  }
}
