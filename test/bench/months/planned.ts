import { begunWalk, isWalkDue } from '../../../functions/discover/walk-list.ts';
import { headroomOf } from '../../../functions/domain/crossing.ts';
import {
  type FleetDecision,
  type FleetLimits,
  FleetPlan,
  looksPerSweep,
} from '../../../functions/domain/fleet-plan.ts';
import type { FleetWalk, FleetWatch } from '../../../functions/domain/fleet-watch.ts';
import { FleetPrices, isTelling, type ListedUsage, type UnitPrices } from '../../../functions/domain/listed-usage.ts';
import { watchAfter } from '../../../functions/domain/watch.ts';
import { DISCOVER_PACE } from '../../../infra/constructs/emnify-pace.ts';
import { BUDGET } from './budget.ts';
import { HOUR_MS, MONTH_START_MS, momentOf, TICK_HOURS } from './calendar.ts';
import { Looks } from './looks.ts';
import type { Month } from './month.ts';
import { Workers } from './workers.ts';

/** As in functions/discover/watch-fleet.ts: so many requests that wait are no backlog. */
const FEW = 20;
const ENDPOINTS_PER_PAGE = 1000;

export type ListWith = 'rest' | 'graphql';

/** How often the total was judged how. */
export type Verdicts = Partial<Record<FleetWatch['verdict'] | 'busy', number>>;

/** The product: its own plan every five minutes, its own walk over emnify's list, its own look at each endpoint. */
export function playPlanned(
  month: Month,
  limits: FleetLimits,
  listWith: ListWith,
): { verdicts: Verdicts; reasons: Record<string, number> } {
  const product = new Product(month, limits, listWith);
  for (let tick = 0; tick < month.ticks; tick++) product.watch(tick * TICK_HOURS);
  product.finish(month.hours);
  month.end();
  return product;
}

class Product {
  readonly verdicts: Verdicts = {};
  readonly reasons: Record<string, number> = {};
  readonly #month: Month;
  readonly #limits: FleetLimits;
  readonly #workers: Workers;
  readonly #looks: Looks;
  readonly #listWith: ListWith;
  /** What the list said of those who were asked for when it was walked. */
  readonly #listed = new Map<number, ListedUsage>();
  #watch: FleetWatch | undefined;
  #pages = { left: 0, nextAt: 0 };

  constructor(month: Month, limits: FleetLimits, listWith: ListWith) {
    this.#listWith = listWith;
    this.#month = month;
    this.#limits = limits;
    this.#workers = new Workers(limits.sweepHours);
    this.#looks = new Looks(month.fleet.size);
  }

  /** One run of `discover`, as functions/discover/watch-fleet.ts has it. */
  watch(hours: number): void {
    this.finish(hours);
    if (this.#workers.waiting > FEW) {
      this.#count('busy');
      return;
    }
    const now = new Date(momentOf(hours));
    const { chosen, isEnoughForAll, watch } = this.#plan(hours, now);
    this.#count(watch.verdict);
    const due = new Set(chosen.map(({ item }) => item));
    for (const { reason } of chosen) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    const isDue = isWalkDue(this.#watch?.walk, this.#limits, now);
    const walk = isDue ? begunWalk(this.#watch?.walk, now) : this.#watch?.walk;
    this.#watch = { ...watch, ...(walk && { walk: isDue ? this.#walk(walk, due, isEnoughForAll, hours) : walk }) };
    for (const index of due) this.#workers.send(index, hours);
  }

  /** What the workers do until then. */
  finish(hours: number): void {
    for (let next = this.#workers.next(hours); next; next = this.#workers.next(hours)) {
      this.#askForPages(next.at);
      this.#look(next.index, next.at);
    }
    this.#askForPages(hours);
    this.#month.telling.until(hours);
  }

  #plan(hours: number, now: Date): FleetDecision<number> {
    const plan = new FleetPlan<number>(this.#watch, { now, used: this.#month.emnify.answered }, this.#limits);
    this.#looks.showAll((look) => plan.see(look));
    return plan.decide(this.#month.total(hours));
  }

  /** As functions/discover/walk-list.ts: asks for those who are due and are in the list, and for the new ones. */
  #walk(walk: FleetWalk, due: Set<number>, isForAll: boolean, hours: number): FleetWalk {
    let room = looksPerSweep(this.#limits) - due.size;
    let isUnfinished = false;
    const prices = new FleetPrices();
    for (const priced of this.#looks.priced.values()) prices.add(priced);
    const fleet = prices.prices();
    for (let index = 0; index < this.#looks.size; index++) {
      const usage = this.#listWith === 'graphql' ? this.#month.fleet.usageAt(index, hours) : undefined;
      if (due.delete(index)) this.#workers.send(index, hours);
      else if (isForAll || !this.#looks.has(index)) {
        isUnfinished ||= room <= 0;
        room -= 1;
        if (room < 0) continue;
        this.#workers.send(index, hours);
        if (usage) this.#listed.set(index, usage);
      } else if (usage && this.#mayHaveCrossed(index, usage, fleet)) {
        this.reasons.usage = (this.reasons.usage ?? 0) + 1;
        this.#workers.send(index, hours);
        this.#listed.set(index, usage);
      }
    }
    this.#pages = { left: Math.ceil(this.#looks.size / ENDPOINTS_PER_PAGE), nextAt: hours };
    return { ...walk, fleetSize: this.#looks.size, isUnfinished };
  }

  #mayHaveCrossed(index: number, usage: ListedUsage, fleet: UnitPrices): boolean {
    const watch = this.#looks.at(index)?.watch;
    const before = this.#looks.priced.get(index);
    return watch !== undefined && isTelling(watch, before, usage, fleet);
  }

  #askForPages(hours: number): void {
    const pages = this.#pages;
    for (; pages.left > 0 && pages.nextAt <= hours; pages.left--) {
      this.#month.emnify.ask(pages.nextAt);
      pages.nextAt += 1 / (3600 * DISCOVER_PACE.requestsPerSecond);
    }
  }

  /** As functions/evaluate/judge-endpoint.ts. A refused request comes back, and is due all the time until then. */
  #look(index: number, hours: number): void {
    const spend = this.#month.look(index, hours);
    if (spend === undefined) return;
    const seenAt = MONTH_START_MS + hours * HOUR_MS;
    const look = { spend, headroom: headroomOf(BUDGET, String(spend)), seenAt };
    const usage = this.#listed.get(index);
    if (usage) {
      const sms = Math.min(spend, usage.sms * 0.07);
      this.#looks.priced.set(index, { ...usage, spend, dataSpend: spend - sms, smsSpend: sms });
    }
    this.#listed.delete(index);
    this.#looks.keep(index, watchAfter(this.#looks.at(index), look, MONTH_START_MS), seenAt);
  }

  #count(verdict: keyof Verdicts): void {
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
  }
}
