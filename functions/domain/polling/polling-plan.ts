import { HOUR_MS } from '../values/duration.ts';
import { endOf, type Period, periodOf, startOf } from '../values/month.ts';
import { grownSince, type TotalPoint, totalsAfter } from './organisation-total.ts';
import {
  type CheckReason,
  type Demand,
  demandOf,
  isEnoughForAll,
  LONGEST_HOURS,
  longestWait,
  nextCheck,
  type PollingInterval,
  pollingIntervalFor,
} from './polling-interval.ts';
import type { PollingState } from './polling-state.ts';
import { fairRate, savedAfter } from './request-quota.ts';
import type { SpendRate } from './spend-rate.ts';
import {
  addToFleetTotals,
  cannotHaveCrossed,
  checkTotal,
  emptyFleetTotals,
  type FleetTotals,
  NEW_TOTAL_CHECK,
} from './total-check.ts';

/** Limits from the settings. */
export interface PollingLimits {
  /** How often every endpoint is checked, where the quota allows it. */
  sweepHours: number;
  /** Our share of emnify's monthly quota. */
  requestsPerMonth: number;
  /** Number of checks that the workers can do until the next run. */
  checksPerRun: number;
}

/** The last check of an endpoint. */
export interface LastCheck<Item> {
  item: Item;
  /** Absent where emnify did not know the endpoint. */
  spendRate?: SpendRate;
  /** Milliseconds since 1970. */
  checkedAt: number;
  /** An earlier request still waits in the queue, or is being retried. */
  isQueued?: boolean;
}

/** An endpoint to check now, and the reason. */
export interface Candidate<Item> {
  item: Item;
  reason: CheckReason | 'search' | 'vanished';
}

/** The result of one run. */
export interface FleetDecision<Item> {
  /** The most urgent first, as many as the quota and the workers allow. */
  chosen: Candidate<Item>[];
  /** State for the next run. */
  state: PollingState;
}

/** Minutes between two runs. */
export const RUN_MINUTES = 5;

/** An urgency above that of any wait. */
const BEFORE_ALL_OTHERS = 1e6;
const ALMOST_A_DAY = 23.5;
const SHARE_FOR_DAILY = 0.8;
/** The longest search, where the quota allows checking all endpoints at once. */
const LONGEST_SEARCH_HOURS = 3;
/** The interval before anything is known about a fleet. */
const FIRST_INTERVAL: PollingInterval = { factor: 1, atMostHours: 1 };

/** Number of checks that the workers can do until the next refresh of emnify's list. */
export function checksPerSweep({ sweepHours, checksPerRun }: PollingLimits): number {
  return checksPerRun * Math.max(1, (sweepHours * 60) / RUN_MINUTES);
}

interface Ranked<Item> {
  candidate: Candidate<Item>;
  urgency: number;
}

/** Plans which endpoints to check now. It gets the last check of every endpoint once, in any order. */
export class PollingPlan<Item> {
  readonly #before: PollingState | undefined;
  readonly #limits: PollingLimits;
  readonly #now: number;
  readonly #period: Period;
  readonly #monthStart: number;
  readonly #used: number;
  readonly #ratePerHour: number;
  readonly #saved: number;
  readonly #most: number;
  readonly #interval: PollingInterval;
  /** Endpoints unchecked for almost a day go first, if the quota covers more than them. */
  readonly #isDailyEnough: boolean;
  readonly #fleetTotals: FleetTotals = emptyFleetTotals();
  readonly #demand: Demand = { spending: 0, spendingEndpoints: 0, otherEndpoints: 0 };
  readonly #headrooms = { sum: 0, count: 0 };
  /** Endpoints that are due. */
  readonly #due: Ranked<Item>[] = [];
  /** Endpoints that were not checked since a search began in an earlier run: the smallest headroom first. */
  readonly #unseen: Ranked<Item>[] = [];
  #unseenCount = 0;

  /**
   * @param before state after the previous run, in the same month
   * @param used requests of this month so far
   */
  constructor(before: PollingState | undefined, { now, used }: { now: Date; used: number }, limits: PollingLimits) {
    this.#before = before;
    this.#limits = limits;
    this.#now = now.getTime();
    this.#period = periodOf(now);
    this.#monthStart = startOf(this.#period).getTime();
    this.#used = used;
    this.#ratePerHour = fairRate(used, limits.requestsPerMonth, this.#now, endOf(this.#period).getTime());
    this.#saved = before
      ? savedAfter(
          before.saved - (used - before.used),
          this.#ratePerHour,
          (this.#now - Date.parse(before.at)) / HOUR_MS,
          limits.sweepHours,
        )
      : this.#ratePerHour;
    this.#most = Math.floor(Math.max(0, Math.min(this.#saved, limits.requestsPerMonth - used, limits.checksPerRun)));
    this.#interval = before?.interval ?? FIRST_INTERVAL;
    this.#isDailyEnough = before?.isDailyEnough ?? true;
  }

  see({ item, spendRate, checkedAt, isQueued = false }: LastCheck<Item>): void {
    const waitedHours = (this.#now - checkedAt) / HOUR_MS;
    const { afterHours, reason } = spendRate
      ? nextCheck(spendRate, this.#interval)
      : { afterHours: longestWait(this.#interval), reason: 'vanished' as const };
    if (spendRate) this.#add(spendRate, checkedAt);
    else this.#demand.otherEndpoints += 1;
    if (isQueued) {
      if (this.#isUnseen(spendRate, checkedAt)) this.#unseenCount += 1;
      return;
    }
    const isForgotten = waitedHours >= ALMOST_A_DAY && this.#isDailyEnough;
    const urgency = waitedHours / afterHours + (isForgotten ? BEFORE_ALL_OTHERS : 0);
    if (waitedHours >= afterHours && (waitedHours >= LONGEST_HOURS || !this.#isBounded(spendRate, checkedAt))) {
      this.#due.push({ candidate: { item, reason }, urgency });
    }
    if (!spendRate || !this.#isUnseen(spendRate, checkedAt)) return;
    this.#unseenCount += 1;
    const nearest = -(spendRate.headroom ?? Number.MAX_VALUE);
    this.#unseen.push({ candidate: { item, reason: 'search' }, urgency: nearest });
  }

  #isUnseen(spendRate: SpendRate | undefined, checkedAt: number): boolean {
    const since = this.#before?.totalCheck.searchedSince;
    return spendRate !== undefined && since !== undefined && checkedAt < since;
  }

  /** @param total cost of the organisation this month, where it could be read */
  decide(total: number | undefined): FleetDecision<Item> {
    const totalCheck = this.#before?.totalCheck ?? NEW_TOTAL_CHECK;
    const judged = total === undefined ? ({ totalCheck, verdict: 'unknown' } as const) : this.#judge(total);
    const interval = pollingIntervalFor(this.#demand, this.#ratePerHour, this.#limits.sweepHours);
    return {
      chosen: this.#choose(judged.verdict === 'search'),
      state: {
        at: new Date(this.#now).toISOString(),
        interval,
        isDailyEnough: this.#count() / LONGEST_HOURS < SHARE_FOR_DAILY * this.#ratePerHour,
        ...judged,
        used: this.#used,
        saved: this.#saved,
        ratePerHour: this.#ratePerHour,
        totals: this.#totals(total),
      },
    };
  }

  #add(spendRate: SpendRate, checkedAt: number): void {
    addToFleetTotals(this.#fleetTotals, { spendRate, checkedAt }, this.#monthStart);
    this.#demand.spending += demandOf(spendRate);
    if (spendRate.spend > 0) this.#demand.spendingEndpoints += 1;
    else this.#demand.otherEndpoints += 1;
    if (spendRate.headroom === undefined) return;
    this.#headrooms.sum += spendRate.headroom;
    this.#headrooms.count += 1;
  }

  #isBounded(spendRate: SpendRate | undefined, checkedAt: number): boolean {
    const before = this.#before;
    // Where the quota allows checking all endpoints, sums over the fleet are kept fresh, too.
    if (isEnoughForAll(this.#interval)) return false;
    return before?.verdict === 'quiet' && cannotHaveCrossed(spendRate?.headroom, grownSince(before.totals, checkedAt));
  }

  #judge(total: number) {
    const totalCheck = this.#before?.totalCheck ?? NEW_TOTAL_CHECK;
    const { sum, count } = this.#headrooms;
    return checkTotal(totalCheck, {
      total,
      fleetTotals: this.#fleetTotals,
      earlier: this.#before?.totals ?? [],
      typicalHeadroom: count === 0 ? 0 : sum / count,
      searchedAll: totalCheck.searchedSince !== undefined && this.#isSearchOver(totalCheck.searchedSince),
      now: this.#now,
      monthStart: this.#monthStart,
    });
  }

  #count(): number {
    return this.#demand.spendingEndpoints + this.#demand.otherEndpoints;
  }

  /** Whether every endpoint was checked, or there was time for it: one that always fails must not keep the search going. */
  #isSearchOver(since: number): boolean {
    const hours = this.#count() / Math.max(1, this.#ratePerHour);
    return this.#unseenCount === 0 || this.#now - since > (LONGEST_SEARCH_HOURS + 2 * hours) * HOUR_MS;
  }

  #totals(total: number | undefined): TotalPoint[] {
    const earlier = this.#before?.totals ?? [];
    return total === undefined
      ? earlier
      : totalsAfter(earlier, { at: this.#now, total, seen: this.#fleetTotals.spend });
  }

  /** Chooses endpoints that are due. In a search, it adds those that may have caused the unexplained spend. */
  #choose(isSearch: boolean): Candidate<Item>[] {
    const chosen = new Map<Item, Candidate<Item>>();
    for (const candidate of this.#inOrder(isSearch)) {
      if (chosen.size >= this.#most) break;
      if (!chosen.has(candidate.item)) chosen.set(candidate.item, candidate);
    }
    return [...chosen.values()];
  }

  *#inOrder(isSearch: boolean): Generator<Candidate<Item>> {
    yield* mostUrgentFirst(this.#due);
    if (isSearch) yield* mostUrgentFirst(this.#unseen);
  }
}

function mostUrgentFirst<Item>(ranked: Ranked<Item>[]): Candidate<Item>[] {
  return ranked.toSorted((a, b) => b.urgency - a.urgency).map(({ candidate }) => candidate);
}
