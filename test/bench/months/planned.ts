import { begunRefresh, isRefreshDue } from '../../../functions/discover/refresh-list.ts';
import { headroomOf } from '../../../functions/domain/judging/thresholds.ts';
import {
  checksPerSweep,
  type FleetDecision,
  type PollingLimits,
  PollingPlan,
} from '../../../functions/domain/polling/polling-plan.ts';
import type { PollingState } from '../../../functions/domain/polling/polling-state.ts';
import { spendRateAfter } from '../../../functions/domain/polling/spend-rate.ts';
import { PER_PAGE } from '../../../functions/emnify/endpoint-list.ts';
import { DISCOVER_PACE } from '../../../infra/constructs/parts/emnify-pace.ts';
import { BUDGET } from './budget.ts';
import { HOUR_MS, MONTH_START_MS, momentOf, TICK_HOURS } from './calendar.ts';
import { Checks } from './checks.ts';
import type { Month } from './month.ts';
import { Workers } from './workers.ts';

/** How often the total was judged how. */
export type Verdicts = Partial<Record<PollingState['verdict'] | 'busy', number>>;

/** The product: its own plan every five minutes, its own refresh over emnify's list, its own check of each endpoint. */
export function playPlanned(
  month: Month,
  limits: PollingLimits,
): { verdicts: Verdicts; reasons: Record<string, number> } {
  const product = new Product(month, limits);
  for (let tick = 0; tick < month.ticks; tick++) product.poll(tick * TICK_HOURS);
  product.finish(month.hours);
  month.end();
  return product;
}

/** A refresh over emnify's list that goes on. */
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
  readonly #limits: PollingLimits;
  readonly #workers: Workers;
  readonly #checks: Checks;
  #state: PollingState | undefined;
  #refresh: Walk | undefined;

  constructor(month: Month, limits: PollingLimits) {
    this.#month = month;
    this.#limits = limits;
    this.#workers = new Workers(limits.sweepHours);
    this.#checks = new Checks(month.fleet.size);
  }

  /** One run of `discover`, as functions/discover/poll-fleet.ts has it. */
  poll(hours: number): void {
    this.finish(hours);
    if (this.#workers.waiting >= this.#limits.checksPerRun) {
      this.#count('busy');
      return;
    }
    const now = new Date(momentOf(hours));
    const { chosen, state } = this.#plan(hours, now);
    this.#count(state.verdict);
    const due = new Set(chosen.map(({ item }) => item));
    for (const { reason } of chosen) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    const isDue = isRefreshDue(this.#state, this.#limits, now);
    const refresh = isDue ? begunRefresh(this.#state?.refresh, now) : this.#state?.refresh;
    this.#state = { ...state, ...(refresh && { refresh }) };
    for (const index of due) this.#workers.send(index, hours);
    if (isDue) this.#beginWalk(due, hours);
  }

  /** What the workers do until then. */
  finish(hours: number): void {
    for (;;) {
      const pageAt = this.#refresh?.nextAt ?? Number.POSITIVE_INFINITY;
      const next = this.#workers.next(Math.min(hours, pageAt));
      if (next) this.#check(next.index, next.at);
      else if (this.#refresh && pageAt <= hours) this.#askForPage(this.#refresh);
      else break;
    }
    this.#month.alerting.until(hours);
  }

  #plan(hours: number, now: Date): FleetDecision<number> {
    const plan = new PollingPlan<number>(
      this.#state,
      { now, used: this.#month.emnify.answered },
      {
        ...this.#limits,
        checksPerRun: this.#limits.checksPerRun - this.#workers.waiting,
      },
    );
    this.#checks.showAll((check) => plan.see({ ...check, isQueued: this.#workers.isWaiting(check.item) }));
    return plan.decide(this.#month.total(hours));
  }

  /** As functions/discover/refresh-list.ts: asks for the new ones, page by page. */
  #beginWalk(due: Set<number>, hours: number): void {
    this.#refresh = {
      begunAt: hours,
      page: 0,
      nextAt: hours,
      room: checksPerSweep(this.#limits) - due.size,
      isUnfinished: false,
    };
  }

  #askForPage(refresh: Walk): void {
    this.#month.emnify.ask(refresh.nextAt);
    const first = refresh.page * PER_PAGE;
    const last = Math.min(first + PER_PAGE, this.#checks.size);
    for (let index = first; index < last; index++) this.#list(refresh, index, refresh.nextAt);
    refresh.page += 1;
    const waitsFor = Math.max(0, refresh.page - DISCOVER_PACE.burst);
    refresh.nextAt = refresh.begunAt + waitsFor / (3600 * DISCOVER_PACE.requestsPerSecond);
    if (last === this.#checks.size) this.#endWalk(refresh);
  }

  #list(refresh: Walk, index: number, hours: number): void {
    if (this.#checks.has(index)) return;
    refresh.isUnfinished ||= refresh.room <= 0;
    refresh.room -= 1;
    if (refresh.room >= 0) this.#workers.send(index, hours);
  }

  #endWalk({ isUnfinished }: Walk): void {
    const refresh = this.#state?.refresh;
    if (this.#state && refresh) this.#state.refresh = { ...refresh, fleetSize: this.#checks.size, isUnfinished };
    this.#refresh = undefined;
  }

  /** As functions/evaluate/judge-endpoint.ts. A refused request comes back, and is due all the time until then. */
  #check(index: number, hours: number): void {
    const spend = this.#month.check(index, hours);
    if (spend === undefined) return;
    const checkedAt = MONTH_START_MS + hours * HOUR_MS;
    const check = { spend, headroom: headroomOf(BUDGET, String(spend)), checkedAt };
    this.#checks.keep(index, spendRateAfter(this.#checks.at(index), check, MONTH_START_MS), checkedAt);
  }

  #count(verdict: keyof Verdicts): void {
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
  }
}
