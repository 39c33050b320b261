import {
  demandOf,
  isEnoughForAll,
  nextCheck,
  type PollingInterval,
  pollingIntervalFor,
} from '../../functions/domain/polling/polling-interval.ts';
import { type PollingLimits, PollingPlan } from '../../functions/domain/polling/polling-plan.ts';
import type { PollingState } from '../../functions/domain/polling/polling-state.ts';
import { type SpendRate, spendRateAfter } from '../../functions/domain/polling/spend-rate.ts';
import { endOf, periodOf, startOf } from '../../functions/domain/values/month.ts';
import {
  CHECKS_PER_RUN,
  EMNIFY_REQUESTS_PER_MONTH,
  POLLING_MINUTES,
} from '../../infra/constructs/parts/emnify-pace.ts';
import { type BenchDevice, deviceAt, heardAt, limitOf, spentBy } from './fleet.ts';

/** What the plan grants a fleet in its ordinary hours. */
export interface PlannedChecks {
  checksPerHour: number;
  /** The share of the checks that find new figures, or are the first of their day. */
  newsShare: number;
  /** Whether every endpoint is checked in every sweep interval. */
  isEnoughForAll: boolean;
}

const BEGIN = Date.parse('2026-10-14T06:00:00Z');
const RUN_MS = POLLING_MINUTES * 60_000;
const RUNS_PER_HOUR = 60 / POLLING_MINUTES;
const HOUR_MS = 3_600_000;
const MONTH_START = startOf(periodOf(new Date(BEGIN))).getTime();
const MONTH_END = endOf(periodOf(new Date(BEGIN))).getTime();

/** A fleet of the bench, and what its plan may use. */
export interface Planned {
  endpoints: number;
  /** Our share of emnify's quota, in percent; 50 by itself. */
  sharePct: number;
  /** How many hours are counted. */
  hours: number;
}

/** Hourly sweeps, as the settings are by themselves. */
export function limitsOf({ sharePct }: Pick<Planned, 'sharePct'>): PollingLimits {
  return {
    sweepHours: 1,
    requestsPerMonth: (EMNIFY_REQUESTS_PER_MONTH * sharePct) / 100,
    checksPerRun: CHECKS_PER_RUN,
  };
}

/**
 * Production's plan for a fleet over some hours. Each check takes place at once, and finds what the device costs by
 * then. The first hour is not counted.
 */
export function plannedChecks(planned: Planned, seed: number): PlannedChecks {
  const { endpoints, hours } = planned;
  const limits = limitsOf(planned);
  const fleet = Array.from({ length: endpoints }, (_, index) => new PolledEndpoint(deviceAt(seed, index)));
  const interval = intervalOf(fleet, limits);
  // The month has been steady: the quota is used up evenly, and every endpoint is somewhere between two checks.
  for (const [index, one] of fleet.entries()) one.wasSeen((index % 60) / 60, interval);
  let used = (limits.requestsPerMonth * (BEGIN - MONTH_START)) / (MONTH_END - MONTH_START);
  let before: PollingState | undefined;
  let checks = 0;
  let news = 0;
  for (let run = 0; run < (hours + 1) * RUNS_PER_HOUR; run++) {
    const now = new Date(BEGIN + run * RUN_MS);
    const plan = new PollingPlan<PolledEndpoint>(before, { now, used }, limits);
    for (const one of fleet) plan.see({ item: one, spendRate: one.spendRate, checkedAt: one.checkedAt });
    const { chosen, state: spendRate } = plan.decide(totalOf(fleet, now));
    const found = chosen.filter(({ item }) => item.check(now)).length;
    used += chosen.length + 1;
    before = spendRate;
    if (run < RUNS_PER_HOUR) continue;
    checks += chosen.length;
    news += found;
  }
  const checksPerHour = checks / hours;
  const firstOfDay = Math.min(1, endpoints / (24 * checksPerHour));
  const newsShare = news / checks + (1 - news / checks) * firstOfDay;
  return { checksPerHour, newsShare, isEnoughForAll: before !== undefined && isEnoughForAll(before.interval) };
}

function totalOf(fleet: PolledEndpoint[], now: Date): number {
  return fleet.reduce((sum, { device }) => sum + spentBy(device, new Date(MONTH_START), now), 0);
}

function intervalOf(fleet: PolledEndpoint[], { requestsPerMonth, sweepHours }: PollingLimits): PollingInterval {
  const spending = fleet.reduce((sum, { spendRate }) => sum + demandOf(spendRate), 0);
  const spendingEndpoints = fleet.filter(({ spendRate }) => spendRate.spend > 0).length;
  const demand = { spending, spendingEndpoints, otherEndpoints: fleet.length - spendingEndpoints };
  return pollingIntervalFor(demand, requestsPerMonth / ((MONTH_END - MONTH_START) / HOUR_MS), sweepHours);
}

/** A device, and what is known of it. */
class PolledEndpoint {
  readonly device: BenchDevice;
  readonly #limit: number;
  spendRate: SpendRate;
  checkedAt: number;

  constructor(device: BenchDevice) {
    this.device = device;
    this.#limit = Number(limitOf(device));
    this.checkedAt = BEGIN;
    this.spendRate = spendRateAfter(undefined, this.#measured(new Date(BEGIN)), MONTH_START);
  }

  /** Such a share of its interval ago. */
  wasSeen(share: number, interval: PollingInterval): void {
    this.checkedAt = BEGIN - Math.max(0.1, share * nextCheck(this.spendRate, interval).afterHours) * HOUR_MS;
  }

  /** @returns whether the figures are new */
  check(now: Date): boolean {
    const isNew = heardAt(this.device, new Date(MONTH_START), now).getTime() > this.checkedAt;
    const before = { spendRate: this.spendRate, checkedAt: this.checkedAt };
    this.spendRate = spendRateAfter(before, this.#measured(now), MONTH_START);
    this.checkedAt = now.getTime();
    return isNew;
  }

  #measured(moment: Date) {
    const spend = spentBy(this.device, new Date(MONTH_START), moment);
    const next = [0.8, 1, 1.5, 2, 2.5, 3].map((share) => share * this.#limit).find((threshold) => threshold > spend);
    return { spend, headroom: (next ?? 2 * spend) - spend, checkedAt: moment.getTime() };
  }
}
