import { Alerting } from './alerting.ts';
import { TICK_HOURS } from './calendar.ts';
import { EmnifyLimits } from './emnify-limits.ts';
import { Fleet } from './fleet.ts';
import type { World } from './scenarios.ts';

/** emnify gives costs with so many digits. */
const DIGITS = 4;

/** One month of one fleet: what it costs, what emnify answers, which alerts are sent. */
export class Month {
  readonly fleet: Fleet;
  readonly emnify = new EmnifyLimits();
  readonly alerting: Alerting;
  /** How much of the month is played, in hours. */
  readonly hours: number;
  longestUnseen = 0;
  readonly #world: World;
  readonly #checkedAt: Float64Array;

  constructor(world: World, { endpoints, hours }: { endpoints: number; hours: number }) {
    this.#world = world;
    this.hours = hours;
    this.fleet = new Fleet(endpoints, world.device);
    this.alerting = new Alerting(this.fleet);
    this.#checkedAt = new Float64Array(endpoints);
  }

  /** Asks emnify for one endpoint. @returns what it has cost, in EUR, rounded down; nothing where emnify refuses */
  check(index: number, hours: number): number | undefined {
    this.alerting.until(hours);
    if (!this.emnify.ask(hours)) return undefined;
    const spend = Math.floor(this.fleet.spendAt(index, hours) * 10 ** DIGITS) / 10 ** DIGITS;
    this.longestUnseen = Math.max(this.longestUnseen, hours - (this.#checkedAt[index] ?? 0));
    this.#checkedAt[index] = hours;
    this.alerting.seen(index, spend, hours);
    return spend;
  }

  /** Asks emnify for the organisation's total, at a tick. */
  total(hours: number): number | undefined {
    if (!this.emnify.ask(hours)) return undefined;
    return this.#world.shownTotal((at) => this.fleet.total.at(Math.min(at, hours)), hours);
  }

  /** Lets the rest of the month pass. */
  end(): void {
    this.alerting.until(this.hours);
    for (let index = 0; index < this.fleet.size; index++) {
      this.fleet.spendAt(index, this.hours);
      this.longestUnseen = Math.max(this.longestUnseen, this.hours - (this.#checkedAt[index] ?? 0));
    }
  }

  get ticks(): number {
    return Math.round(this.hours / TICK_HOURS);
  }
}
