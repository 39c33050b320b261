import { begunWalk, isWalkDue } from '../../../functions/discover/walk-list.ts';
import { headroomOf } from '../../../functions/domain/crossing.ts';
import {
  type FleetDecision,
  type FleetLimits,
  FleetPlan,
  looksPerSweep,
} from '../../../functions/domain/fleet-plan.ts';
import type { FleetWatch } from '../../../functions/domain/fleet-watch.ts';
import { watchAfter } from '../../../functions/domain/watch.ts';
import { PER_PAGE } from '../../../functions/emnify/endpoint-list.ts';
import { DISCOVER_PACE } from '../../../infra/constructs/emnify-pace.ts';
import { BUDGET } from './budget.ts';
import { HOUR_MS, MONTH_START_MS, momentOf, TICK_HOURS } from './calendar.ts';
import { Looks } from './looks.ts';
import type { Month } from './month.ts';
import { Workers } from './workers.ts';

/** How often the total was judged how. */
export type Verdicts = Partial<Record<FleetWatch['verdict'] | 'busy', number>>;

/** The product: its own plan every five minutes, its own walk over emnify's list, its own look at each endpoint. */
export function playPlanned(
  month: Month,
  limits: FleetLimits,
): { verdicts: Verdicts; reasons: Record<string, number> } {
  const product = new Product(month, limits);
  for (let tick = 0; tick < month.ticks; tick++) product.watch(tick * TICK_HOURS);
  product.finish(month.hours);
  month.end();
  return product;
}

/** A walk over emnify's list that goes on. */
interface Walk {
  begunAt: number;
  page: number;
  nextAt: number;
  room: number;
  isUnfinished: boolean;
}

class Product {
  readonly verdicts: Verdicts = {};
  readonly reasons: Record<string, number> = {};
  readonly #month: Month;
  readonly #limits: FleetLimits;
  readonly #workers: Workers;
  readonly #looks: Looks;
  #watch: FleetWatch | undefined;
  #walk: Walk | undefined;

  constructor(month: Month, limits: FleetLimits) {
    this.#month = month;
    this.#limits = limits;
    this.#workers = new Workers(limits.sweepHours);
    this.#looks = new Looks(month.fleet.size);
  }

  /** One run of `discover`, as functions/discover/watch-fleet.ts has it. */
  watch(hours: number): void {
    this.finish(hours);
    if (this.#workers.waiting >= this.#limits.looksPerRun) {
      this.#count('busy');
      return;
    }
    const now = new Date(momentOf(hours));
    const { chosen, watch } = this.#plan(hours, now);
    this.#count(watch.verdict);
    const due = new Set(chosen.map(({ item }) => item));
    for (const { reason } of chosen) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    const isDue = isWalkDue(this.#watch, this.#limits, now);
    const walk = isDue ? begunWalk(this.#watch?.walk, now) : this.#watch?.walk;
    this.#watch = { ...watch, ...(walk && { walk }) };
    for (const index of due) this.#workers.send(index, hours);
    if (isDue) this.#beginWalk(due, hours);
  }

  /** What the workers do until then. */
  finish(hours: number): void {
    for (;;) {
      const pageAt = this.#walk?.nextAt ?? Number.POSITIVE_INFINITY;
      const next = this.#workers.next(Math.min(hours, pageAt));
      if (next) this.#look(next.index, next.at);
      else if (this.#walk && pageAt <= hours) this.#askForPage(this.#walk);
      else break;
    }
    this.#month.telling.until(hours);
  }

  #plan(hours: number, now: Date): FleetDecision<number> {
    const plan = new FleetPlan<number>(
      this.#watch,
      { now, used: this.#month.emnify.answered },
      {
        ...this.#limits,
        looksPerRun: this.#limits.looksPerRun - this.#workers.waiting,
      },
    );
    this.#looks.showAll((look) => plan.see({ ...look, isAsked: this.#workers.isWaiting(look.item) }));
    return plan.decide(this.#month.total(hours));
  }

  /** As functions/discover/walk-list.ts: asks for the new ones, page by page. */
  #beginWalk(due: Set<number>, hours: number): void {
    this.#walk = {
      begunAt: hours,
      page: 0,
      nextAt: hours,
      room: looksPerSweep(this.#limits) - due.size,
      isUnfinished: false,
    };
  }

  #askForPage(walk: Walk): void {
    this.#month.emnify.ask(walk.nextAt);
    const first = walk.page * PER_PAGE;
    const last = Math.min(first + PER_PAGE, this.#looks.size);
    for (let index = first; index < last; index++) this.#list(walk, index, walk.nextAt);
    walk.page += 1;
    const waitsFor = Math.max(0, walk.page - DISCOVER_PACE.burst);
    walk.nextAt = walk.begunAt + waitsFor / (3600 * DISCOVER_PACE.requestsPerSecond);
    if (last === this.#looks.size) this.#endWalk(walk);
  }

  #list(walk: Walk, index: number, hours: number): void {
    if (this.#looks.has(index)) return;
    walk.isUnfinished ||= walk.room <= 0;
    walk.room -= 1;
    if (walk.room >= 0) this.#workers.send(index, hours);
  }

  #endWalk({ isUnfinished }: Walk): void {
    const walk = this.#watch?.walk;
    if (this.#watch && walk) this.#watch.walk = { ...walk, fleetSize: this.#looks.size, isUnfinished };
    this.#walk = undefined;
  }

  /** As functions/evaluate/judge-endpoint.ts. A refused request comes back, and is due all the time until then. */
  #look(index: number, hours: number): void {
    const spend = this.#month.look(index, hours);
    if (spend === undefined) return;
    const seenAt = MONTH_START_MS + hours * HOUR_MS;
    const look = { spend, headroom: headroomOf(BUDGET, String(spend)), seenAt };
    this.#looks.keep(index, watchAfter(this.#looks.at(index), look, MONTH_START_MS), seenAt);
  }

  #count(verdict: keyof Verdicts): void {
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
  }
}
