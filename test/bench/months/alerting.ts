import { LEVELS } from './budget.ts';
import type { Fleet } from './fleet.ts';

/** As deployed: how often `notify` runs, how long it waits for more, and for how long at most. */
const NOTIFY_MINUTES = 1;
const SETTLE_MINUTES = 1;
const LONGEST_SETTLING_MINUTES = 10;
/** Half an hour after the alert that a limit is reached, people block a device that burns money. */
const BLOCKED_AFTER_HOURS = 0.5;
const BURNS_PER_HOUR = 2;

interface Pending {
  index: number;
  level: number;
  /** In minutes since the month began. */
  at: number;
}

/** From what a check finds to the alerts, and what people do then. */
export class Alerting {
  /** By device, then by level: when its alert was sent. `Infinity`: not yet. */
  readonly sentAt: Float64Array;
  /** By device: what it had cost when its limit was alerted, in EUR. */
  readonly costWhenSent = new Map<number, number>();
  /** Crossings that were found and never were. */
  invented = 0;
  readonly #fleet: Fleet;
  readonly #found: Uint8Array;
  #pending: Pending[] = [];
  #nextRun = 0;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.sentAt = new Float64Array(fleet.size * LEVELS.length).fill(Number.POSITIVE_INFINITY);
    this.#found = new Uint8Array(fleet.size);
  }

  /** A check has shown what a device has cost. Checks come in the order of their time. */
  seen(index: number, spend: number, hours: number): void {
    for (let level = this.#found[index] ?? 0; level < LEVELS.length && spend >= (LEVELS[level] ?? 0); level++) {
      this.#found[index] = level + 1;
      if ((this.#fleet.crossedAt[index * LEVELS.length + level] ?? 0) > hours) this.invented += 1;
      this.#pending.push({ index, level, at: hours * 60 });
    }
  }

  /** Runs `notify` as often as it is due by then. */
  until(hours: number): void {
    const minute = hours * 60;
    if (this.#pending.length === 0) this.#nextRun = Math.max(this.#nextRun, Math.ceil(minute / NOTIFY_MINUTES));
    for (; this.#nextRun * NOTIFY_MINUTES <= minute; this.#nextRun++) this.#run(this.#nextRun * NOTIFY_MINUTES);
  }

  #run(minute: number): void {
    const [oldest, youngest] = [this.#pending.at(0), this.#pending.at(-1)];
    if (!oldest || !youngest) return;
    const isSettled = minute - youngest.at >= SETTLE_MINUTES || minute - oldest.at >= LONGEST_SETTLING_MINUTES;
    if (!isSettled) return;
    for (const { index, level } of this.#pending) this.#alert(index, level, minute / 60);
    this.#pending = [];
  }

  #alert(index: number, level: number, hours: number): void {
    this.sentAt[index * LEVELS.length + level] = hours;
    if (level < LEVELS.length - 1) return;
    this.costWhenSent.set(index, this.#fleet.spendAt(index, hours));
    if (this.#fleet.perHour(index) > BURNS_PER_HOUR) this.#fleet.block(index, hours + BLOCKED_AFTER_HOURS);
  }
}
